//! `vm mutate`: modules broken on purpose, each under a test that must notice.

use std::fs;
use std::io;
use std::path::Path;

use codegen::Problem;
use scenarios::mutations::{MUTATIONS, Mutation};

use super::guests::Guests;
use super::run::{self, Job, Outcome, Settings};
use super::{nixos, problem};
use shared::command::Failure;
use shared::{project, ui};

/// The mutations to run: by name, a sample of one for each quick test, or all.
pub(crate) fn chosen(names: &[String], sample: bool) -> Result<Vec<&'static Mutation>, Failure> {
    if sample {
        let first = |test: &&str| MUTATIONS.iter().find(|mutation| mutation.test == *test);
        return Ok(scenarios::QUICK.iter().filter_map(first).collect());
    }
    if names.is_empty() {
        return Ok(MUTATIONS.iter().collect());
    }
    let find = |name: &String| {
        let found = MUTATIONS.iter().find(|mutation| mutation.name == name);
        found.ok_or_else(|| {
            let known: Vec<_> = MUTATIONS.iter().map(|mutation| mutation.name).collect();
            let help = format!("the mutations are: {}", known.join(", "));
            Failure::usage(problem(name, "no mutation has this name", &help))
        })
    };
    names.iter().map(find).collect()
}

/// Runs each; a problem for each that no test noticed, or the wrong subtest.
pub(crate) fn all(
    mutations: &[&Mutation],
    nixos: Option<&nixos::Args>,
    settings: Settings,
) -> Result<(), Failure> {
    let guest = Guests::ensure(nixos)?;
    let settings = settings.resolved(&guest);
    let mut problems = Vec::new();
    for mutation in mutations {
        ui::say(ui::styled(
            ui::TITLE,
            format_args!(
                "{}: {} must fail at “{}”",
                mutation.name, mutation.test, mutation.breaks
            ),
        ));
        let folder =
            tempfile::tempdir().map_err(|error| vec![problem("vm mutate", error, "free space")])?;
        apply(
            mutation,
            &project::root().join(project::FOLDER),
            folder.path(),
        )?;
        let job = Job {
            name: format!("mutation-{}", mutation.name),
            file: folder.path().join(format!("tests/{}.nix", mutation.test)),
            script: None,
        };
        let verdict = verdict(mutation, &run::one(&job, &guest, settings)?);
        match verdict {
            Ok(()) => ui::say(format_args!("  {}", ui::styled(ui::GOOD, "noticed"))),
            Err(problem) => {
                ui::say(format_args!("  {}", ui::styled(ui::BAD, "not noticed")));
                problems.push(problem);
            }
        }
    }
    if problems.is_empty() {
        ui::say(format_args!(
            "{} noticed",
            ui::counted(mutations.len(), "mutation")
        ));
        Ok(())
    } else {
        Err(problems.into())
    }
}

fn verdict(mutation: &Mutation, outcome: &Outcome) -> Result<(), Problem> {
    let failed = outcome
        .subtests
        .iter()
        .find(|subtest| subtest.failure.is_some());
    let message = match failed {
        Some(subtest) if subtest.name == mutation.breaks => return Ok(()),
        Some(subtest) => format!("another subtest failed: {}", subtest.name),
        None => match &outcome.failure {
            Some(failure) => format!("the script failed outside its subtests: {failure}"),
            None => "the test passed".to_owned(),
        },
    };
    let help = format!("make the subtest “{}” check its claim", mutation.breaks);
    Err(problem(mutation.name, message, &help))
}

/// A copy of the modules with one change.
fn apply(mutation: &Mutation, modules: &Path, target: &Path) -> Result<(), Vec<Problem>> {
    let failed = |error: io::Error| vec![problem(mutation.name, &error, "free space")];
    copy(modules, target).map_err(failed)?;
    let path = target.join(mutation.file);
    let text = fs::read_to_string(&path).map_err(failed)?;
    let text = changed(mutation, &text).map_err(|problem| vec![problem])?;
    fs::write(path, text).map_err(failed)
}

fn changed(mutation: &Mutation, text: &str) -> Result<String, Problem> {
    let count = text.matches(mutation.find).count();
    if count == 1 {
        return Ok(text.replace(mutation.find, mutation.replace));
    }
    let message = format!("`{}` is {count} times in {}", mutation.find, mutation.file);
    Err(problem(
        mutation.name,
        message,
        "correct scenarios/src/mutations.rs",
    ))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::run::Subtest;
    use super::*;

    #[test]
    fn every_mutation_changes_a_file_once() {
        for mutation in &MUTATIONS {
            let file = project::root().join(project::FOLDER).join(mutation.file);
            let text = fs::read_to_string(&file).unwrap();
            let changed = changed(mutation, &text).unwrap_or_else(|problem| panic!("{problem}"));
            assert_ne!(changed, text, "{}", mutation.name);
        }
    }

    #[test]
    fn only_the_subtest_that_is_meant_counts() {
        let mutation = &MUTATIONS[0];
        let outcome = |name: &str, failure: Option<&str>| Outcome {
            failure: failure.map(str::to_owned),
            subtests: vec![Subtest {
                name: name.to_owned(),
                seconds: 0.0,
                failure: failure.map(str::to_owned),
            }],
            ..Outcome::default()
        };
        assert!(verdict(mutation, &outcome(mutation.breaks, Some("x"))).is_ok());
        assert!(verdict(mutation, &outcome(mutation.breaks, None)).is_err());
        assert!(verdict(mutation, &outcome("another", Some("x"))).is_err());
    }
}
