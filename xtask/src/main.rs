//! The commands of this repository: `cargo xtask …`.
//!
//! Everything that touches the disk, other programs or the clock is here; what is generated is
//! decided in `codegen`, which is pure.

mod api;
mod apt;
mod bench;
mod cache;
mod debian;
mod diff;
#[cfg(test)]
mod documented;
mod generate;
mod nixos;
mod project;
mod prove;
mod site;
mod test;
mod tools;
mod ui;
mod upstream;
mod vm;
mod write;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use codegen::Problem;

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
    /// Write the documentation as a site: of this project, or of any options.json
    #[command(after_help = site::EXAMPLES)]
    Site(site::Args),
    /// Run every check of the repository, and say what was skipped
    #[command(after_help = test::EXAMPLES)]
    Test(test::Args),
    /// Evaluate on NixOS what the tests evaluate with stand-ins for it, and compare
    #[command(after_help = nixos::EXAMPLES)]
    Nixos(nixos::Args),
    /// Prove on random values that Rust, JSON Schema and Nix have one meaning
    #[command(after_help = prove::EXAMPLES)]
    Prove(prove::Args),
    /// Compare the options with those of another revision: nothing may break unsaid
    #[command(after_help = api::EXAMPLES)]
    Api(api::Args),
    /// Measure how long generating takes, and how that grows with the schema
    #[command(after_help = bench::EXAMPLES)]
    Bench(bench::Args),
    /// Boot guests with the modules, and test what survives
    #[command(after_help = vm::EXAMPLES)]
    Vm(vm::Args),
    /// Bring the modules into a nixpkgs checkout, or compare them there
    #[command(after_help = upstream::EXAMPLES)]
    Upstream(upstream::Args),
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS)]
    Completions {
        /// The shell that reads the script
        shell: Shell,
    },
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask gen            write what differs
  cargo xtask gen --check    only compare, as continuous integration does
  cargo xtask test           formatting, lints, generated files, tests

Colours follow the terminal and NO_COLOR. Exit status: 0 done, 1 failed, 2 wrong usage.";

const COMPLETIONS: &str = "\
Examples:
  alias xtask='cargo xtask'
  source <(cargo xtask completions bash)
  cargo xtask completions fish > ~/.config/fish/completions/xtask.fish

The script completes the word `xtask`, hence the alias.";

fn main() -> ExitCode {
    let command = Cli::parse().command;
    // Its result has three values: scripts tell a breaking change from a revision that is not there.
    if let Command::Api(args) = &command {
        return api::run(args);
    }
    match run(&command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            ui::problems(&problems);
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<(), Vec<Problem>> {
    match command {
        Command::Gen(args) => generate::run(args),
        Command::Site(args) => site::run(args),
        Command::Test(args) => test::run(args),
        Command::Nixos(args) => nixos::run(args),
        Command::Prove(args) => prove::run(args),
        Command::Api(_) => Ok(()),
        Command::Bench(args) => bench::run(args),
        Command::Vm(args) => vm::run(args),
        Command::Upstream(args) => upstream::run(args),
        Command::Completions { shell } => {
            ui::say(completions(*shell).trim_end());
            Ok(())
        }
    }
}

fn completions(shell: Shell) -> String {
    // The script is for the alias; with the name of the cargo command in it, no shell would take it.
    let mut command = Cli::command().bin_name("xtask");
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "xtask", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_examples() {
        for command in Cli::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string);
            let name = command.get_name();
            assert!(
                help.is_some_and(|help| help.contains("cargo xtask")),
                "{name}"
            );
        }
    }

    #[test]
    fn every_shell_has_completions() {
        for shell in Shell::value_variants() {
            assert!(completions(*shell).contains("completions"), "{shell}");
        }
    }
}
