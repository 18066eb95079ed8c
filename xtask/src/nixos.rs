//! `nixos`: the evaluation on NixOS, which `tests` does; here is found what it needs.

use std::env;
use std::fmt::Display;
use std::path::PathBuf;
use std::process::Command;

use codegen::Problem;

use shared::{debian, nixpkgs, project};

/// What `nixos` is asked to do.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) checkouts: Checkouts,
    /// Every example, document and option, and a part of the checks
    #[arg(long)]
    quick: bool,
    /// Write docs/early-readers.md anew, instead of comparing it
    #[arg(long)]
    write: bool,
    /// Processes at once; each takes up to 4 GB
    #[arg(long, value_name = "N", default_value_t = 2)]
    jobs: usize,
    /// Only the cases with this in their name
    filter: Option<String>,
}

/// The trees of others that are evaluated.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Checkouts {
    /// A checkout of nixpkgs with nixos/; if not given, <nixpkgs>
    #[arg(long, value_name = "DIR")]
    pub(crate) nixpkgs: Option<PathBuf>,
    /// A checkout of home-manager, for homes
    #[arg(long, value_name = "DIR")]
    pub(crate) home_manager: Option<PathBuf>,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  cargo xtask nixos --nixpkgs ../nixpkgs                  every case, in less than 10 minutes
  cargo xtask nixos --nixpkgs ../nixpkgs --quick          in less than 2
  cargo xtask nixos example/                              the examples, with <nixpkgs>
  cargo xtask nixos readers                               what NixOS reads before local file systems
  cargo xtask nixos --write readers                       the same, written to docs/early-readers.md
  cargo xtask nixos --home-manager ../home-manager home   homes

Each process takes up to 4 GB. Nix 2.18 or newer is needed; on Debian, `cargo xtask test --setup`
makes a root that has it. docs/real-nixos.md says what is compared.";

/// Runs the evaluator.
pub(crate) fn run(args: &Args) -> Result<(), Vec<Problem>> {
    let nix = debian::nix_instantiate().ok_or_else(|| {
        problem(
            "no Nix of 2.18 or newer is found",
            "on Debian, as root: `cargo xtask test --setup`; else https://nixos.org/download",
        )
    })?;
    let checkout = args.checkouts.nixpkgs.clone().or_else(nixpkgs::found);
    let checkout = checkout.ok_or_else(|| {
        problem(
            "<nixpkgs> is not found, or has no nixos/",
            "name a whole checkout: `--nixpkgs DIR`",
        )
    })?;
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(["run", "--package", "tests", "--bin", "nixos", "--"])
        .arg("--nix")
        .arg(nix)
        .arg("--nixpkgs")
        .arg(nixpkgs::absolute(&checkout))
        .args(["--jobs", &args.jobs.to_string()])
        .args(args.quick.then_some("--quick"))
        .args(args.write.then_some("--write"))
        .args(&args.filter)
        .current_dir(project::root());
    if let Some(folder) = &args.checkouts.home_manager {
        command.arg("--home-manager").arg(nixpkgs::absolute(folder));
    }
    let status = command
        .status()
        .map_err(|error| problem(&error, "install Cargo"))?;
    if status.success() {
        return Ok(());
    }
    Err(problem(
        "NixOS and the stand-ins differ, or something is not evaluated",
        "see above; mend the stand-in in tests/nixos, or list the difference with its reason in \
         tests/src/bin/nixos/listed.rs",
    ))
}

fn problem(message: impl Display, help: &str) -> Vec<Problem> {
    vec![Problem {
        subject: "nixos".to_owned(),
        places: Vec::new(),
        message: message.to_string(),
        help: help.to_owned(),
    }]
}
