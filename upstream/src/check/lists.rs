//! Rows about the lists that we add a line to, and about who is responsible.

use std::collections::BTreeSet;

use codegen::Problem;

use super::{Row, Subject, Verdict, counted, row, verdict};
use crate::list::{self, Entries, Kind};
use crate::order::{FOLDED, Order};
use crate::place::{problem, whole};
use crate::series::{FOLDER, MODULE_LINE, TEST_FOLDER};
use crate::tree::{MAINTAINERS, MODULES, TESTS};
use crate::vm;

pub(super) fn rows(subject: &Subject) -> Vec<Row> {
    vec![
        row(
            "lines in lists are there once, at their place",
            lines(subject),
        ),
        row("each test is in the list of tests", tests(subject)),
        row(
            "module and tests name maintainers in the list",
            maintainers(subject),
        ),
    ]
}

/// A list with its kind and order, and the keys in it that are ours.
fn parsed(subject: &Subject) -> [(&'static str, Result<Entries, Problem>); 3] {
    let of = |path, kind, order| (path, list::entries(path, subject.list(path), kind, order));
    [
        of(MODULES, Kind::Elements, FOLDED),
        of(TESTS, Kind::Attributes, FOLDED),
        of(MAINTAINERS, Kind::Attributes, Order::Letters),
    ]
}

fn is_ours(subject: &Subject, path: &str, key: &str) -> bool {
    match path {
        MODULES => key == MODULE_LINE,
        TESTS => key.starts_with("stateless-") || key == "stateless",
        _ => subject
            .input
            .maintainer
            .is_some_and(|maintainer| maintainer.handle == key),
    }
}

fn lines(subject: &Subject) -> Verdict {
    let (mut problems, mut count) = (Vec::new(), 0);
    for (path, entries) in parsed(subject) {
        let entries = match entries {
            Ok(entries) => entries,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        let mut seen = BTreeSet::new();
        for (index, entry) in entries.entries.iter().enumerate() {
            let ours = is_ours(subject, path, &entry.key);
            if !seen.insert(&entry.key) {
                let message = format!("`{}` is there twice", entry.key);
                problems.push(problem(path, entry.line, &message, "remove one of the two"));
            }
            count += usize::from(ours);
            problems.extend(ours.then(|| misplaced(path, &entries, index)).flatten());
        }
        for entry in entries
            .others
            .iter()
            .filter(|entry| is_ours(subject, path, &entry.key))
        {
            let message = format!(
                "`{}` is not in the part of the list that is kept sorted",
                entry.key
            );
            problems.push(problem(path, entry.line, &message, "move the line there"));
            seen.insert(&entry.key);
            count += 1;
        }
        if path == MODULES && !seen.iter().any(|key| *key == MODULE_LINE) {
            let message = format!("`{MODULE_LINE}` is not in the list");
            problems.push(whole(path, message, "run the same command without --check"));
        }
    }
    verdict(problems, counted(count, "line"))
}

/// One of our lines, where the one before comes after it, or the one behind it before. Where others
/// are in disorder among themselves is theirs.
fn misplaced(path: &str, entries: &Entries, index: usize) -> Option<Problem> {
    let all = &entries.entries;
    let wrong = |a: usize, b: usize| entries.order.compare(&all[a].key, &all[b].key).is_gt();
    let before = index.checked_sub(1).filter(|before| wrong(*before, index));
    let after = Some(index + 1).filter(|after| *after < all.len() && wrong(index, *after));
    let neighbour = before.or(after)?;
    let message = format!(
        "`{}` is not at its place beside `{}`",
        all[index].key, all[neighbour].key
    );
    Some(problem(
        path,
        all[index].line,
        &message,
        "move the line to where the list is sorted",
    ))
}

fn tests(subject: &Subject) -> Verdict {
    let entries = match list::entries(TESTS, subject.list(TESTS), Kind::Attributes, FOLDED) {
        Ok(entries) => entries.entries,
        Err(problem) => return Verdict::Failed(vec![problem]),
    };
    let named = |file: &str| {
        entries
            .iter()
            .any(|entry| entry.value.contains(&format!("./stateless/{file}")))
    };
    let mut problems = Vec::new();
    for (path, _) in subject.tests() {
        let file = path.rsplit('/').next().unwrap_or_default();
        if !named(file) {
            let message = format!("no line of {TESTS} runs it");
            problems.push(whole(path, message, "run the same command without --check"));
        }
    }
    for entry in entries
        .iter()
        .filter(|entry| is_ours(subject, TESTS, &entry.key))
    {
        let file = entry.value.split("./stateless/").nth(1);
        let file = file.and_then(|rest| rest.split(".nix").next());
        let path = format!("{TEST_FOLDER}/{}.nix", file.unwrap_or_default());
        if !subject.own.contains_key(&path) {
            let message = format!("`{}` runs a file that is not there", entry.key);
            problems.push(problem(TESTS, entry.line, &message, "remove the line"));
        }
    }
    verdict(problems, counted(subject.tests().count(), "test"))
}

pub(super) fn maintainers(subject: &Subject) -> Verdict {
    let known = match list::entries(
        MAINTAINERS,
        subject.list(MAINTAINERS),
        Kind::Attributes,
        Order::Letters,
    ) {
        Ok(entries) => entries.entries,
        Err(problem) => return Verdict::Failed(vec![problem]),
    };
    let entry = format!("{FOLDER}/default.nix");
    let module = subject.own.get_key_value(&entry);
    let module = module.map(|(path, text)| (path.as_str(), text.as_str()));
    let mut problems = Vec::new();
    let mut handles = BTreeSet::new();
    for (path, text) in subject.tests().chain(module) {
        let named = vm::maintainers(text);
        if named.is_empty() {
            problems.push(whole(
                path,
                "it names no maintainer",
                "give one: --maintainer handle=…",
            ));
        }
        for handle in named {
            if !known.iter().any(|entry| entry.key == handle) {
                let message = format!("`{handle}` is not in {MAINTAINERS}");
                problems.push(whole(
                    path,
                    message,
                    "add an entry: --maintainer handle=…,name=…,github=…,githubId=…",
                ));
            }
            handles.insert(handle);
        }
    }
    verdict(problems, counted(handles.len(), "maintainer"))
}
