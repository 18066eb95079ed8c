//! The documentation of each check: its message from the tests, its meaning from the schema.

use std::collections::BTreeMap;
use std::fmt::Write;

use schema::check::{Id, Needs};
use site::{Opt, Text};

use super::Files;

const MESSAGES: &str = "tests/checks/messages.txt";
const REFUSED: &str = "tests/checks/refused.txt";
const CHECKS: &str = "stateless.checks.";

/// The message that the tests have for a check.
pub(super) fn message<'a>(files: &'a Files, id: &str) -> Option<&'a str> {
    let start = format!("[{id}] ");
    files
        .text(MESSAGES)
        .lines()
        .find(|line| line.starts_with(&start))
}

/// A section for each check of a group: its severity, its finding, and an example with the fix. The
/// groups are `containers`, `paths` for checks of our own options on the host, and `machine` for
/// checks that depend on other options of the host. Empty for other names.
pub(super) fn checks(files: &Files, options: &[Opt], group: &str) -> Option<String> {
    if !["containers", "paths", "machine"].contains(&group) {
        return None;
    }
    let mut out = String::new();
    for option in options {
        let Some(id) = option.name.strip_prefix(CHECKS) else {
            continue;
        };
        let message = message(files, id)?;
        if group_of(id, message) == group {
            section(&mut out, option, id, message);
        }
    }
    Some(out)
}

fn group_of(id: &str, message: &str) -> &'static str {
    let needs_host = |known: &&Id| known.name() == id && known.needs() == Needs::Host;
    if message.contains("] `containers.") {
        "containers"
    } else if Id::ALL.iter().any(|known| needs_host(&known)) {
        "machine"
    } else {
        "paths"
    }
}

fn section(out: &mut String, option: &Opt, id: &str, message: &str) {
    let severity = match &option.default {
        Some(Text::Code(code) | Text::Words(code)) => code.trim_matches('"'),
        None => "",
    };
    let (about, _) = option
        .description
        .split_once("\n\n")
        .unwrap_or((&option.description, ""));
    let reported = message
        .split_once("] ")
        .map_or(message, |(_, rest)| rest)
        .trim();
    let (problem, fix) = reported.split_once(". ").unwrap_or((reported, ""));
    writeln!(
        out,
        "### {id}\n\n{about} {{option}}`{}` is `\"{severity}\"`.\n\n- Found: {problem}.\n- Fix: {fix}\n",
        option.name
    )
    .expect("a string takes everything");
}

/// What types refuse, once for each rule.
pub(super) fn refused(files: &Files) -> String {
    let mut rules = BTreeMap::new();
    for line in files.text(REFUSED).lines() {
        let rule = line
            .split_once(": [")
            .and_then(|(_, rest)| rest.split_once("] "));
        if let Some((id, reported)) = rule {
            rules.entry(id).or_insert(reported);
        }
    }
    let lines = rules
        .iter()
        .map(|(id, reported)| format!("- `{id}`: {reported}\n"));
    lines.collect()
}
