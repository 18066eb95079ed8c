//! `vm lint`: every script against the stub of the driver's API, as NixOS checks the scripts of its
//! own tests; and the driver itself.

use std::fs;
use std::process::Command;

use codegen::Problem;
use codegen::vm::{Method, VmTest};

use super::plan;
use super::problem;
use super::run::{self, Job};
use shared::{project, tools, ui};

/// Checks all scripts and the driver; every complaint of the checkers is shown.
pub(crate) fn all(tests: &[VmTest]) -> Result<(), Vec<Problem>> {
    let linter = Linter::required()?;
    let mut problems = Vec::new();
    for test in tests {
        let machines: Vec<_> = test.machines.iter().map(|(name, _)| *name).collect();
        problems.extend(linter.check(&Script {
            name: test.name,
            origin: test.origin,
            machines: &machines,
            text: &test.script,
        }));
    }
    problems.extend(driver(linter.pyflakes));
    if problems.is_empty() {
        ui::say(format_args!(
            "{} and the driver pass mypy and pyflakes",
            ui::counted(tests.len(), "script")
        ));
        Ok(())
    } else {
        Err(problems)
    }
}

/// Checks scripts as `vm run` would run them.
pub(crate) fn these(jobs: &[Job]) -> Result<(), Vec<Problem>> {
    let linter = Linter::required()?;
    let mut problems = Vec::new();
    for job in jobs {
        let found = plan::script(&job.file)?;
        let machines: Vec<_> = found.machines.iter().map(String::as_str).collect();
        let origin = job.script.as_ref().unwrap_or(&job.file);
        // What NixOS asks of scripts, and no more.
        let found = linter.check_with(
            &[],
            &Script {
                name: &job.name,
                origin: &origin.display().to_string(),
                machines: &machines,
                text: &run::own_script(job)?.unwrap_or(found.test_script),
            },
        );
        problems.extend(found);
    }
    if problems.is_empty() {
        ui::say("no complaints");
        Ok(())
    } else {
        Err(problems)
    }
}

/// The script of a test.
pub struct Script<'a> {
    /// The name of the test.
    pub name: &'a str,
    /// The file that it is written in.
    pub origin: &'a str,
    /// The names of its machines.
    pub machines: &'a [&'a str],
    /// Python.
    pub text: &'a str,
}

/// Both checkers.
pub struct Linter {
    pyflakes: &'static str,
}

impl Linter {
    /// The installed ones; `None` where one is missing.
    pub fn find() -> Option<Self> {
        let pyflakes = tools::pyflakes().filter(|_| tools::answers("mypy", &["--version"]))?;
        Some(Self { pyflakes })
    }

    fn required() -> Result<Self, Vec<Problem>> {
        Self::find().ok_or_else(|| {
            let help = "apt-get install mypy pyflakes3, or pip install mypy pyflakes";
            let message = "mypy or pyflakes is not installed";
            vec![problem("vm lint", message, help)]
        })
    }

    /// The complaints of the checkers about a script.
    pub fn check(&self, script: &Script) -> Option<Problem> {
        self.check_with(&["--strict"], script)
    }

    fn check_with(&self, options: &[&str], script: &Script) -> Option<Problem> {
        let folder = match tempfile::tempdir() {
            Ok(folder) => folder,
            Err(error) => return Some(problem(script.name, &error, "free space")),
        };
        let machines: Vec<_> = script
            .machines
            .iter()
            .map(|name| name.replace('-', "_"))
            .collect();
        let builtins = names(&machines);
        let text = prelude(&machines) + script.text;
        // The names are imported for mypy, and known to pyflakes: an import that is not used is no
        // mistake of the script.
        let file = folder.path().join("script.py");
        let bare = folder.path().join("script.bare.py");
        if let Err(error) = fs::write(&file, text).and_then(|()| fs::write(&bare, script.text)) {
            return Some(problem(script.name, &error, "free space"));
        }
        let mut mypy = Command::new("mypy");
        mypy.args(["--no-error-summary", "--no-incremental"])
            .args(options)
            .arg(&file)
            .env(
                "MYPYPATH",
                project::root().join(project::FOLDER).join("tests"),
            );
        let mut flakes = Command::new(self.pyflakes);
        flakes
            .arg(&bare)
            .env("PYFLAKES_BUILTINS", builtins.join(","));
        complaint(script.name, script.origin, [mypy, flakes])
    }
}

fn driver(pyflakes: &str) -> Option<Problem> {
    let folder = project::root().join("vm/driver");
    let mut mypy = Command::new("mypy");
    mypy.args(["--strict", "--no-error-summary", "--no-incremental"])
        .args(["vm_driver", "tests"])
        .current_dir(&folder);
    let mut flakes = Command::new(pyflakes);
    flakes.args(["vm_driver", "tests"]).current_dir(&folder);
    complaint("vm/driver", "vm/driver", [mypy, flakes])
}

fn complaint(subject: &str, place: &str, commands: [Command; 2]) -> Option<Problem> {
    let mut messages = String::new();
    for mut command in commands {
        match command.output() {
            Ok(output) if output.status.success() => {}
            Ok(output) => {
                messages += &String::from_utf8_lossy(&output.stdout);
                messages += &String::from_utf8_lossy(&output.stderr);
            }
            Err(error) => messages += &error.to_string(),
        }
    }
    (!messages.is_empty())
        .then(|| problem(subject, messages, &format!("correct the script of {place}")))
}

fn names(machines: &[String]) -> Vec<&str> {
    let api = &scenarios::API;
    let functions = api.functions.iter().map(|Method { name, .. }| *name);
    let variables = api.variables.iter().map(|(name, _)| *name);
    let own = machines.iter().map(String::as_str).chain(["machine"]);
    functions.chain(variables).chain(own).collect()
}

/// Declarations of the names that the driver provides to scripts, for mypy.
fn prelude(machines: &[String]) -> String {
    let api = &scenarios::API;
    let functions = api.functions.iter().map(|method| method.name);
    let variables = api.variables.iter().map(|(name, _)| *name);
    let imported: Vec<_> = functions.chain(variables).chain(["Machine"]).collect();
    let mut lines = vec![format!("from driver import {}", imported.join(", "))];
    lines.extend(machines.iter().map(|name| format!("{name}: Machine")));
    if machines.len() == 1 && machines[0] != "machine" {
        lines.push("machine: Machine".to_owned());
    }
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_found_and_good_scripts_pass() {
        let Some(linter) = Linter::find() else {
            println!("skipped: mypy or pyflakes is not installed");
            return;
        };
        let check = |text: &str| {
            linter.check(&Script {
                name: "lint-me",
                origin: "here",
                machines: &["first", "number-two"],
                text,
            })
        };
        assert_eq!(
            check(
                "first.start()\nwith subtest(\"x\"):\n    number_two.crash()\n    log.info(\"x\")\n"
            ),
            None
        );
        let unknown = check("first.succed(\"true\")\n").expect("mypy knows the methods");
        assert!(unknown.message.contains("succed"), "{unknown}");
        let undefined = check("def f() -> None:\n    x = 1\n").expect("pyflakes looks too");
        assert!(undefined.message.contains("never used"), "{undefined}");
        let wrong = check("number_two.wait_for_open_port(\"80\")\n").expect("types are checked");
        assert!(wrong.message.contains("int"), "{wrong}");
    }
}
