//! Paths of containers by themselves: in the container, and on the host.

use super::uses_root;
use crate::check::item::{Item, Keeper, Kind, container_option, part};
use crate::check::target::{above, api_problem, known_file};
use crate::check::{Finding, Id, is_at_or_below, known};
use crate::container::Container;
use crate::entry::How;

/// Adds the findings about one path, independently of the others.
pub(super) fn check(
    name: &str,
    container: &Container,
    items: &[Item<'_>],
    findings: &mut Vec<Finding>,
) {
    for item in items {
        in_guest(item, findings);
    }
    let mut on_host = |option, path: &str, created, written| {
        findings.extend(of_host(option, path, created, written));
    };
    if uses_root(container) {
        let root = container.persist.root_of(name);
        on_host(container_option(name, "persist.root"), &root, true, true);
    }
    for item in items {
        if let Keeper::Host { source, entry } = &item.keeper
            && entry.source.is_some()
        {
            let option = format!("{}.source", item.option);
            let written = entry.create || !entry.read_only;
            on_host(option, source, entry.create, written);
        }
    }
    for (path, overlay) in &container.overlays {
        let option = format!("overlays.{}.upper", part(path.as_str()));
        let option = container_option(name, &option);
        on_host(option, overlay.upper.as_str(), true, true);
    }
}

fn in_guest(item: &Item<'_>, findings: &mut Vec<Finding>) {
    let mut found = |id, problem: &str, fix: &str| {
        findings.push(Finding {
            id,
            option: item.option.clone(),
            problem: problem.to_owned(),
            fix: fix.to_owned(),
        });
    };
    if let Some(api) = above(known::API_FS, &item.target) {
        found(Id::PathApiFs, &api_problem(api), "Remove the entry");
    }
    if is_at_or_below(&item.target, "/nix") {
        found(
            Id::PathNix,
            "the container uses the Nix store of the host",
            "Remove the entry",
        );
    }
    if above(known::TEMPORARY, &item.target).is_some() {
        found(
            Id::PathTmp,
            "temporary files are expected to be lost at each start",
            "Remove the entry",
        );
    }
    if item.kind == Kind::File && item.target == "/etc/machine-id" {
        found(
            Id::MachineIdLate,
            "systemd-nspawn sets the machine ID of the container",
            "Remove the entry, and set `machineId` of the container",
        );
    }
    if item.persisted.how == How::Synced {
        found(
            Id::CannotSync,
            "containers do not support `how = \"synced\"`",
            "Set `how = \"bind\"`",
        );
    }
    findings.extend(known_file(item));
}

/// A path of the host that is created there, or written to.
fn of_host(option: String, path: &str, created: bool, written: bool) -> Option<Finding> {
    let (id, problem, fix) = if created && let Some(api) = above(known::API_FS, path) {
        (
            Id::PathApiFs,
            api_problem(api),
            "Write a path on a persistent file system",
        )
    } else if written && is_at_or_below(path, "/nix/store") {
        (
            Id::PathNix,
            "`/nix/store` is read-only".to_owned(),
            "Write a path elsewhere; for a source, set `create = false` and `readOnly = true`",
        )
    } else {
        return None;
    };
    Some(Finding {
        id,
        option,
        problem,
        fix: fix.to_owned(),
    })
}
