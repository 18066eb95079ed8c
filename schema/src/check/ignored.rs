//! Settings of entries without effect.

use super::item::{Item, Keeper, Kind, part};
use super::parents::absolute;
use super::{Finding, Id, is_at_or_below};
use crate::entry::{How, Persisted};

/// Adds settings of an entry that change nothing.
pub(super) fn check(item: &Item<'_>, findings: &mut Vec<Finding>) {
    let found = |field: &str, problem: String, fix: &str| Finding {
        id: Id::SettingIgnored,
        option: format!("{}.{field}", item.option),
        problem,
        fix: fix.to_owned(),
    };
    let is_created = match &item.keeper {
        Keeper::Store { .. } => true,
        Keeper::Host { entry, .. } => entry.create,
    };
    if item.kind == Kind::Directory {
        if matches!(item.keeper, Keeper::Host { .. }) && item.persisted.how == How::Symlink {
            findings.push(found(
                "how",
                "directories of containers are always bind-mounted".to_owned(),
                "Remove it",
            ));
        }
        if item.persisted.seed.is_some() && is_created {
            findings.push(found(
                "seed",
                "a seed has no effect on a directory".to_owned(),
                "Remove it, and declare the files in the directory as entries",
            ));
        }
    }
    for key in item.persisted.parents.keys() {
        findings.extend(not_above(item, key.as_str()));
    }
    let fields = when_created(item.persisted);
    if !is_created && !fields.is_empty() {
        let fields: Vec<_> = fields.iter().map(|field| format!("`{field}`")).collect();
        findings.push(found(
            "create",
            format!(
                "the path is not created, so {} would have no effect",
                fields.join(", ")
            ),
            "Remove `create = false`, or remove the other settings",
        ));
    }
}

/// A parent that is not above its entry.
fn not_above(item: &Item<'_>, key: &str) -> Option<Finding> {
    let path = absolute(item, key);
    let is_above = is_at_or_below(&item.target, &path) && item.target != path;
    (!is_above).then(|| Finding {
        id: Id::SettingIgnored,
        option: format!("{}.parents.{}", item.option, part(key)),
        problem: format!("`{path}` is not a parent directory of `{}`", item.target),
        fix: "Write a parent directory of the entry, or declare this directory as a separate entry"
            .to_owned(),
    })
}

/// The settings that apply only when a path is created.
fn when_created(persisted: &Persisted) -> Vec<&'static str> {
    let fields = [
        ("group", persisted.group.is_some()),
        ("mode", persisted.mode.is_some()),
        ("parents", !persisted.parents.is_empty()),
        ("seed", persisted.seed.is_some()),
        ("user", persisted.user.is_some()),
    ];
    let set = fields.into_iter().filter(|(_, is_set)| *is_set);
    set.map(|(field, _)| field).collect()
}
