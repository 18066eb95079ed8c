//! The checks of a nixpkgs reviewer as rows of a table: passed, failed, or not possible here.
//!
//! Files in the checkout are checked with manual changes. Missing files are checked as they would
//! be written.

use std::collections::{BTreeMap, BTreeSet};

use codegen::Problem;
use serde_json::Value;

use crate::patch::Commit;
use crate::place::whole;
use crate::series::{self, CHAPTER, FOLDER, Input, TEST_FOLDER};
use crate::tree::{MAINTAINERS, MODULES, REDIRECTS, State, TESTS, Tree};

mod change;
mod code;
mod commits;
mod lists;
mod manual;
mod options;

pub use change::of_change;
pub use options::Documented;

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What has to be so.
    pub what: &'static str,
    /// Whether it is.
    pub verdict: Verdict,
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is so; with what was looked at.
    Passed(String),
    /// It is not.
    Failed(Vec<Problem>),
    /// The check is not possible here; contains where it is.
    Unchecked(String),
}

/// Nix, as far as checks need it. Whoever calls has it, or has not.
pub trait Nix {
    /// Checks a text with Nix' parser; the error is its message.
    fn parse(&self, text: &str) -> Result<(), String>;
    /// The value of an expression, as JSON.
    fn eval(&self, expression: &str) -> Result<Value, String>;
}

/// What is checked.
pub struct Subject<'a> {
    /// The checkout.
    pub tree: &'a Tree,
    /// The contents of the pull request.
    pub input: Input<'a>,
    /// Nix with `<nixpkgs/lib>`; `None` where it is not installed.
    pub nix: Option<&'a dyn Nix>,
    /// The changes that writing would make, or why they are unknown.
    pub planned: Result<Vec<Commit>, Vec<Problem>>,
    /// Files that are ours as a whole, by path.
    pub own: BTreeMap<String, String>,
    /// Files that we only add to, by path.
    pub lists: BTreeMap<String, String>,
    /// The release notes among them.
    pub notes: String,
}

impl<'a> Subject<'a> {
    /// Reads what is checked.
    pub fn new(
        tree: &'a Tree,
        input: Input<'a>,
        nix: Option<&'a dyn Nix>,
    ) -> Result<Self, Vec<Problem>> {
        let planned = series::plan(tree, State::Work, &input);
        let texts = planned.as_deref().map(series::texts).unwrap_or_default();
        let read = |path: &str| {
            tree.read(path, State::Work)
                .map_err(|problem| vec![problem])
        };
        let mut own = BTreeMap::new();
        let there = [FOLDER, TEST_FOLDER].map(|folder| tree.files(folder));
        let planned_own = texts.keys().filter(|path| is_own(path)).cloned();
        let paths = there.concat().into_iter().chain(planned_own);
        for path in paths.chain([CHAPTER.to_owned()]).collect::<BTreeSet<_>>() {
            if let Some(text) = read(&path)?.or_else(|| texts.get(&path).cloned()) {
                own.insert(path, text);
            }
        }
        let notes = tree.release_notes().map_err(|problem| vec![problem])?;
        let mut lists = BTreeMap::new();
        for path in [MODULES, TESTS, REDIRECTS, MAINTAINERS, &notes] {
            let text = match texts.get(path) {
                Some(text) => text.clone(),
                None => read(path)?.unwrap_or_default(),
            };
            lists.insert(path.to_owned(), text);
        }
        Ok(Self {
            tree,
            input,
            nix,
            planned,
            own,
            lists,
            notes,
        })
    }

    /// Our files in Nix, by path.
    pub fn nix_files(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.own.iter().filter(|(path, _)| {
            std::path::Path::new(path)
                .extension()
                .is_some_and(|end| end == "nix")
        });
        files.map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Our tests, by path.
    pub fn tests(&self) -> impl Iterator<Item = (&str, &str)> {
        self.nix_files()
            .filter(|(path, _)| path.starts_with("nixos/tests/"))
    }

    /// One of the lists.
    fn list(&self, path: &str) -> &str {
        self.lists.get(path).map_or("", String::as_str)
    }

    /// The chapter of the manual.
    fn chapter(&self) -> &str {
        self.own.get(CHAPTER).map_or("", String::as_str)
    }
}

fn is_own(path: &str) -> bool {
    path == CHAPTER
        || [FOLDER, TEST_FOLDER].iter().any(|folder| {
            path.strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
        })
}

/// All rows that need only the subject, in the order of the table.
pub fn rows(subject: &Subject) -> Vec<Row> {
    let documented = Documented::read(subject);
    let mut rows = vec![row("every file is there and up to date", files(subject))];
    rows.extend(code::rows(subject, &documented));
    rows.extend(options::rows(&documented));
    rows.extend(manual::rows(subject, &documented));
    rows.extend(lists::rows(subject));
    rows.extend(commits::rows(subject, &documented));
    rows
}

/// What only a full nixpkgs can tell.
pub fn beyond() -> Vec<Row> {
    let row = |what, how: &str| Row {
        what,
        verdict: Verdict::Unchecked(how.to_owned()),
    };
    vec![
        row(
            "the manual builds",
            "nix-build nixos/release.nix -A manualHTML.x86_64-linux",
        ),
        row(
            "the tests boot under the driver of NixOS",
            "nix-build -A nixosTests.NAME, for each line in all-tests.nix",
        ),
        row(
            "NixOS that sets none of these options is unchanged, on every platform",
            "continuous integration of nixpkgs, or nixpkgs-review",
        ),
    ]
}

fn row(what: &'static str, verdict: Verdict) -> Row {
    Row { what, verdict }
}

/// Passed, if nothing was found.
fn verdict(problems: Vec<Problem>, looked_at: String) -> Verdict {
    if problems.is_empty() {
        Verdict::Passed(looked_at)
    } else {
        Verdict::Failed(problems)
    }
}

/// Files in a temporary folder, by path, where Nix can read them.
pub fn on_disk<'f>(
    files: impl IntoIterator<Item = (&'f str, &'f str)>,
) -> std::io::Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    for (path, text) in files {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap_or(folder.path()))?;
        std::fs::write(file, text)?;
    }
    Ok(folder)
}

/// `1 file`, `2 files`.
fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// Files that are missing, differ, or do not belong to the series.
fn files(subject: &Subject) -> Verdict {
    let commits = match &subject.planned {
        Ok(commits) => commits,
        Err(problems) => return Verdict::Failed(problems.clone()),
    };
    let mut problems = Vec::new();
    for (path, text) in series::texts(commits) {
        let there = subject.tree.root.join(&path).exists();
        let (message, help) = match (there, is_own(&path)) {
            (false, _) => ("it is missing", "run the same command without --check"),
            (true, false) => (
                "it has no line of ours yet",
                "run the same command without --check",
            ),
            (true, true) => (
                "it is not what would be written",
                "make the change in the project that this comes from, or run the same command without --check",
            ),
        };
        let mut problem = whole(&path, message, help);
        if there && is_own(&path) {
            let old = subject.own.get(&path).map_or("", String::as_str);
            problem.places = first_difference(&path, old, &text);
        }
        problems.push(problem);
    }
    match series::paths(&subject.input) {
        Ok(ours) => problems.extend(subject.own.keys().filter(|path| !ours.contains(*path)).map(
            |path| {
                whole(
                    path,
                    "nothing writes this file",
                    "remove it, or add it to the project that this comes from",
                )
            },
        )),
        Err(more) => problems.extend(more),
    }
    verdict(
        problems,
        counted(subject.own.len() + subject.lists.len(), "file"),
    )
}

/// The first line that differs.
fn first_difference(path: &str, old: &str, new: &str) -> Vec<String> {
    let same = old.lines().zip(new.lines()).take_while(|(a, b)| a == b);
    vec![format!("{path}:{}", same.count() + 1)]
}
