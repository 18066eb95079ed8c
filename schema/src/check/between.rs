//! Entries that contradict each other.

use std::collections::BTreeMap;

use super::item::{Item, Keeper, Kind};
use super::{Finding, Id, ancestors};
use crate::entry::{How, Phase};

/// Adds the findings between entries, which are sorted by option. Of several entries at one path,
/// findings compare the others with the first.
pub(super) fn check(items: &[Item<'_>], findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<&str, &Item<'_>> = BTreeMap::new();
    for item in items {
        if let Some(other) = first.get(item.target.as_str()) {
            findings.push(twice(item, other));
        } else {
            first.insert(&item.target, item);
        }
    }
    let mut kept: BTreeMap<&str, Vec<(&Item<'_>, &Item<'_>)>> = BTreeMap::new();
    for item in items {
        let mut above = ancestors(&item.target).skip(1);
        if let Some(outer) = above.find_map(|path| first.get(path)) {
            if let Some(found) = below(item, outer) {
                findings.push(found);
            } else if kept_by(item, outer).is_some() {
                kept.entry(&outer.target).or_default().push((item, outer));
            }
        }
    }
    findings.extend(kept.values().map(|pairs| nested(pairs)));
    findings.extend(uid_map(&first));
}

fn twice(item: &Item<'_>, other: &Item<'_>) -> Finding {
    let (id, problem) = if item.kind == other.kind {
        (
            Id::Duplicate,
            format!("`{}` is also declared by `{}`", item.target, other.option),
        )
    } else {
        (
            Id::FileDirectoryClash,
            format!(
                "`{}` is a {} here and a {} in `{}`",
                item.target,
                item.kind.noun(),
                other.kind.noun(),
                other.option
            ),
        )
    };
    Finding {
        id,
        option: item.option.clone(),
        problem,
        fix: "Remove one of the two".to_owned(),
    }
}

/// One finding for all entries that another one already persists. They are sorted.
fn nested(pairs: &[(&Item<'_>, &Item<'_>)]) -> Finding {
    let (item, outer) = pairs[0];
    let (place, fix) = kept_by(item, outer).unwrap_or_default();
    if pairs.len() == 1 {
        return Finding {
            id: Id::Nested,
            option: item.option.clone(),
            problem: format!(
                "`{}` already persists `{}` and everything in it{place}",
                outer.option, outer.target
            ),
            fix: fix.to_owned(),
        };
    }
    let names: Vec<_> = pairs
        .iter()
        .take(3)
        .map(|(item, _)| format!("`{}`", item.option))
        .collect();
    let more = match pairs.len() - names.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Finding {
        id: Id::Nested,
        option: outer.option.clone(),
        problem: format!(
            "it already persists the paths of {} other entries{place}: {}{more}",
            pairs.len(),
            names.join(", ")
        ),
        fix: "Remove those entries, or this one".to_owned(),
    }
}

fn below(item: &Item<'_>, outer: &Item<'_>) -> Option<Finding> {
    let Item { target, option, .. } = outer;
    let (id, problem, fix) = if outer.kind == Kind::File {
        (
            Id::FileDirectoryClash,
            format!("it is below `{target}`, which is a file in `{option}`"),
            "Declare the outer path as a directory, or remove one of the two",
        )
    } else if outer.persisted.how == How::Symlink {
        (
            Id::BelowSymlink,
            format!("it is below `{target}`, which is a link in `{option}`"),
            "Set `how = \"bind\"` for the outer entry, or remove this one",
        )
    } else {
        return None;
    };
    Some(Finding {
        id,
        option: item.option.clone(),
        problem,
        fix: fix.to_owned(),
    })
}

/// Whether the outer entry persists the inner one at the same source in the same way: the words for
/// the source, and the fix.
fn kept_by(item: &Item<'_>, outer: &Item<'_>) -> Option<(&'static str, &'static str)> {
    match (&item.keeper, &outer.keeper) {
        (Keeper::Store { name, .. }, Keeper::Store { name: other, .. }) => (name == other)
            .then_some((
                ", in the same store",
                "Remove one of the two, or move one to another store",
            )),
        (
            Keeper::Host { source, entry },
            Keeper::Host {
                source: outer_source,
                entry: outer_entry,
            },
        ) => {
            let inside = source.strip_prefix(outer_source.as_str());
            let same = inside == item.target.strip_prefix(&outer.target)
                && entry.read_only == outer_entry.read_only
                && entry.idmap == outer_entry.idmap;
            same.then_some(("", "Remove one of the two"))
        }
        _ => None,
    }
}

fn uid_map(first: &BTreeMap<&str, &Item<'_>>) -> Option<Finding> {
    let outer = ancestors("/var/lib/nixos").find_map(|path| first.get(path))?;
    let Keeper::Store { phase, .. } = outer.keeper else {
        return None;
    };
    (outer.kind == Kind::Directory && phase == Phase::Stage2).then(|| Finding {
        id: Id::UidMapLate,
        option: outer.option.clone(),
        problem: "NixOS reads user and group IDs from `/var/lib/nixos` before stage 2 mounts it"
            .to_owned(),
        fix: "Remove `phase`, or persist `/var/lib/nixos` in a separate entry".to_owned(),
    })
}
