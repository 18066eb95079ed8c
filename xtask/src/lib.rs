//! The commands of this repository: `cargo xtask …`.
//!
//! `gen`, `test` and `nixos` are in this crate. Every other command is a separate program in the
//! folder of its name, built on first use.

mod build;
mod diff;
mod generate;
mod nixos;
mod sources;
mod test;
mod write;

use std::env;
use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::ExitCode;

use clap::{Arg, CommandFactory, FromArgMatches, Parser, Subcommand};
use codegen::Problem;
use shared::command::{Failure, PROGRAMS, Program, status};

/// The commands of the Stateless repository
#[derive(Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", help_template = HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate generated-modules from the Rust types and codegen/nix
    #[command(after_help = generate::EXAMPLES)]
    Gen(generate::Args),
    /// Run every check of the repository, and list those that were skipped
    #[command(after_help = test::EXAMPLES)]
    Test(test::Args),
    /// Evaluate the test cases on NixOS too, and compare with the stand-ins
    #[command(after_help = nixos::EXAMPLES)]
    Nixos(nixos::Args),
}

/// The list of commands is part of the text after it, because clap has no groups of commands.
const HELP: &str = "{about}\n\n{usage-heading} {usage}{after-help}\n\nOptions:\n{options}";

/// The commands by who needs them.
const GROUPS: [(&str, &[&str]); 4] = [
    ("Use the modules", &["site"]),
    ("Change options and modules", &["gen", "test", "api"]),
    (
        "Verify in depth",
        &["vm", "nixos", "state", "prove", "bench"],
    ),
    ("Publish, and set up a shell", &["upstream", "completions"]),
];

const EXAMPLES: &str = "\
Examples:
  cargo xtask site --serve   read the documentation in a browser
  cargo xtask gen            after a change in schema or codegen
  cargo xtask test           check formatting, lints and generated files, and run the tests
  cargo xtask vm --help      show options and examples of one command

All commands except gen, test and nixos are separate programs. The first use builds them, which takes
minutes. Colours follow the terminal and NO_COLOR. Exit status: 0 success, 1 failure, 2 wrong usage.";

/// The command line. Commands that are separate programs accept all arguments.
pub fn command() -> clap::Command {
    let command = with_programs(Cli::command());
    let list = GROUPS.map(|(title, names)| group(&command, title, names));
    let text = format!("{}{EXAMPLES}", list.concat());
    command.after_help(text)
}

/// A title, and a line for each command of a group.
fn group(command: &clap::Command, title: &str, names: &[&str]) -> String {
    let lines = names.iter().map(|name| {
        let about = command
            .find_subcommand(name)
            .and_then(|found| found.get_about());
        let about = about.map(ToString::to_string).unwrap_or_default();
        format!("  {name:<11}  {about}\n")
    });
    format!("{title}:\n{}\n", lines.collect::<String>())
}

fn with_programs(cli: clap::Command) -> clap::Command {
    PROGRAMS.iter().fold(cli, |cli, program| {
        let given = Arg::new("arguments")
            .num_args(0..)
            .trailing_var_arg(true)
            .allow_hyphen_values(true)
            .value_parser(clap::value_parser!(OsString));
        cli.subcommand(
            clap::Command::new(program.name)
                .about(program.about)
                .disable_help_flag(true)
                .arg(given),
        )
    })
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let mut given = env::args_os().skip(1);
    let first = given.next();
    let program = PROGRAMS
        .iter()
        .find(|program| first.as_ref().is_some_and(|first| first == program.name));
    if let Some(program) = program {
        return run_program(*program, given);
    }
    match Cli::from_arg_matches(&command().get_matches()) {
        Ok(cli) => run(&cli.command),
        Err(error) => error.exit(),
    }
}

fn run(command: &Command) -> ExitCode {
    status(match command {
        Command::Gen(args) => generate::run(args).map_err(Failure::from),
        Command::Test(args) => test::run(args),
        Command::Nixos(args) => nixos::run(args),
    })
}

fn run_program(program: Program, arguments: impl Iterator<Item = OsString>) -> ExitCode {
    match build::build(program) {
        Ok(true) => {}
        Ok(false) => return ExitCode::FAILURE,
        Err(error) => return no_cargo(&error),
    }
    let mut cargo = build::cargo("run", program);
    no_cargo(&cargo.args(["--quiet", "--"]).args(arguments).exec())
}

fn no_cargo(error: &io::Error) -> ExitCode {
    let message = format!("cargo cannot be started: {error}");
    status(Err(Problem {
        subject: "cargo".to_owned(),
        places: Vec::new(),
        message,
        help: "start this program with `cargo xtask`".to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn every_command_is_in_one_group() {
        let command = command();
        let mut known: Vec<&str> = command
            .get_subcommands()
            .map(clap::Command::get_name)
            .collect();
        let mut grouped: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        known.sort_unstable();
        grouped.sort_unstable();
        assert_eq!(grouped, known);
        let help = command.clone().render_help().to_string();
        for found in command.get_subcommands() {
            let line = format!("  {:<11}  {}", found.get_name(), found.get_about().unwrap());
            assert!(help.contains(&line), "{line} is not in\n{help}");
        }
    }

    #[test]
    fn programs_take_whatever_is_given_to_them() {
        let words = ["xtask", "vm", "--help", "run", "-x"];
        assert!(command().try_get_matches_from(words).is_ok());
        assert!(command().try_get_matches_from(["xtask", "mv"]).is_err());
    }
}
