//! Rows about Nix code and about the files as such.

use codegen::Problem;

use super::{Documented, Row, Subject, Verdict, counted, row, verdict};
use crate::lint::{self, Rule};
use crate::markdown;
use crate::place::problem;
use crate::series::CHAPTER;

pub(super) fn rows(subject: &Subject, documented: &Documented) -> Vec<Row> {
    let mut rows = vec![
        row("Nix code parses", parses(subject)),
        row("it is laid out as nixfmt does", laid_out(subject)),
        row(
            "code in Markdown is too",
            code_in_markdown(subject, documented),
        ),
        row(
            "editorconfig: LF, a final newline, no tabs",
            editorconfig(subject),
        ),
    ];
    let rules = [
        (
            Rule::With,
            "there is no `with lib;`",
            "inherit what is used from lib",
        ),
        (
            Rule::Unused,
            "nothing is bound that nobody uses",
            "remove it",
        ),
        (Rule::Rec, "there is no needless `rec`", "remove the `rec`"),
        (Rule::Keys, "no key is written twice", "write it once"),
        (Rule::Url, "URLs have quotes", "write it in quotes"),
    ];
    let objections: Vec<_> = subject
        .nix_files()
        .flat_map(|(path, text)| {
            let found = lint::objections(text).into_iter();
            found.map(move |objection| (path, objection))
        })
        .collect();
    for (rule, what, help) in rules {
        let found = objections.iter().filter(|(_, found)| found.rule == rule);
        let found = found.map(|(path, found)| problem(path, found.line, &found.message, help));
        rows.push(row(what, verdict(found.collect(), looked_at(subject))));
    }
    rows
}

fn looked_at(subject: &Subject) -> String {
    counted(subject.nix_files().count(), "file")
}

fn parses(subject: &Subject) -> Verdict {
    let mut problems = Vec::new();
    for (path, text) in subject.nix_files() {
        let messages = errors(text).or_else(|| subject.nix.and_then(|nix| nix.parse(text).err()));
        problems.extend(messages.map(|messages| unparsed(path, &messages)));
    }
    let by = if subject.nix.is_some() {
        "by rnix, nixfmt and Nix"
    } else {
        "by rnix and nixfmt; Nix is not installed"
    };
    verdict(problems, format!("{}, {by}", looked_at(subject)))
}

/// The errors of rnix and nixfmt about a text.
pub(super) fn errors(text: &str) -> Option<String> {
    let parse = rnix::Root::parse(text);
    let messages = parse.errors().first().map(ToString::to_string);
    messages.or_else(|| nixfmt_rs::format(text).err().map(|error| error.to_string()))
}

pub(super) fn unparsed(path: &str, messages: &str) -> Problem {
    // Nix says `at «stdin»:3:1:`, or `(stdin):3:1`.
    let line = messages
        .split("stdin")
        .nth(1)
        .and_then(|rest| rest.split(':').nth(1)?.trim().parse().ok());
    problem(
        path,
        line.unwrap_or(1),
        &format!("it does not parse: {}", messages.trim()),
        "correct the code",
    )
}

fn laid_out(subject: &Subject) -> Verdict {
    let problems = subject
        .nix_files()
        .filter_map(|(path, text)| not_laid_out(path, 0, text))
        .collect();
    verdict(problems, looked_at(subject))
}

/// A text that nixfmt would change; `before` is the number of lines above it in its file.
pub(super) fn not_laid_out(path: &str, before: usize, text: &str) -> Option<Problem> {
    let formatted = nixfmt_rs::format(text).ok()?;
    if formatted == text {
        return None;
    }
    let same = text
        .lines()
        .zip(formatted.lines())
        .take_while(|(a, b)| a == b);
    Some(problem(
        path,
        before + same.count() + 1,
        "it is laid out in another way than nixfmt does",
        "run nixfmt on it",
    ))
}

/// Blocks of Nix in the chapter, and in the descriptions of options.
fn code_in_markdown(subject: &Subject, documented: &Documented) -> Verdict {
    let mut problems = Vec::new();
    let mut count = 0;
    let mut look = |subject: &str, text: &str| {
        for code in markdown::split(text).1 {
            if code.language != "nix" {
                continue;
            }
            count += 1;
            if let Some(messages) = errors(&code.text) {
                let message = format!("a block of Nix does not parse: {messages}");
                problems.push(problem(subject, code.line, &message, "correct the code"));
            } else {
                problems.extend(not_laid_out(subject, code.line, &code.text));
            }
        }
    };
    look(CHAPTER, subject.chapter());
    for option in documented.options() {
        look(&option.name, &option.description);
    }
    verdict(problems, counted(count, "block"))
}

fn editorconfig(subject: &Subject) -> Verdict {
    let files = subject.own.iter().chain(&subject.lists);
    let problems = files.flat_map(|(path, text)| characters(path, text));
    let count = subject.own.len() + subject.lists.len();
    verdict(problems.collect(), counted(count, "file"))
}

fn characters(path: &str, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut say = |line, message: &str, help| problems.push(problem(path, line, message, help));
    for (index, line) in text.split('\n').enumerate() {
        let line_number = index + 1;
        if line.ends_with('\r') {
            say(line_number, "the line ends in CR LF", "end lines in LF");
        } else if line.ends_with([' ', '\t']) {
            say(
                line_number,
                "there is a blank at the end of the line",
                "remove it",
            );
        }
        if line.contains('\t') {
            say(
                line_number,
                "there is a tab",
                "use two spaces for each level",
            );
        }
    }
    let lines = text.split('\n').count();
    if !text.is_empty() && !text.ends_with('\n') {
        say(
            lines,
            "the last line has no end",
            "end the file in one line feed",
        );
    } else if text.ends_with("\n\n") {
        say(
            lines - 1,
            "there are empty lines at the end",
            "end the file in one line feed",
        );
    }
    problems
}
