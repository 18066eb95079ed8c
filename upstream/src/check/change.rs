//! Rows about a change of a module that nixpkgs has: a few lines in its file, and a test.

use std::collections::BTreeMap;

use super::{Documented, Nix, Row, Subject, Verdict, code, commits, counted, lists, row, verdict};
use crate::containers::Patch;
use crate::place::whole;
use crate::series::{self, Input};
use crate::tree::{CONTAINERS, MAINTAINERS, State, TESTS, Tree};

impl<'a> Subject<'a> {
    /// Reads what is checked of a change: its test, and the files that it adds to.
    pub fn of_change(
        tree: &'a Tree,
        patch: &Patch,
        input: Input<'a>,
        nix: Option<&'a dyn Nix>,
    ) -> Result<Self, Vec<codegen::Problem>> {
        let planned = patch.plan(tree, State::Work, &input);
        let texts = planned.as_deref().map(series::texts).unwrap_or_default();
        let notes = tree.release_notes().map_err(|problem| vec![problem])?;
        let read = |path: &str| -> Result<BTreeMap<String, String>, Vec<codegen::Problem>> {
            let there = tree
                .read(path, State::Work)
                .map_err(|problem| vec![problem])?;
            // Lists as they would be; the test as it is, if it is there.
            let text = if path == patch.test_path() {
                there.or_else(|| texts.get(path).cloned())
            } else {
                texts.get(path).cloned().or(there)
            };
            Ok(text
                .map(|text| (path.to_owned(), text))
                .into_iter()
                .collect())
        };
        let own = read(&patch.test_path())?;
        let mut all = BTreeMap::new();
        for path in [CONTAINERS, TESTS, MAINTAINERS, &notes] {
            all.extend(read(path)?);
        }
        Ok(Self {
            tree,
            input,
            nix,
            planned,
            own,
            lists: all,
            notes,
        })
    }
}

/// The rows of a change, in the order of the table.
pub fn of_change(subject: &Subject, patch: &Patch) -> Vec<Row> {
    let mut rows = vec![
        row("every change is there", files(subject)),
        row(
            "the changed module parses and keeps its layout",
            module(subject),
        ),
    ];
    rows.extend(code::rows(subject, &Documented::none()));
    rows.push(row(
        "the test is in the list of tests",
        listed(subject, patch),
    ));
    rows.push(row(
        "the test names maintainers in the list",
        lists::maintainers(subject),
    ));
    let commits = patch.plan(subject.tree, State::Head, &subject.input);
    rows.extend(commits::of_series(subject.tree, &commits, &[]));
    rows
}

fn files(subject: &Subject) -> Verdict {
    let commits = match &subject.planned {
        Ok(commits) => commits,
        Err(problems) => return Verdict::Failed(problems.clone()),
    };
    let texts = series::texts(commits);
    let problems = texts.keys().map(|path| {
        let help = "run the same command without --check";
        whole(path, "it lacks the change, or has another one", help)
    });
    let count = subject.own.len() + subject.lists.len();
    verdict(problems.collect(), counted(count, "file"))
}

/// The changed module: if it was formatted by nixfmt, it must stay so.
fn module(subject: &Subject) -> Verdict {
    let text = subject.list(CONTAINERS);
    let messages = code::errors(text).or_else(|| subject.nix.and_then(|nix| nix.parse(text).err()));
    if let Some(messages) = messages {
        return Verdict::Failed(vec![code::unparsed(CONTAINERS, &messages)]);
    }
    let before = subject.tree.read(CONTAINERS, State::Head).ok().flatten();
    let was_clean =
        before.is_none_or(|before| code::not_laid_out(CONTAINERS, 0, &before).is_none());
    let problem = code::not_laid_out(CONTAINERS, 0, text).filter(|_| was_clean);
    verdict(problem.into_iter().collect(), CONTAINERS.to_owned())
}

fn listed(subject: &Subject, patch: &Patch) -> Verdict {
    let line = patch.test_line();
    let found = subject
        .list(TESTS)
        .lines()
        .filter(|found| found.trim() == line);
    let problems = match found.count() {
        1 => Vec::new(),
        count => {
            let message = format!("`{line}` is there {count} times");
            vec![whole(TESTS, message, "keep one, where the list is sorted")]
        }
    };
    verdict(problems, line)
}
