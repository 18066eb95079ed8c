//! Checks of the path of a single entry.

use std::collections::{BTreeMap, BTreeSet};

use super::item::{Item, Keeper, Kind, enabled, store_option};
use super::{Finding, Id, ancestors, is_at_or_below, known};
use crate::entry::{How, Phase};
use crate::root::Root;
use crate::store::{Persistence, Tier};

/// Where stores are, each with its name.
pub(super) struct StorePaths<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> StorePaths<'a> {
    pub(super) fn of(persistence: &'a Persistence) -> Self {
        // Where two stores have one path, the first counts.
        let stores = enabled(persistence).map(|(name, store)| (store.path.as_str(), name));
        let mut paths = BTreeMap::new();
        for (path, name) in stores {
            paths.entry(path).or_insert(name);
        }
        Self(paths)
    }

    fn at(&self, path: &str) -> Option<&'a str> {
        self.0.get(path).copied()
    }

    /// The first store below a path.
    fn first_below(&self, path: &str) -> Option<&'a str> {
        let below = format!("{path}/");
        let (found, name) = self.0.range(below.as_str()..).next()?;
        found.starts_with(&below).then_some(name)
    }
}

/// The targets of entries that say they are mounted in the initrd.
pub(super) struct Early<'a>(BTreeSet<&'a str>);

impl<'a> Early<'a> {
    pub(super) fn of(items: &'a [Item<'_>]) -> Self {
        let early = items.iter().filter(|item| {
            matches!(
                item.keeper,
                Keeper::Store {
                    phase: Phase::Initrd,
                    ..
                }
            )
        });
        Self(early.map(|item| item.target.as_str()).collect())
    }

    /// Whether an entry is mounted there: it says so, or it says nothing and one at or below it does.
    fn has(&self, target: &str, phase: Phase) -> bool {
        let holds_one = || {
            let mut from = self.0.range(target..);
            from.next() == Some(&target) || {
                let below = format!("{target}/");
                let mut from = self.0.range(below.as_str()..);
                from.next().is_some_and(|found| found.starts_with(&below))
            }
        };
        phase == Phase::Initrd || phase == Phase::Auto && holds_one()
    }
}

/// Adds what is wrong with one entry of a store.
pub(super) fn check(
    item: &Item<'_>,
    stores: &StorePaths<'_>,
    early: &Early<'_>,
    findings: &mut Vec<Finding>,
) {
    let found = |id, problem, fix: &str| Finding {
        id,
        option: item.option.clone(),
        problem,
        fix: fix.to_owned(),
    };
    let Keeper::Store { tier, phase, .. } = item.keeper else {
        return;
    };
    findings.extend(long(item, phase, early));
    if let Some(api) = above(known::API_FS, &item.target) {
        findings.push(found(Id::PathApiFs, api_problem(api), "Remove the entry"));
    }
    if is_at_or_below(&item.target, "/nix") {
        findings.push(found(
            Id::PathNix,
            "the Nix store must be mounted before any persistent store".to_owned(),
            "Remove the entry, and declare a file system for `/nix` in `fileSystems`",
        ));
    }
    if above(known::BOOT, &item.target).is_some() {
        findings.push(found(
            Id::PathBoot,
            "the boot loader reads it before any persistent store is mounted".to_owned(),
            "Remove the entry, and declare a file system for the path in `fileSystems`",
        ));
    }
    if tier != Tier::Scratch && above(known::TEMPORARY, &item.target).is_some() {
        findings.push(found(
            Id::PathTmp,
            "temporary files are expected to be lost at each boot".to_owned(),
            "Remove the entry; to keep large temporary files out of RAM, declare it in a store with `tier = \"scratch\"`",
        ));
    }
    if item.kind == Kind::Directory && known::MADE.contains(&item.target.as_str()) {
        findings.push(found(
            Id::PathMade,
            format!(
                "NixOS creates `{}` from the configuration at each boot, so files of older configurations would stay",
                item.target
            ),
            "Declare only the paths in it that programs change",
        ));
    }
    if item.kind == Kind::Directory && item.persisted.how == How::Synced {
        findings.push(found(
            Id::CannotSync,
            "directories do not support `how = \"synced\"`".to_owned(),
            "Set `how = \"bind\"`",
        ));
    }
    findings.extend(around_stores(item, stores));
    findings.extend(known_file(item));
    findings.extend(late(item, phase));
}

/// Adds the findings about paths other than entries.
pub(super) fn check_other_paths(
    persistence: &Persistence,
    root: Option<&Root>,
    findings: &mut Vec<Finding>,
) {
    let stores = enabled(persistence).map(|(name, store)| (store_option(name), &store.path));
    let build = root.and_then(|root| root.build_dir.as_ref());
    let build = build.map(|path| ("stateless.root.buildDir".to_owned(), path));
    for (option, path) in stores.chain(build) {
        findings.extend(above(known::API_FS, path.as_str()).map(|api| Finding {
            id: Id::PathApiFs,
            option,
            problem: api_problem(api),
            fix: "Write a path on a persistent file system".to_owned(),
        }));
    }
}

pub(super) fn api_problem(api: &str) -> String {
    format!("`{api}` is recreated at each boot")
}

/// The element of `tops` that equals or contains the path.
pub(super) fn above<'a>(tops: &[&'a str], path: &str) -> Option<&'a str> {
    let found = tops.iter().find(|top| is_at_or_below(path, top));
    found.copied()
}

fn long(item: &Item<'_>, phase: Phase, early: &Early<'_>) -> Option<Finding> {
    let length = unit_length(&item.target);
    // `/sysroot` is in front in the initrd.
    let most = if length > 192 && early.has(&item.target, phase) {
        192
    } else {
        200
    };
    (item.persisted.how == How::Bind && length > most).then(|| Finding {
        id: Id::PathLong,
        option: item.option.clone(),
        problem: format!(
            "the name of its mount unit has {length} characters, and the maximum is {most}"
        ),
        fix: "Persist a parent directory instead".to_owned(),
    })
}

/// How long the path is in the name of a unit.
fn unit_length(path: &str) -> usize {
    let relative = path.strip_prefix('/').unwrap_or(path).bytes();
    let lengths = relative.enumerate().map(|(at, byte)| match byte {
        b'.' if at == 0 => 4,
        b'/' | b':' | b'_' | b'.' => 1,
        byte if byte.is_ascii_alphanumeric() => 1,
        _ => 4,
    });
    lengths.sum()
}

fn around_stores(item: &Item<'_>, stores: &StorePaths<'_>) -> Option<Finding> {
    let found = |id, problem, fix: &str| {
        Some(Finding {
            id,
            option: item.option.clone(),
            problem,
            fix: fix.to_owned(),
        })
    };
    if let Some(store) = stores.at(&item.target) {
        return found(
            Id::PathIsStore,
            format!("this is the path of the store `{store}`"),
            "Remove the entry; the store itself already survives",
        );
    }
    if let Some(store) = ancestors(&item.target).find_map(|path| stores.at(path)) {
        return found(
            Id::PathInsideStore,
            format!("it is inside the store `{store}`, so it already survives"),
            "Remove the entry, or write the path that programs use",
        );
    }
    stores.first_below(&item.target).and_then(|store| {
        found(
            Id::PathContainsStore,
            format!("the store `{store}` is below it, and the mount would hide the store"),
            "Declare only the directories in it that you want to persist",
        )
    })
}

/// An entry for a path that is known by name.
pub(super) fn known_file(item: &Item<'_>) -> Option<Finding> {
    let found = |id, problem: &str, fix: &str| {
        Some(Finding {
            id,
            option: item.option.clone(),
            problem: problem.to_owned(),
            fix: fix.to_owned(),
        })
    };
    let in_container = matches!(item.keeper, Keeper::Host { .. });
    let home_key = home_key(item);
    let is_in = |system: &[&str], home: &[&str]| {
        system.binary_search(&item.target.as_str()).is_ok()
            || home_key.is_some_and(|key| home.binary_search(&key).is_ok())
    };
    if is_in(known::SAMPLES, known::SAMPLES_IN_HOME) {
        return found(
            Id::SampleLeftover,
            "this path comes from an example of another project",
            "Remove the entry, unless the path is in use",
        );
    }
    if is_in(known::SHADOW, &[]) {
        return found(
            Id::ShadowFile,
            "programs replace this file by renaming, which fails on a mount",
            "Remove the entry, and declare users and their passwords or set `stateless.passwords = \"userborn\"`",
        );
    }
    if is_in(known::LINKS, &[]) {
        return found(
            Id::RenameFile,
            "systemd-timedated replaces it by a symbolic link, which no entry persists",
            "Remove the entry, and set `time.timeZone`",
        );
    }
    if item.kind == Kind::Directory {
        return None;
    }
    let replaces_links = is_in(known::RENAMED, known::RENAMED_IN_HOME);
    let replaces = replaces_links || is_in(&[], known::RENAMED_BEHIND_LINKS);
    let what = match item.persisted.how {
        How::Bind if replaces => "fails on a mount",
        How::Symlink if replaces_links => "replaces the link",
        _ => return None,
    };
    found(
        Id::RenameFile,
        &format!("its program replaces it by renaming, which {what}"),
        &rename_fix(&item.target, home_key, in_container),
    )
}

/// The path relative to the home directory of a user, or of root for absolute paths.
fn home_key<'a>(item: &'a Item<'_>) -> Option<&'a str> {
    if item.base.is_empty() {
        item.target.strip_prefix("/root/")
    } else {
        Some(item.key)
    }
}

/// The fix for a file that its program replaces: persist the directory, unless it contains much
/// else.
fn rename_fix(target: &str, home_key: Option<&str>, in_container: bool) -> String {
    let parent = target.rsplit_once('/').map_or("", |(parent, _)| parent);
    let is_shared = match home_key {
        Some(key) => key
            .rsplit_once('/')
            .is_none_or(|(parent, _)| known::SHARED_IN_HOME.contains(&parent)),
        None => known::SHARED.contains(&parent),
    };
    match (is_shared, in_container) {
        (true, true) => {
            "Configure the program to use a separate directory, and persist that directory"
                .to_owned()
        }
        (true, false) => "Set `how = \"synced\"`".to_owned(),
        (false, true) => format!("Persist the directory `{parent}` instead"),
        (false, false) => {
            format!("Persist the directory `{parent}` instead, or set `how = \"synced\"`")
        }
    }
}

fn late(item: &Item<'_>, phase: Phase) -> Option<Finding> {
    let how = item.persisted.how;
    let stage2 = phase == Phase::Stage2;
    let is_id = item.kind == Kind::File && item.target == "/etc/machine-id";
    (is_id && (stage2 || how != How::Bind)).then(|| Finding {
        id: Id::MachineIdLate,
        option: item.option.clone(),
        problem: if how == How::Bind {
            "systemd reads it before stage 2 mounts it".to_owned()
        } else {
            "systemd requires a regular file here".to_owned()
        },
        fix: "Remove `how` and `phase` from the entry".to_owned(),
    })
}
