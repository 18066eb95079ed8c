//! `upstream --check`: the table of what a reviewer would check.

use std::path::Path;
use std::time::Duration;

use ::upstream::check::{self, Row, Subject, Verdict};
use ::upstream::registry::Series;
use ::upstream::series::{FOLDER, Input};
use ::upstream::tree::Tree;
use ::upstream::vm;
use codegen::Problem;
use indicatif::ProgressBar;
use prove::nix;
use serde_json::Value;

use shared::{project, ui};
use xtask_vm::lint::{self, Script};

/// Prints the table; an error when a row failed.
pub(super) fn run(series: Series, tree: &Tree, input: Input) -> Result<(), Vec<Problem>> {
    let progress = spinner();
    let rows = rows(series, tree, input);
    progress.finish_and_clear();
    let rows = rows?;
    let shown: Vec<ui::Row> = rows.iter().map(shown).collect();
    for line in ui::table(&shown, &[]) {
        ui::say(line);
    }
    let count = |is: fn(&Verdict) -> bool| rows.iter().filter(|row| is(&row.verdict)).count();
    ui::say(format_args!(
        "{} passed, {} failed, {} cannot be checked here",
        count(|verdict| matches!(verdict, Verdict::Passed(_))),
        count(|verdict| matches!(verdict, Verdict::Failed(_))),
        count(|verdict| matches!(verdict, Verdict::Unchecked(_))),
    ));
    let mut problems = Vec::new();
    for row in rows {
        if let Verdict::Failed(found) = row.verdict {
            problems.extend(found);
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn shown(row: &Row) -> ui::Row {
    let (style, word, note) = match &row.verdict {
        Verdict::Passed(note) => (ui::GOOD, "passed", note.clone()),
        Verdict::Failed(problems) => (ui::BAD, "failed", ui::counted(problems.len(), "problem")),
        Verdict::Unchecked(note) => (ui::NOTE, "not here", note.clone()),
    };
    ui::Row::new(style, [word, row.what, &note])
}

/// Shows progress on a terminal, because all checks together take seconds.
fn spinner() -> ProgressBar {
    let progress = ProgressBar::new_spinner().with_message("checking as a reviewer would");
    progress.enable_steady_tick(Duration::from_millis(100));
    progress
}

/// All rows: the checks of the crate `upstream`, and those that need other parts of this
/// repository.
pub(super) fn rows(series: Series, tree: &Tree, input: Input) -> Result<Vec<Row>, Vec<Problem>> {
    let nix = nix::Nix::with_lib().map(Evaluator);
    let nix = nix.as_ref().map(|nix| nix as &dyn check::Nix);
    let (subject, mut rows) = match series {
        Series::Stateless => {
            let subject = Subject::new(tree, input, nix)?;
            let rows = check::rows(&subject);
            (subject, rows)
        }
        Series::Containers(patch) => {
            let subject = Subject::of_change(tree, patch, input, nix)?;
            let rows = check::of_change(&subject, patch);
            (subject, rows)
        }
    };
    rows.push(Row {
        what: "test scripts pass mypy and pyflakes",
        verdict: scripts(&subject),
    });
    if matches!(series, Series::Stateless) {
        rows.push(Row {
            what: "wrong configurations are refused in the same words",
            verdict: refused(&subject),
        });
    }
    rows.extend(check::beyond());
    Ok(rows)
}

/// Nix for the checks.
pub(super) struct Evaluator(pub(super) nix::Nix);

impl check::Nix for Evaluator {
    fn parse(&self, text: &str) -> Result<(), String> {
        self.0.parse(text)
    }

    fn eval(&self, expression: &str) -> Result<Value, String> {
        self.0.eval(expression)
    }
}

fn scripts(subject: &Subject) -> Verdict {
    let Some(linter) = lint::Linter::find() else {
        return Verdict::Unchecked("mypy or pyflakes is not installed".to_owned());
    };
    let (mut problems, mut count) = (Vec::new(), 0);
    for (path, text) in subject.tests() {
        count += 1;
        let Some(script) = vm::script(text) else {
            problems.push(Problem {
                subject: path.to_owned(),
                places: Vec::new(),
                message: "it has no `testScript` that is a string".to_owned(),
                help: "write the script as a string".to_owned(),
            });
            continue;
        };
        // What Nix puts there can be anything.
        let name = vm::INTERPOLATED;
        let any = format!("from typing import Any\n\n{name}: Any = None\n\n");
        let script = if script.contains(name) {
            any + &script
        } else {
            script
        };
        let machines = vm::nodes(text);
        let machines: Vec<&str> = machines.iter().map(String::as_str).collect();
        let name = path.rsplit('/').next().unwrap_or(path);
        problems.extend(linter.check(&Script {
            name,
            origin: path,
            machines: &machines,
            text: &script,
        }));
    }
    if problems.is_empty() {
        Verdict::Passed(ui::counted(count, "script"))
    } else {
        Verdict::Failed(problems)
    }
}

/// Runs every case of tests/checks with the modules of this repository and of the checkout.
fn refused(subject: &Subject) -> Verdict {
    if subject.nix.is_none() {
        return Verdict::Unchecked("Nix with <nixpkgs/lib> is not installed".to_owned());
    }
    match differences(subject) {
        Ok((problems, count)) if problems.is_empty() => {
            Verdict::Passed(ui::counted(count, "configuration"))
        }
        Ok((problems, _)) => Verdict::Failed(problems),
        Err(problem) => Verdict::Failed(vec![problem]),
    }
}

/// The cases in which both say different things, and the number of all.
fn differences(subject: &Subject) -> Result<(Vec<Problem>, usize), Problem> {
    let fail = |message: String| Problem {
        subject: FOLDER.to_owned(),
        places: Vec::new(),
        message,
        help: "correct the modules, or write them again".to_owned(),
    };
    let files = subject.own.iter();
    let files = files.map(|(path, text)| (path.as_str(), text.as_str()));
    let folder = check::on_disk(files).map_err(|error| fail(error.to_string()))?;
    let nix = subject.nix.expect("asked before");
    let found = |module: &Path| {
        let expression = format!(
            "import {} {{ modules = [ {} {{ options.meta = (import <nixpkgs/lib>).mkOption {{ }}; }} ]; }}",
            nix::path(&project::root().join("tests/checks/findings.nix")),
            nix::path(module),
        );
        let reported = nix.eval(&expression).map_err(|reported| {
            fail(format!(
                "the cases of tests/checks do not evaluate: {}",
                reported.trim()
            ))
        });
        reported.map(|found| cases(&found))
    };
    let here = found(&project::root().join(project::FOLDER).join("default.nix"))?;
    let there = found(&folder.path().join(FOLDER))?;
    let differ = here
        .iter()
        .zip(&there)
        .filter(|(here, there)| here != there);
    let problems = differ.map(|((name, here), (_, there))| Problem {
        subject: format!("tests/checks, case {name}"),
        places: Vec::new(),
        message: format!("the modules of the checkout find {there}, where {here} has to be found"),
        help: "correct the modules, or write them again".to_owned(),
    });
    Ok((problems.collect(), here.len()))
}

/// What each case finds, by name.
fn cases(found: &Value) -> Vec<(String, Value)> {
    let mut cases = Vec::new();
    let groups = found["messages"].as_object().into_iter().flatten();
    let groups = groups.map(|(name, group)| (name.as_str(), group));
    for (group, all) in groups.chain([("cases", &found["cases"]), ("good", &found["good"])]) {
        for (name, case) in all.as_object().into_iter().flatten() {
            for part in ["found", "passed", "error", "warn", "off"] {
                if let Some(value) = case.get(part) {
                    cases.push((format!("{group}.{name}.{part}"), value.clone()));
                }
            }
        }
    }
    cases
}
