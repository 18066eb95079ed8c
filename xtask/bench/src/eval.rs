//! `bench --eval`: the cost of evaluating the modules for each path.
//!
//! Nix counts calls and thunks, which are equal in every run, and measures CPU time, which varies.
//! The time is needed too: quadratic work can hide in primitive operations.

mod containers;
mod nixos;
mod report;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use clap::ValueEnum;
use codegen::Problem;
use serde_json::Value;

use shared::command::Failure;
use shared::project::{FOLDER, root};
use shared::{tools, ui};

/// The arguments of `bench --eval`.
#[derive(clap::Args)]
#[group(skip)]
pub(crate) struct Args {
    /// With `--eval`: how many paths, one measurement for each number [default: 10,100,1000,4000,
    /// without 100 for a whole NixOS]
    #[arg(
        long,
        value_name = "PATHS",
        requires = "eval",
        value_delimiter = ',',
        value_parser = clap::value_parser!(u32).range(1..=100_000),
    )]
    sizes: Vec<u32>,
    /// With `--eval`: whole systems of NixOS, from a checkout of nixpkgs, instead of stand-ins
    #[arg(
        long,
        value_name = "DIR",
        requires = "eval",
        conflicts_with = "containers"
    )]
    nixpkgs: Option<PathBuf>,
    /// With `--eval`: measure the same paths with the checkout of another module, impermanence or
    /// preservation
    #[arg(long = "peer", value_name = "NAME=DIR", requires = "eval", value_parser = Peer::parse)]
    peers: Vec<Peer>,
    /// With `--eval`: how many containers, one measurement for each number
    #[arg(
        long,
        value_name = "CONTAINERS",
        requires = "eval",
        value_delimiter = ',',
        default_values_t = [10, 100, 300],
        value_parser = clap::value_parser!(u32).range(1..=10_000),
    )]
    containers: Vec<u32>,
}

/// The default numbers of paths.
const SIZES: [u32; 4] = [10, 100, 1_000, 4_000];

/// The expression that is evaluated.
const EXPRESSION: &str = "tests/eval/bench.nix";

/// The heap that Nix starts with, so large that nothing is collected while it measures.
const HEAP: u64 = 4 << 30;

/// Runs of which the shortest counts: other programs only ever make one longer.
const RUNS: usize = 3;

/// A run that is longer than this many seconds is not repeated.
const LONG: f64 = 2.0;

/// Another module for persistent paths.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Peer {
    name: PeerName,
    folder: PathBuf,
}

/// The modules whose options `tests/eval/bench.nix` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PeerName {
    Impermanence,
    Preservation,
}

/// What is evaluated.
struct Subject {
    name: &'static str,
    folder: PathBuf,
}

/// What stands for NixOS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StandIns {
    Typed,
    Light,
}

/// What one evaluation cost.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cost {
    calls: u64,
    thunks: u64,
    cpu_seconds: f64,
    allocated: u64,
}

/// What some paths cost, without what no paths cost.
#[derive(Debug)]
struct Measured {
    subject: &'static str,
    stand_ins: StandIns,
    paths: u32,
    total: Cost,
    paths_only: Cost,
}

/// Measures and prints.
pub(crate) fn run(args: &Args, json: bool) -> Result<(), Failure> {
    let subjects = subjects(&args.peers).map_err(Failure::Usage)?;
    if let Some(nixpkgs) = &args.nixpkgs {
        let sizes = sizes_or(&args.sizes, &nixos::SIZES);
        return nixos::run(nixpkgs, &subjects, &sizes, json);
    }
    missing()?;
    let sizes = sizes_or(&args.sizes, &SIZES);
    let mut all = Vec::new();
    for stand_ins in [StandIns::Typed, StandIns::Light] {
        for subject in &subjects {
            let found = measure_all(subject, stand_ins, &sizes);
            all.extend(found?);
        }
    }
    let compared = containers::run(&sorted(&args.containers))?;
    if json {
        let mut figures = report::json(&all);
        figures["containers"] = containers::json(&compared);
        ui::say(format_args!("{figures:#}"));
    } else {
        containers::draw(&compared);
        report::draw(&all);
    }
    Ok(())
}

fn sizes_or(sizes: &[u32], default: &[u32]) -> Vec<u32> {
    sorted(if sizes.is_empty() { default } else { sizes })
}

fn sorted(sizes: &[u32]) -> Vec<u32> {
    let mut sizes = sizes.to_vec();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

fn measure_all(
    subject: &Subject,
    stand_ins: StandIns,
    sizes: &[u32],
) -> Result<Vec<Measured>, Problem> {
    let none = measure(subject, stand_ins, 0)?;
    let measured = sizes.iter().map(|&paths| {
        let shown = report::grouped(u64::from(paths));
        let (name, stand_ins_name) = (subject.name, stand_ins.name());
        ui::note(format_args!(
            "{name}, {stand_ins_name} stand-ins, {shown} paths …"
        ));
        let total = measure(subject, stand_ins, paths)?;
        Ok(Measured {
            subject: name,
            stand_ins,
            paths,
            total,
            paths_only: total.without(none),
        })
    });
    measured.collect()
}

fn measure(subject: &Subject, stand_ins: StandIns, paths: u32) -> Result<Cost, Problem> {
    best_of(LONG, || evaluate(subject, stand_ins, paths))
}

/// The fastest of several evaluations. Evaluations longer than `long` run once. Only the time
/// differs between runs.
fn best_of(long: f64, evaluate: impl Fn() -> Result<Cost, Problem>) -> Result<Cost, Problem> {
    let mut best = evaluate()?;
    for _ in 1..RUNS {
        if best.cpu_seconds > long {
            break;
        }
        let next = evaluate()?;
        best.cpu_seconds = best.cpu_seconds.min(next.cpu_seconds);
    }
    Ok(best)
}

fn evaluate(subject: &Subject, stand_ins: StandIns, paths: u32) -> Result<Cost, Problem> {
    let mut command = Command::new("nix-instantiate");
    command
        .args(["--eval", "--strict"])
        .arg(root().join(EXPRESSION))
        .args(["--arg", "count", &paths.to_string()])
        .args(["--argstr", "subject", subject.name])
        .args(["--argstr", "standIns", stand_ins.name()])
        .args(["--argstr", "folder"])
        .arg(&subject.folder);
    stats(command).map_err(|message| failed(subject.name, &message))
}

/// The cost of an evaluation according to Nix, or its error.
fn stats(mut command: Command) -> Result<Cost, String> {
    let dir = tempfile::tempdir().map_err(|error| format!("no folder: {error}"))?;
    let stats = dir.path().join("stats.json");
    let run = command
        .env("NIX_SHOW_STATS", "1")
        .env("NIX_SHOW_STATS_PATH", &stats)
        .env("GC_INITIAL_HEAP_SIZE", HEAP.to_string())
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("nix-instantiate: {error}"))?;
    if !run.status.success() {
        return Err(String::from_utf8_lossy(&run.stderr).trim().to_owned());
    }
    let text = fs::read_to_string(&stats).unwrap_or_default();
    let cost = serde_json::from_str(&text).ok().as_ref().and_then(Cost::of);
    cost.ok_or_else(|| "the statistics of this version of Nix are unknown".to_owned())
}

/// Our modules and those of each peer, if their folders contain them.
fn subjects(peers: &[Peer]) -> Result<Vec<Subject>, Vec<Problem>> {
    let mut subjects = vec![Subject {
        name: "stateless",
        folder: root().join(FOLDER),
    }];
    let mut problems = Vec::new();
    for peer in peers {
        match peer.subject() {
            Ok(subject) => subjects.push(subject),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        Ok(subjects)
    } else {
        Err(problems)
    }
}

/// Refuses to run if Nix or Nixpkgs is missing.
fn missing() -> Result<(), Vec<Problem>> {
    // Without Nix nothing can be said about the library.
    let lacking = tools::lacking("nix").or_else(|| tools::lacking("nixpkgs"));
    lacking.map_or(Ok(()), |tool| {
        Err(vec![Problem {
            subject: tool.id.to_owned(),
            places: Vec::new(),
            message: "was not found, but evaluation needs it".to_owned(),
            help: tool.how.to_owned(),
        }])
    })
}

fn failed(subject: &str, message: &str) -> Problem {
    Problem {
        subject: subject.to_owned(),
        places: vec![EXPRESSION.to_owned()],
        message: format!("cannot be measured: {message}"),
        help: "use a version of the peer with the options in the expression".to_owned(),
    }
}

impl Peer {
    fn parse(text: &str) -> Result<Self, String> {
        let (name, folder) = text.split_once('=').ok_or("expected NAME=DIR")?;
        let known = PeerName::value_variants().iter().map(|name| name.name());
        let known = known.collect::<Vec<_>>().join(" and ");
        let name = PeerName::from_str(name, false)
            .map_err(|_| format!("`{name}` is unknown; the peers are {known}"))?;
        if folder.is_empty() {
            return Err("the folder is empty".to_owned());
        }
        Ok(Self {
            name,
            folder: folder.into(),
        })
    }

    fn subject(&self) -> Result<Subject, Problem> {
        let wrong = |message: String| Problem {
            subject: format!("--peer {}={}", self.name.name(), self.folder.display()),
            places: Vec::new(),
            message,
            help: format!("name the root of a checkout of {}", self.name.name()),
        };
        let folder = self.folder.canonicalize();
        let folder = folder.map_err(|error| wrong(format!("cannot be read: {error}")))?;
        let module = self.name.module();
        if !folder.join(module).is_file() {
            return Err(wrong(format!("it does not contain `{module}`")));
        }
        Ok(Subject {
            name: self.name.name(),
            folder,
        })
    }
}

impl PeerName {
    const fn name(self) -> &'static str {
        match self {
            Self::Impermanence => "impermanence",
            Self::Preservation => "preservation",
        }
    }

    /// The file that a checkout has.
    const fn module(self) -> &'static str {
        match self {
            Self::Impermanence => "nixos.nix",
            Self::Preservation => "module.nix",
        }
    }
}

impl StandIns {
    const fn name(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::Light => "light",
        }
    }
}

impl Cost {
    /// From the statistics of Nix.
    fn of(stats: &Value) -> Option<Self> {
        Some(Self {
            calls: stats.get("nrFunctionCalls")?.as_u64()?,
            thunks: stats.get("nrThunks")?.as_u64()?,
            cpu_seconds: stats.get("cpuTime")?.as_f64()?,
            allocated: stats.get("gc")?.get("totalBytes")?.as_u64()?,
        })
    }

    fn without(self, none: Self) -> Self {
        Self {
            calls: self.calls.saturating_sub(none.calls),
            thunks: self.thunks.saturating_sub(none.thunks),
            cpu_seconds: (self.cpu_seconds - none.cpu_seconds).max(0.0),
            allocated: self.allocated.saturating_sub(none.allocated),
        }
    }
}

#[cfg(test)]
mod tests;
