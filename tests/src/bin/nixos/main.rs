//! Evaluates the cases of the other tests on NixOS, and compares the results with the stand-ins.
//!
//! The Nix code is in `tests/real`. A difference is a failure unless [`listed`] gives its reason.

mod batch;
mod blocks;
mod compare;
mod judge;
mod leaves;
mod listed;
mod mutations;
mod nix;
mod readers;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use ::tests::failure::Failure;
use clap::Parser;

use nix::{Nix, Settings};

/// The case about paths that NixOS reads early.
const READERS: &str = "readers";

/// Evaluate with NixOS what the tests evaluate with stand-ins, and compare
#[derive(Debug, Parser)]
#[command(name = "nixos", bin_name = "cargo xtask nixos")]
struct Args {
    /// The nix-instantiate to run, 2.18 or newer
    #[arg(long, value_name = "PROGRAM", default_value = "nix-instantiate")]
    nix: PathBuf,
    /// A checkout of nixpkgs, with nixos/
    #[arg(long, value_name = "DIR")]
    nixpkgs: PathBuf,
    /// A checkout of home-manager; without it, homes are left out
    #[arg(long, value_name = "DIR")]
    home_manager: Option<PathBuf>,
    /// Every example and block, and a part of the rest: what continuous integration runs
    #[arg(long)]
    quick: bool,
    /// Write docs/early-readers.md instead of comparing it
    #[arg(long)]
    write: bool,
    /// Processes at once; each takes up to 4 GB
    #[arg(long, value_name = "N", default_value_t = 2)]
    jobs: usize,
    /// Only the cases with this in their name
    filter: Option<String>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let start = Instant::now();
    match run(&args) {
        Ok(judged) => judged.report(start.elapsed()),
        Err(failure) => failure.report(),
    }
}

fn run(args: &Args) -> Result<judge::Judged, Failure> {
    let blocks = blocks::write()?;
    let nix = Nix::new(Settings {
        program: args.nix.clone(),
        nixpkgs: args.nixpkgs.clone(),
        home_manager: args.home_manager.clone(),
        blocks: blocks.files(),
        readme: blocks.readme().to_owned(),
    })?;
    let mut names = nix.names()?;
    names.push(READERS.to_owned());
    let all = names.len();
    if let Some(filter) = &args.filter {
        names.retain(|name| name.contains(filter.as_str()));
        if names.is_empty() {
            return Err(Failure::usage(format!(
                "no case has `{filter}` in its name"
            )));
        }
    }
    if args.quick {
        names = judge::sample(names);
    }
    eprintln!(
        "{} of {all} cases, with NixOS {} of {}",
        names.len(),
        nix.release()?,
        args.nixpkgs.display()
    );
    let is_whole = names.len() == all && args.home_manager.is_some();
    let mut judged = judge::Judged::new(is_whole);
    let reads = names.iter().any(|name| name == READERS);
    names.retain(|name| name != READERS);
    if reads {
        let compared = readers::run(&nix, args.write)?;
        eprintln!("readers: {} early readers", compared.readers);
        for (subject, wrong) in compared.wrong {
            judged.fail(subject, wrong);
        }
    }
    let breaks = names.iter().any(|name| name == mutations::CASE) && !args.quick;
    batch::run(&nix, names, args.jobs, |name, outcome| {
        judged.take(name, outcome);
    });
    if breaks {
        for (name, unseen) in mutations::unseen(&nix)? {
            judged.fail(name, unseen);
        }
    }
    Ok(judged)
}
