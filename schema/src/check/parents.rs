//! Directories on the way to entries, whose owner and mode are given more than once.

use std::collections::BTreeMap;

use super::item::{Item, Keeper, part};
use super::{Finding, Id};
use crate::scalar::{Mode, UserName};

/// The setting of a directory by an option.
struct Claim {
    option: String,
    /// Whether it is one of `parents`; an entry says it of itself otherwise.
    of_parent: bool,
    /// `mode`, `user`, `group`, where given.
    settings: [Option<String>; 3],
}

const FIELDS: [&str; 3] = ["mode", "user", "group"];

/// Adds the findings about contradicting settings.
pub(super) fn check(items: &[Item<'_>], findings: &mut Vec<Finding>) {
    if items.iter().all(|item| item.persisted.parents.is_empty()) {
        return;
    }
    let mut claims: BTreeMap<String, Vec<Claim>> = BTreeMap::new();
    for item in items {
        collect(item, &mut claims);
    }
    for (path, mut claims) in claims {
        if claims.len() > 1 && claims.iter().any(|claim| claim.of_parent) {
            claims.sort_by(|a, b| a.option.cmp(&b.option));
            conflicts(&path, &claims, findings);
        }
    }
}

/// Adds the findings about entries of containers that contradict each other on a path of the host.
pub(super) fn check_sources(items: &[Item<'_>], findings: &mut Vec<Finding>) {
    let created = || {
        items.iter().filter_map(|item| match &item.keeper {
            Keeper::Host { source, entry } if entry.create => Some((source.as_str(), item, entry)),
            _ => None,
        })
    };
    // Without any source of its own, each has another place.
    let mut claims: BTreeMap<&str, Vec<Claim>> = created()
        .filter(|(_, _, entry)| entry.source.is_some())
        .map(|(source, ..)| (source, Vec::new()))
        .collect();
    for (source, item, _) in created() {
        if let Some(claims) = claims.get_mut(source) {
            claims.push(own_claim(item));
        }
    }
    for (path, mut claims) in claims {
        claims.sort_by(|a, b| a.option.cmp(&b.option));
        conflicts(path, &claims, findings);
    }
}

fn collect(item: &Item<'_>, claims: &mut BTreeMap<String, Vec<Claim>>) {
    let target = item.target.clone();
    claims.entry(target).or_default().push(own_claim(item));
    for (key, parent) in &item.persisted.parents {
        let key = key.as_str();
        claims.entry(absolute(item, key)).or_default().push(Claim {
            option: format!("{}.parents.{}", item.option, part(key)),
            of_parent: true,
            settings: settings(
                Some(&parent.mode),
                parent.user.as_ref(),
                parent.group.as_ref(),
            ),
        });
    }
}

/// A key of `parents` as an absolute path. It may be relative to the same directory as the entry.
pub(super) fn absolute(item: &Item<'_>, key: &str) -> String {
    let base = match item.base.as_str() {
        _ if key.starts_with('/') => "",
        "" => "/",
        base => base,
    };
    format!("{base}{key}")
}

fn own_claim(item: &Item<'_>) -> Claim {
    let persisted = item.persisted;
    Claim {
        option: item.option.clone(),
        of_parent: false,
        settings: settings(
            persisted.mode.as_ref(),
            persisted.user.as_ref(),
            persisted.group.as_ref(),
        ),
    }
}

fn settings(
    mode: Option<&Mode>,
    user: Option<&UserName>,
    group: Option<&UserName>,
) -> [Option<String>; 3] {
    let name = |name: &UserName| name.as_str().to_owned();
    [
        // Both spellings of one mode.
        mode.map(|mode| format!("{:0>4}", mode.as_str())),
        user.map(name),
        group.map(name),
    ]
}

/// Compares each setting of a field with the first one.
fn conflicts(path: &str, claims: &[Claim], findings: &mut Vec<Finding>) {
    for (field, name) in FIELDS.into_iter().enumerate() {
        let mut saying = claims.iter().filter_map(|claim| {
            let value = claim.settings[field].as_deref()?;
            Some((claim, value))
        });
        let Some((first, expected)) = saying.next() else {
            continue;
        };
        findings.extend(
            saying
                .filter(|(_, value)| *value != expected)
                .map(|(claim, value)| Finding {
                    id: Id::ModeConflict,
                    option: claim.option.clone(),
                    problem: format!(
                        "the {name} of `{path}` is `{value}` here and `{expected}` in `{}`",
                        first.option
                    ),
                    fix: "Write the same value in both, or remove one of the two".to_owned(),
                }),
        );
    }
}
