//! What one option's type cannot see: entries that contradict each other, and paths that cannot be
//! persisted or should not be.
//!
//! [`check`] decides what a configuration of ours tells by itself, and [`check_containers`] what its
//! containers do. The generated module has the same checks (`codegen/nix/stores/checks`,
//! `codegen/nix/containers/checks`), with the same words, and those that need the host's configuration; a
//! test compares the two. All are near linear: they sort, and look up the directories above a path in maps.
//!
//! What is wrong with the text of one path (`path-relative`, `path-dot` …) is no matter of severity:
//! such a value has no type, and [`crate::scalar`] refuses it with the same ids.

mod between;
mod container;
mod ignored;
mod item;
pub mod known;
mod parents;
mod registry;
pub mod renamed;
mod root;
mod severity;
mod size;
mod target;
mod written;

use std::collections::BTreeMap;
use std::fmt;

pub use registry::{Checks, Id};
pub use severity::{Needs, Severity};

use crate::container::Container;
use crate::root::Root;
use crate::store::Persistence;

/// Something that is wrong, or likely to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check.
    pub id: Id,
    /// The option, with its full path as `NixOS` shows it.
    pub option: String,
    /// What is wrong, as a clause.
    pub problem: String,
    /// What to write instead, as a clause.
    pub fix: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id,
            option,
            problem,
            fix,
        } = self;
        write!(f, "[{}] `{option}`: {problem}. {fix}.", id.name())
    }
}

/// Everything that can be found without the rest of the host's configuration, of every severity but
/// `off`; sorted by message. Homes are taken to be where `NixOS` puts them by default.
pub fn check(persistence: &Persistence, root: Option<&Root>) -> Vec<Finding> {
    let items = item::items(persistence);
    let stores = target::StorePaths::of(persistence);
    let early = target::Early::of(&items);
    let mut findings = Vec::new();
    for item in &items {
        target::check(item, &stores, &early, &mut findings);
        written::check(item, &mut findings);
        ignored::check(item, &mut findings);
    }
    target::check_other_paths(persistence, root, &mut findings);
    if let Some(root) = root {
        findings.extend(size::of_root(root));
        root::check(root, &mut findings);
    }
    between::check(&items, &mut findings);
    parents::check(&items, &mut findings);
    counting(findings, &persistence.checks)
}

/// The same for containers, by name; those that are not enabled are left out.
pub fn check_containers(containers: &BTreeMap<String, Container>, checks: &Checks) -> Vec<Finding> {
    let mut findings = Vec::new();
    container::check(containers, &mut findings);
    counting(findings, checks)
}

/// Those that are not `off`, sorted by message.
fn counting(mut findings: Vec<Finding>, checks: &Checks) -> Vec<Finding> {
    findings.retain(|finding| checks.severity(finding.id) != Severity::Off);
    findings.sort_by_cached_key(ToString::to_string);
    findings
}

/// The path and every directory above it, the nearest first, without the root.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| match path.rfind('/') {
        None | Some(0) => None,
        Some(end) => Some(&path[..end]),
    })
}

/// Whether `path` is `top` or lies below it.
fn is_at_or_below(path: &str, top: &str) -> bool {
    path.strip_prefix(top)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
