//! What of the state of a service the modules persist, and with which owner and mode.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::directories::{self, Directory, Source, is_state, is_within};
use crate::facts::{Entry, Facts, Measured, Service};

/// A service, with what was found.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Judged {
    #[serde(flatten)]
    pub(crate) service: Service,
    pub(crate) outcome: Outcome,
}

/// What comes of enabling a service, and nothing else.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// It has no value: the error of Nix.
    Fails(String),
    /// NixOS refuses it: its assertions.
    Refused(Vec<String>),
    /// It is enabled.
    Enabled(State),
}

/// Where an enabled service keeps state.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct State {
    /// The units that it adds.
    pub(crate) units: Vec<String>,
    /// Every directory that NixOS describes, caches and logs too.
    pub(crate) directories: Vec<Directory>,
    /// Those that must survive, by path.
    pub(crate) kept: BTreeMap<String, Keeping>,
    /// Paths in its settings that are in no directory that NixOS describes.
    pub(crate) elsewhere: Vec<Elsewhere>,
    /// The presets that persist something of it.
    pub(crate) presets: BTreeSet<String>,
    /// What the modules warn of.
    pub(crate) warnings: Vec<String>,
}

/// How a directory survives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Keeping {
    /// In an entry, with the owner and mode that NixOS or systemd gives it.
    Right,
    /// In an entry with another owner or mode.
    Otherwise {
        entry: String,
        expected: Vec<String>,
    },
    /// In no entry.
    Lost,
}

/// A path that NixOS does not describe.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Elsewhere {
    pub(crate) path: String,
    /// A unit, or an option.
    pub(crate) named_by: String,
    /// The entry that it is in.
    pub(crate) entry: Option<String>,
}

impl State {
    /// Whether everything that NixOS describes survives as it should.
    pub(crate) fn is_right(&self) -> bool {
        self.kept.values().all(|keeping| *keeping == Keeping::Right)
    }

    /// Whether a source describes one of its directories.
    pub(crate) fn is_from(&self, source: Source) -> bool {
        self.directories
            .iter()
            .any(|directory| directory.source == source)
    }

    /// The paths in no entry that NixOS does not describe either.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = &Elsewhere> {
        self.elsewhere.iter().filter(|path| path.entry.is_none())
    }
}

/// Judges a service by what it adds to `base`, the machine without services.
pub(crate) fn judge(measured: Measured, base: &Facts) -> Judged {
    let outcome = match measured.facts {
        Err(reason) => Outcome::Fails(reason),
        Ok(facts) if !facts.refused.is_empty() => Outcome::Refused(facts.refused),
        Ok(facts) => Outcome::Enabled(state(facts, base)),
    };
    Judged {
        service: measured.service,
        outcome,
    }
}

/// What the machine has without services.
pub(crate) fn of_machine(base: &Facts) -> State {
    state(base.clone(), &Facts::default())
}

fn state(facts: Facts, base: &Facts) -> State {
    let mut users = base.users.clone();
    users.extend(facts.users.clone());
    let directories = directories::of(&facts, &users);
    let around = directories::of(base, &base.users);
    let entries: Vec<&Entry> = facts.entries.iter().chain(&base.entries).collect();
    let elsewhere = elsewhere(&facts, &directories, &around, &entries);
    State {
        kept: kept(&directories, &entries),
        elsewhere,
        presets: facts.entries.iter().filter_map(preset).collect(),
        units: facts.units.into_keys().collect(),
        directories,
        warnings: facts.warnings,
    }
}

fn kept(directories: &[Directory], entries: &[&Entry]) -> BTreeMap<String, Keeping> {
    let mut by_path: BTreeMap<&str, Vec<&Directory>> = BTreeMap::new();
    for directory in directories {
        if directory.source.is_state() {
            by_path.entry(&directory.path).or_default().push(directory);
        }
    }
    let keeping = |(path, described): (&str, Vec<&Directory>)| {
        let entry = entries.iter().find(|entry| entry.path == path);
        let keeping = match entry {
            Some(entry) if described.iter().any(|one| is_as_described(entry, one)) => {
                Keeping::Right
            }
            Some(entry) => Keeping::Otherwise {
                entry: format!("{} {}:{}", entry.mode, entry.user, entry.group),
                expected: described.into_iter().map(shown).collect(),
            },
            None if holder(path, entries).is_some() => Keeping::Right,
            None => Keeping::Lost,
        };
        (path.to_owned(), keeping)
    };
    by_path.into_iter().map(keeping).collect()
}

fn is_as_described(entry: &Entry, directory: &Directory) -> bool {
    let owner = directory.owner.as_ref();
    let mode = directory.mode.as_ref();
    owner.is_none_or(|(user, group)| *user == entry.user && *group == entry.group)
        && mode.is_none_or(|mode| *mode == entry.mode)
}

fn shown(directory: &Directory) -> String {
    let (user, group) = directory.owner.clone().unwrap_or_default();
    let mode = directory.mode.as_deref().unwrap_or("-");
    format!("{mode} {user}:{group}")
}

/// The entry that a path is in.
fn holder<'a>(path: &str, entries: &[&'a Entry]) -> Option<&'a Entry> {
    let mut entries = entries.iter();
    entries.find(|entry| is_within(path, &entry.path)).copied()
}

fn elsewhere(
    facts: &Facts,
    directories: &[Directory],
    around: &[Directory],
    entries: &[&Entry],
) -> Vec<Elsewhere> {
    let of_units = facts.units.iter().flat_map(|(name, unit)| {
        let named = unit.named.iter();
        named.map(move |path| (path.as_str(), format!("{name}.service")))
    });
    let of_options = facts.options.iter();
    let of_options = of_options.map(|given| (given.value.as_str(), given.option.join(".")));
    let known: Vec<String> = directories
        .iter()
        .chain(around)
        .flat_map(|directory| {
            [
                directory.path.clone(),
                directory.path.replacen("/private", "", 1),
            ]
        })
        .collect();
    let is_known = |path: &str| {
        // The parent of a directory is not more than a way to it.
        known
            .iter()
            .any(|directory| is_within(path, directory) || is_within(directory, path))
    };
    let mut found: BTreeMap<&str, String> = BTreeMap::new();
    for (path, named_by) in of_units.chain(of_options) {
        let path = until_specifier(path).trim_end_matches(['/', '.']);
        if is_state(path) && !is_known(path) {
            found.entry(path).or_insert(named_by);
        }
    }
    let outermost = |path: &str| {
        let mut others = found.keys().filter(|other| **other != path);
        !others.any(|other| is_within(path, other))
    };
    let found = found.iter().filter(|(path, _)| outermost(path));
    found
        .map(|(path, named_by)| Elsewhere {
            path: (*path).to_owned(),
            named_by: named_by.clone(),
            entry: holder(path, entries).map(|entry| entry.path.clone()),
        })
        .collect()
}

/// Up to the directory before the first specifier of systemd.
fn until_specifier(path: &str) -> &str {
    match path.split_once('%') {
        Some((before, _)) => before.rsplit_once('/').map_or("", |(parent, _)| parent),
        None => path,
    }
}

/// The preset that an entry comes from, which its reason ends with.
fn preset(entry: &Entry) -> Option<String> {
    let (_, after) = entry.reason.rsplit_once("(preset `")?;
    Some(after.split('`').next()?.to_owned())
}
