//! Files with `how = "symlink"`: a bind mount of the parent directory exposes them, with all other
//! files in it.

use std::collections::BTreeMap;

use crate::check::item::{Item, Keeper, Kind};
use crate::check::{Finding, Id, ancestors};
use crate::container::Container;
use crate::entry::How;

/// Adds links that would hand over more than themselves.
pub(super) fn check(
    name: &str,
    container: &Container,
    items: &[Item<'_>],
    findings: &mut Vec<Finding>,
) {
    let root = container.persist.root_of(name);
    // What must not be written to, by its place on the host; the first of several counts.
    let mut closed: BTreeMap<&str, &Item<'_>> = BTreeMap::new();
    for item in items {
        if let Keeper::Host { source, entry } = &item.keeper
            && entry.read_only
        {
            closed.entry(source).or_insert(item);
        }
    }
    for item in items {
        findings.extend(link(item, &root, &closed));
    }
}

fn link(item: &Item<'_>, root: &str, closed: &BTreeMap<&str, &Item<'_>>) -> Option<Finding> {
    let Keeper::Host { source, entry } = &item.keeper else {
        return None;
    };
    if item.kind != Kind::File || item.persisted.how != How::Symlink {
        return None;
    }
    let found = |option: String, problem: String, fix: &str| {
        Some(Finding {
            id: Id::LinkNeighbours,
            option,
            problem,
            fix: fix.to_owned(),
        })
    };
    let directory = source.rfind('/').map_or("", |end| &source[..end]);
    let own = format!("{root}{}", item.target);
    if entry.source.is_some() && *source != own {
        return found(
            format!("{}.source", item.option),
            "`how = \"symlink\"` exposes the whole directory of the file to the container"
                .to_owned(),
            "Remove `source`, or set `how = \"bind\"`",
        );
    }
    if directory == root {
        return found(
            item.option.clone(),
            format!(
                "`how = \"symlink\"` exposes the whole directory of the file to the container: `{root}` with all persisted data"
            ),
            "Set `how = \"bind\"`, or use a path in a separate directory",
        );
    }
    if entry.read_only {
        return None;
    }
    let below = format!("{directory}/");
    let inside = closed.range(below.as_str()..).next();
    let inside = inside.filter(|(path, _)| path.starts_with(&below));
    let other = inside.map(|(_, other)| *other);
    let other =
        other.or_else(|| ancestors(directory).find_map(|path| closed.get(path).copied()))?;
    found(
        item.option.clone(),
        format!(
            "`how = \"symlink\"` lets the container write to the whole directory of the file, and so to `{}`, which is read-only",
            other.option
        ),
        "Set `how = \"bind\"`, or use a path in a separate directory",
    )
}
