//! `nixos`: finds Nix and the checkouts, and runs the evaluation on NixOS, which is in `tests`.

use std::env;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::Problem;

use shared::command::Failure;
use shared::{debian, nixpkgs, project};

/// The arguments of `nixos`.
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

/// Checkouts of other projects.
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
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let checkout = args.checkouts.nixpkgs.clone().or_else(nixpkgs::found);
    let checkout = checkout.ok_or_else(|| {
        problem(
            "<nixpkgs> was not found, or does not contain NixOS",
            "name a checkout of nixpkgs: `--nixpkgs DIR`",
        )
    })?;
    contains(&checkout, nixpkgs::NIXOS, "nixpkgs")?;
    if let Some(folder) = &args.checkouts.home_manager {
        contains(folder, "nixos/default.nix", "home-manager")?;
    }
    let nix = debian::nix_instantiate().ok_or_else(|| {
        problem(
            "Nix 2.18 or newer was not found",
            "on Debian, run `cargo xtask test --setup` as root; on other systems, see https://nixos.org/download",
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
    match status.code() {
        Some(0) => Ok(()),
        // The message is already printed.
        Some(2) => Err(Failure::Usage(Vec::new())),
        _ => Err(problem(
            "NixOS and the stand-ins differ, or an evaluation failed",
            "see above; correct the stand-in in tests/nixos, or list the difference with its reason in \
             tests/src/bin/nixos/listed.rs",
        )),
    }
}

/// Refuses a folder that is not a checkout of `what`.
fn contains(folder: &Path, file: &str, what: &str) -> Result<(), Failure> {
    let path = folder.join(file);
    if path.is_file() {
        return Ok(());
    }
    Err(Failure::usage(Problem {
        subject: folder.display().to_string(),
        places: Vec::new(),
        message: format!(
            "this is not a checkout of {what}: {} does not exist",
            path.display()
        ),
        help: format!("name the root of a checkout: `--{what} DIR`"),
    }))
}

fn problem(message: impl Display, help: &str) -> Failure {
    Failure::from(Problem {
        subject: "nixos".to_owned(),
        places: Vec::new(),
        message: message.to_string(),
        help: help.to_owned(),
    })
}
