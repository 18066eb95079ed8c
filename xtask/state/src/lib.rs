//! `state`: enables each service of NixOS alone, reads where it keeps state, and compares that with what
//! the modules persist.

mod directories;
mod facts;
mod judge;
mod nix;
mod page;
#[cfg(test)]
mod tests;

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use codegen::Problem;
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use shared::{debian, nixpkgs, project, ui};

use facts::{Facts, Measured, Service};
use judge::Outcome;
use nix::Nix;

/// What `state` is asked to do.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A checkout of nixpkgs with nixos/; if not given, <nixpkgs>
    #[arg(long, value_name = "DIR")]
    nixpkgs: Option<PathBuf>,
    /// Every twentieth service
    #[arg(long, conflicts_with = "services")]
    quick: bool,
    /// Write docs/state.md
    #[arg(long, conflicts_with_all = ["quick", "services"])]
    write: bool,
    /// Print everything as JSON
    #[arg(long)]
    json: bool,
    /// Keep what NixOS says in this file, and judge what is in it if it exists
    #[arg(long, value_name = "FILE", conflicts_with_all = ["quick", "services"])]
    facts: Option<PathBuf>,
    /// Processes at once; each takes up to 4 GB
    #[arg(long, value_name = "N", default_value_t = 2)]
    jobs: usize,
    /// Only these services, such as `radicale`
    services: Vec<String>,
}

/// For `--help`.
pub const EXAMPLES: &str = "\
Examples:
  cargo xtask state --nixpkgs ../nixpkgs --write      every service, into docs/state.md
  cargo xtask state --nixpkgs ../nixpkgs --quick      every twentieth
  cargo xtask state --nixpkgs ../nixpkgs radicale     one service
  cargo xtask state --json radicale                   the same as data, with <nixpkgs>

All services take about 15 minutes on two idle processors. Nix 2.18 or newer is needed; on Debian,
`cargo xtask test --setup` makes a root that has it. docs/state.md explains what is measured.";

/// The page with the tables.
const PAGE: &str = "docs/state.md";

/// Everything that NixOS says.
#[derive(Deserialize, Serialize)]
struct Measurement {
    release: String,
    base: Facts,
    services: Vec<Measured>,
}

/// Measures, judges and shows.
pub fn run(args: &Args) -> Result<(), Vec<Problem>> {
    let measurement = measurement(args)?;
    let machine = judge::of_machine(&measurement.base);
    let services = measurement.services.into_iter();
    let judged: Vec<_> = services
        .map(|measured| judge::judge(measured, &measurement.base))
        .collect();
    if args.json {
        let all = serde_json::json!({ "machine": machine, "services": judged });
        ui::say(all);
        return Ok(());
    }
    let tables = page::tables(&judged, &measurement.release);
    if args.write {
        return write(&project::root().join(PAGE), &tables);
    }
    ui::say(tables.trim_end());
    for service in &judged {
        let reason = match &service.outcome {
            Outcome::Fails(reason) => reason,
            Outcome::Refused(reasons) => &reasons[0],
            Outcome::Enabled(_) => continue,
        };
        let reason = reason.lines().next().unwrap_or_default();
        ui::note(format_args!(
            "{}: cannot be enabled alone: {reason}",
            service.service.shown()
        ));
    }
    Ok(())
}

fn measurement(args: &Args) -> Result<Measurement, Vec<Problem>> {
    if let Some(file) = args.facts.as_ref().filter(|file| file.exists()) {
        let text = fs::read_to_string(file).map_err(|error| of_file(file, &error))?;
        return serde_json::from_str(&text).map_err(|error| of_file(file, &error));
    }
    let nix = find(args)?;
    let services = chosen(args, nix.services().map_err(failed)?)?;
    let bar = progress_bar(services.len());
    let found = nix.measure(&services, args.jobs, || bar.inc(1));
    bar.finish_and_clear();
    let measurement = Measurement {
        release: release(&nix.nixpkgs)?,
        base: nix.base().map_err(failed)?,
        services: found.map_err(failed)?,
    };
    if let Some(file) = &args.facts {
        let text = serde_json::to_string(&measurement).map_err(|error| of_file(file, &error))?;
        fs::write(file, text).map_err(|error| of_file(file, &error))?;
    }
    Ok(measurement)
}

fn find(args: &Args) -> Result<Nix, Vec<Problem>> {
    let program = debian::nix_instantiate().ok_or_else(|| {
        vec![problem(
            "Nix",
            "no version 2.18 or newer is found",
            "on Debian, as root: `cargo xtask test --setup`; else https://nixos.org/download",
        )]
    })?;
    let checkout = args.nixpkgs.clone().or_else(nixpkgs::found);
    let checkout = checkout.as_deref().map(nixpkgs::absolute);
    let has_nixos = |folder: &PathBuf| folder.join("nixos/lib/eval-config.nix").is_file();
    let nixpkgs = checkout.filter(has_nixos).ok_or_else(|| {
        vec![problem(
            "nixpkgs",
            "no checkout with nixos/lib/eval-config.nix is found",
            "name a whole checkout: `--nixpkgs DIR`",
        )]
    })?;
    Ok(Nix { program, nixpkgs })
}

/// The services that are asked for.
fn chosen(args: &Args, all: Vec<Service>) -> Result<Vec<Service>, Vec<Problem>> {
    if args.quick {
        return Ok(all.into_iter().step_by(20).collect());
    }
    if args.services.is_empty() {
        return Ok(all);
    }
    let is_there = |name: &&String| all.iter().any(|service| service.shown() == **name);
    if let Some(name) = args.services.iter().find(|name| !is_there(name)) {
        return Err(vec![problem(
            name,
            "is no service module with an option `enable`",
            "write it as below `services`, such as `radicale` or `prometheus.exporters.node`",
        )]);
    }
    let is_asked = |service: &Service| args.services.contains(&service.shown());
    Ok(all.into_iter().filter(is_asked).collect())
}

/// Such as `26.11`.
fn release(nixpkgs: &Path) -> Result<String, Vec<Problem>> {
    let file = nixpkgs.join("lib/.version");
    let text = fs::read_to_string(&file).map_err(|error| of_file(&file, &error))?;
    Ok(text.trim().to_owned())
}

fn write(page: &Path, tables: &str) -> Result<(), Vec<Problem>> {
    let text = fs::read_to_string(page).map_err(|error| of_file(page, &error))?;
    let text = page::replace(&text, tables)
        .ok_or_else(|| of_file(page, &"the markers of the tables are missing"))?;
    fs::write(page, text).map_err(|error| of_file(page, &error))
}

fn progress_bar(services: usize) -> ProgressBar {
    let bar = ProgressBar::new(services as u64);
    let style = "{bar:40} {human_pos}/{human_len} services, {eta} left";
    bar.set_style(
        ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}

fn failed(message: String) -> Vec<Problem> {
    vec![Problem {
        subject: "nixpkgs".to_owned(),
        places: Vec::new(),
        message,
        help: "NixOS must evaluate without services: try another revision of nixpkgs".to_owned(),
    }]
}

fn of_file(file: &Path, error: &dyn Display) -> Vec<Problem> {
    vec![problem(
        &file.display().to_string(),
        &error.to_string(),
        "restore it with Git, or remove it if it is yours",
    )]
}

fn problem(subject: &str, message: &str, help: &str) -> Problem {
    Problem {
        subject: subject.to_owned(),
        places: Vec::new(),
        message: message.to_owned(),
        help: help.to_owned(),
    }
}
