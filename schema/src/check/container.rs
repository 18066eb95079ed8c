//! Checks of containers: combinations of options that do not work, and their entries.

mod blanks;
mod links;
mod paths;
mod places;
mod ram;
mod values;

use std::collections::BTreeMap;

use super::item::{Item, container_option, items_of, part};
use super::{Finding, Id, between, ignored, parents, size, written};
use crate::container::{Container, Journal, RootMode, UserMode, Users};
use crate::scalar::{Size, UserIdBase};

/// The containers that count, by name.
type Containers<'a> = BTreeMap<&'a str, &'a Container>;

/// Adds what is wrong with containers.
pub(super) fn check(containers: &BTreeMap<String, Container>, findings: &mut Vec<Finding>) {
    let enabled = containers.iter().filter(|(_, container)| container.enable);
    let enabled: Containers<'_> = enabled
        .map(|(name, container)| (name.as_str(), container))
        .collect();
    let mut all: Vec<Item<'_>> = Vec::new();
    for (name, container) in &enabled {
        let items = items_of(name, container);
        findings.extend(of_name(name));
        findings.extend(of_identity(name, container));
        root(name, container, findings);
        size::of_container(name, container, findings);
        values::check(name, container, findings);
        paths::check(name, container, &items, findings);
        places::check(name, container, &items, findings);
        links::check(name, container, &items, findings);
        blanks::check(name, container, &items, findings);
        for item in &items {
            written::check(item, findings);
            ignored::check(item, findings);
        }
        between::check(&items, findings);
        parents::check(&items, findings);
        all.extend(items);
    }
    users(&enabled, findings);
    ram::check(&enabled, findings);
    parents::check_sources(&all, findings);
}

fn of_name(name: &str) -> Option<Finding> {
    let found = |problem: &str, fix: &str| Finding {
        id: Id::NameUnderscore,
        option: format!("containers.{}", part(name)),
        problem: problem.to_owned(),
        fix: fix.to_owned(),
    };
    if name.contains('_') {
        return Some(found(
            "a machine name cannot contain `_`",
            "Write `-` instead",
        ));
    }
    (!is_machine_name(name)).then(|| {
        found(
            "this is not a valid machine name",
            "Write at most 64 letters, digits and `-`, starting and ending with a letter or digit",
        )
    })
}

/// Whether systemd-nspawn accepts the name, which must be a host name.
fn is_machine_name(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.len() <= 64 && name.split('.').all(is_label)
}

fn of_identity(name: &str, container: &Container) -> Option<Finding> {
    let random = container.machine_id.as_str() == "random";
    (random && container.journal == Journal::Host).then(|| Finding {
        id: Id::JournalNeedsMachineId,
        option: container_option(name, "machineId"),
        problem: "the host stores the journal under this ID, but `\"random\"` changes the ID at every start"
            .to_owned(),
        fix: "Set it to `\"derived\"`, or set `journal = \"forward\"`".to_owned(),
    })
}

fn root(name: &str, container: &Container, findings: &mut Vec<Finding>) {
    if container.root.mode != RootMode::Overlay {
        return;
    }
    let sized = container.root.size != Size::lit("25%");
    let set = [
        (sized, "root.size"),
        (container.root.inodes.is_some(), "root.inodes"),
    ];
    findings.extend(
        set.into_iter()
            .filter(|(is_set, _)| *is_set)
            .map(|(_, option)| Finding {
                id: Id::RootSizeIgnored,
                option: container_option(name, option),
                problem: "systemd-nspawn uses fixed limits for an overlay".to_owned(),
                fix: "Remove it, or set `mode = \"ephemeral\"`".to_owned(),
            }),
    );
}

fn users(containers: &Containers<'_>, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<u32, String> = BTreeMap::new();
    for (name, container) in containers {
        let option = container_option(name, "users.base");
        if let Some((problem, fix)) = user_ids(&container.users, &option, &mut first) {
            findings.push(Finding {
                id: Id::UserIdBase,
                option,
                problem,
                fix,
            });
        }
    }
}

/// The problem with the user IDs of one container, and its fix. `first` contains the first option
/// with each base.
fn user_ids(
    users: &Users,
    option: &str,
    first: &mut BTreeMap<u32, String>,
) -> Option<(String, String)> {
    let base = users.base.map(UserIdBase::get);
    let (problem, fix) = match (users.mode, base) {
        (UserMode::Fixed, None) => (
            "`mode = \"fixed\"` requires it".to_owned(),
            "Write a multiple of 65536 that nothing else uses, such as 655360".to_owned(),
        ),
        (UserMode::Fixed, Some(base)) if base % 65536 != 0 => (
            format!("{base} is not a multiple of 65536"),
            format!("Write {}, or another multiple", base - base % 65536),
        ),
        (UserMode::Fixed, Some(base)) => {
            let Some(other) = first.get(&base) else {
                first.insert(base, option.to_owned());
                return None;
            };
            (
                format!("`{other}` has the same value"),
                "Write another multiple of 65536".to_owned(),
            )
        }
        (_, Some(_)) => (
            "it has no effect without `mode = \"fixed\"`".to_owned(),
            "Set `users.mode = \"fixed\"`, or remove it".to_owned(),
        ),
        (_, None) => return None,
    };
    Some((problem, fix))
}

/// Whether anything is kept below `persist.root`.
fn uses_root(container: &Container) -> bool {
    let persist = &container.persist;
    let mut entries = persist
        .directories
        .map()
        .values()
        .chain(persist.files.map().values());
    !persist.presets.is_empty()
        || entries.any(|entry| entry.persisted.enable && entry.source.is_none())
}

#[cfg(test)]
mod tests {
    use super::is_machine_name;

    #[test]
    fn names_that_systemd_takes() {
        let longest = "a".repeat(64);
        for name in ["web", "WEB1", "1", "a.b", "a-b.c--d", &longest] {
            assert!(is_machine_name(name), "{name}");
        }
        let too_long = "a".repeat(65);
        for name in [
            "", "a b", "-a", "a-", "a..b", ".a", "a.", "é", "a/b", "a_b", &too_long,
        ] {
            assert!(!is_machine_name(name), "{name}");
        }
    }
}
