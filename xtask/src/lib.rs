//! The commands of this repository: `cargo xtask …`.
//!
//! `gen`, `test` and `nixos` are here. Every other command is a program of its own, in the folder of
//! its name: it is built when it is first used. What is generated is decided in `codegen`, which is
//! pure.

mod diff;
mod generate;
mod nixos;
mod test;
mod write;

use std::env;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::{self, ExitCode};

use clap::{Arg, CommandFactory, FromArgMatches, Parser, Subcommand};
use shared::command::{PROGRAMS, Program, status};
use shared::ui;

/// The commands of the Stateless repository
#[derive(Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write generated-modules from the schema and the behaviour files
    #[command(after_help = generate::EXAMPLES)]
    Gen(generate::Args),
    /// Run every check of the repository, and say what was skipped
    #[command(after_help = test::EXAMPLES)]
    Test(test::Args),
    /// Evaluate on NixOS what the tests evaluate with stand-ins for it, and compare
    #[command(after_help = nixos::EXAMPLES)]
    Nixos(nixos::Args),
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask gen            write what differs
  cargo xtask gen --check    only compare, as continuous integration does
  cargo xtask test           formatting, lints, generated files, tests
  cargo xtask vm --help      a command that is built when it is first used

Colours follow the terminal and NO_COLOR. Exit status: 0 done, 1 failed, 2 wrong usage.";

/// The command line. Commands that are programs of their own take whatever is given to them.
pub fn command() -> clap::Command {
    PROGRAMS.iter().fold(Cli::command(), |cli, program| {
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

/// Does what the command line asks for.
pub fn main() -> ExitCode {
    let mut given = env::args_os().skip(1);
    let first = given.next();
    let program = PROGRAMS
        .iter()
        .find(|program| first.as_ref().is_some_and(|first| first == program.name));
    if let Some(program) = program {
        return start(*program, given);
    }
    match Cli::from_arg_matches(&command().get_matches()) {
        Ok(cli) => run(&cli.command),
        Err(error) => error.exit(),
    }
}

fn run(command: &Command) -> ExitCode {
    status(match command {
        Command::Gen(args) => generate::run(args),
        Command::Test(args) => test::run(args),
        Command::Nixos(args) => nixos::run(args),
    })
}

/// Becomes the program, built first where it has to be. Only a first build takes long enough to be
/// shown.
fn start(program: Program, arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let package = format!("xtask-{}", program.name);
    let is_built = env::current_exe().is_ok_and(|exe| exe.with_file_name(&package).exists());
    let mut cargo = process::Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.arg("run");
    if is_built {
        cargo.arg("--quiet");
    }
    let error = cargo
        .args(["--package", &package, "--"])
        .args(arguments)
        .exec();
    ui::note(format_args!(
        "{}: cargo: {error}",
        ui::styled(ui::BAD, "error")
    ));
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn programs_take_whatever_is_given_to_them() {
        let words = ["xtask", "vm", "--help", "run", "-x"];
        assert!(command().try_get_matches_from(words).is_ok());
        assert!(command().try_get_matches_from(["xtask", "mv"]).is_err());
    }
}
