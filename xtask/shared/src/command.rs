//! The commands that are programs of their own, so that `cargo xtask gen` builds none of them.

use std::process::ExitCode;

use clap::{Args, Command};
use codegen::Problem;

use crate::ui;

/// A command that is a program of its own: the package `xtask-NAME` in the folder of its name.
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
        about: "Write the documentation as a site: of this project, or of any options.json",
    },
    Program {
        name: "prove",
        about: "Prove on random values that Rust, JSON Schema and Nix have one meaning",
    },
    Program {
        name: "api",
        about: "Compare the options with those of another revision, and report what breaks",
    },
    Program {
        name: "bench",
        about: "Measure how long generating takes, and how that grows with the schema",
    },
    Program {
        name: "state",
        about: "Measure where the services of NixOS keep state, and what of it is persisted",
    },
    Program {
        name: "vm",
        about: "Boot guests with the modules, and test what survives",
    },
    Program {
        name: "upstream",
        about: "Bring the modules into a nixpkgs checkout, or compare them there",
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

/// What `main` of a program does.
pub fn main<A: Args>(name: &str, examples: &'static str, run: impl Fn(&A) -> ExitCode) -> ExitCode {
    let command = describe::<A>(name, examples).bin_name(format!("cargo xtask {name}"));
    let matches = command.get_matches();
    match A::from_arg_matches(&matches) {
        Ok(args) => run(&args),
        Err(error) => error.exit(),
    }
}

/// The exit status of a command, after its problems are shown.
pub fn status(result: Result<(), Vec<Problem>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            ui::problems(&problems);
            ExitCode::FAILURE
        }
    }
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
