//! `cargo xtask completions`: the one program that knows the options of all others.

#[cfg(test)]
mod documented;

use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;
use shared::command::describe;
use shared::{command, ui};

/// The arguments of `completions`.
#[derive(Args)]
struct Arguments {
    /// The shell that reads the script
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  alias xtask='cargo xtask'
  source <(cargo xtask completions bash)
  cargo xtask completions fish > ~/.config/fish/completions/xtask.fish

The script completes the word `xtask`, hence the alias.";

fn main() -> ExitCode {
    command::main("completions", EXAMPLES, |args: &Arguments| {
        ui::say(script(args.shell).trim_end());
        ExitCode::SUCCESS
    })
}

/// Every command with its options.
fn all() -> Command {
    xtask::command().mut_subcommands(|known| match known.get_name() {
        "api" => describe::<xtask_api::Args>("api", xtask_api::EXAMPLES),
        "bench" => describe::<xtask_bench::Args>("bench", xtask_bench::EXAMPLES),
        "prove" => describe::<xtask_prove::Args>("prove", xtask_prove::EXAMPLES),
        "site" => describe::<xtask_site::Args>("site", xtask_site::EXAMPLES),
        "state" => describe::<xtask_state::Args>("state", xtask_state::EXAMPLES),
        "upstream" => describe::<xtask_upstream::Args>("upstream", xtask_upstream::EXAMPLES),
        "vm" => describe::<xtask_vm::Args>("vm", xtask_vm::EXAMPLES),
        "completions" => describe::<Arguments>("completions", EXAMPLES),
        _ => known,
    })
}

fn script(shell: Shell) -> String {
    // The script is for the alias; with the name of the cargo command in it, no shell would take it.
    let mut command = all().bin_name("xtask");
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "xtask", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;
    use shared::command::PROGRAMS;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        all().debug_assert();
    }

    #[test]
    fn every_program_is_described() {
        let all = all();
        for program in PROGRAMS {
            let known = all.find_subcommand(program.name).expect(program.name);
            // The stand-in takes anything; a description has words of its own.
            assert!(known.get_after_help().is_some(), "{}", program.name);
        }
    }

    #[test]
    fn every_command_has_examples() {
        for command in all().get_subcommands() {
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
            assert!(script(*shell).contains("completions"), "{shell}");
            assert!(script(*shell).contains("against"), "{shell}");
        }
    }
}
