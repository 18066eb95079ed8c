//! Commands that are separate programs, so that `cargo xtask gen` does not build them.

use std::process::ExitCode;

use clap::{Args, Command};
use codegen::Problem;

use crate::ui;

/// A command that is a separate program: the package `xtask-NAME` in the folder `xtask/NAME`.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// The word after `cargo xtask`.
    pub name: &'static str,
    /// One line for the list of commands.
    pub about: &'static str,
}

/// In the order of the list of commands.
pub const PROGRAMS: [Program; 8] = [
    Program {
        name: "site",
        about: "Make a documentation site of this project, or of any options.json",
    },
    Program {
        name: "prove",
        about: "Compare Rust, JSON Schema and Nix on random values",
    },
    Program {
        name: "api",
        about: "Report breaking option changes since a revision",
    },
    Program {
        name: "bench",
        about: "Measure the generator, the site, and the evaluation of the modules",
    },
    Program {
        name: "state",
        about: "Measure where the services of NixOS keep state, and what of it is persisted",
    },
    Program {
        name: "vm",
        about: "Boot virtual machines with the modules, and run tests in them",
    },
    Program {
        name: "upstream",
        about: "Write the modules to a nixpkgs checkout, for a pull request",
    },
    Program {
        name: "completions",
        about: "Print a completion script for a shell",
    },
];

/// The command line of a program.
///
/// # Panics
///
/// If no program has this name.
pub fn describe<A: Args>(name: &str, examples: &'static str) -> Command {
    let program = PROGRAMS.iter().find(|program| program.name == name);
    let program = program.unwrap_or_else(|| panic!("no program `{name}`"));
    // The doc comment of the type would replace a text that is set before.
    A::augment_args(Command::new(program.name))
        .about(program.about)
        .after_help(examples)
}

/// The `main` function of the programs.
pub fn main<A: Args>(name: &str, examples: &'static str, run: impl Fn(&A) -> ExitCode) -> ExitCode {
    let command = describe::<A>(name, examples).bin_name(format!("cargo xtask {name}"));
    let matches = command.get_matches();
    match A::from_arg_matches(&matches) {
        Ok(args) => run(&args),
        Err(error) => error.exit(),
    }
}

/// Why a command did not succeed. The variant decides the exit status.
#[derive(Debug)]
pub enum Failure {
    /// The command line names something that does not exist. Exit status 2, as for unknown options.
    Usage(Vec<Problem>),
    /// The command ran and found these, or could not run on this machine. Exit status 1.
    Findings(Vec<Problem>),
}

impl Failure {
    /// Wrong usage with one problem.
    pub fn usage(problem: Problem) -> Self {
        Self::Usage(vec![problem])
    }

    /// The problems of either variant.
    pub fn problems(&self) -> &[Problem] {
        let (Self::Usage(problems) | Self::Findings(problems)) = self;
        problems
    }
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Findings(problems)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Findings(vec![problem])
    }
}

/// The exit status of a command, after its problems are shown.
pub fn status(result: Result<(), impl Into<Failure>>) -> ExitCode {
    let Err(failure) = result.map_err(Into::into) else {
        return ExitCode::SUCCESS;
    };
    ui::problems(failure.problems());
    ExitCode::from(match failure {
        Failure::Findings(_) => 1,
        Failure::Usage(_) => 2,
    })
}

#[cfg(test)]
mod tests {
    use super::{PROGRAMS, describe};

    /// A comment for readers of the code.
    #[derive(clap::Args)]
    struct Arguments {}

    #[test]
    fn help_begins_with_the_purpose_of_the_command() {
        for program in PROGRAMS {
            let about = describe::<Arguments>(program.name, "")
                .get_about()
                .map(ToString::to_string);
            assert_eq!(about.as_deref(), Some(program.about));
        }
    }
}
