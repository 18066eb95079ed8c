//! `bench`: the time of the generator and its growth with the schema, the evaluation cost of the
//! modules, or the time to make the site.
//!
//! A separate process measures each synthetic size, so that their peak memory is separate too.

mod eval;
mod site;
mod synthetic;

use std::env;
use std::fmt::Display;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use codegen::{Problem, Project};
use serde_json::{Value, json};

use shared::command::Failure;
use shared::project::{self, COMMAND, FOLDER};
use shared::ui::{self, Row};

/// The arguments of `bench`.
#[derive(clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct Args {
    /// Measure only `gen` itself, no synthetic schemas
    #[arg(long = "gen")]
    only_gen: bool,
    /// Measure what evaluating the modules costs per path, by Nix
    #[arg(long, conflicts_with = "only_gen")]
    eval: bool,
    /// Measure the site: our own, and synthetic ones of 3,000 and 21,000 options
    #[arg(long, conflicts_with_all = ["only_gen", "eval"])]
    site: bool,
    #[command(flatten)]
    of_eval: eval::Args,
    /// Print JSON instead of tables; times in nanoseconds, memory in KiB (with `--eval` in bytes)
    #[arg(long)]
    json: bool,
    /// Measure one synthetic size in this process, and print the result as JSON
    #[arg(long, value_name = "OPTIONS", hide = true)]
    measure: Option<usize>,
    /// Make one site of that many options in this process, and print the result as JSON
    #[arg(long, value_name = "OPTIONS", hide = true)]
    measure_site: Option<usize>,
}

/// For `--help`.
pub const EXAMPLES: &str = "\
Examples:
  cargo xtask bench                                     as `gen` is used, in the dev profile
  cargo xtask bench --gen                               only the real schema
  cargo run --release --package xtask -- bench --json   for a machine, optimised
  cargo xtask bench --site                              the documentation site
  cargo xtask bench --eval                              evaluation, at each size
  cargo xtask bench --eval --sizes 1000 --peer impermanence=../impermanence
  cargo xtask bench --eval --sizes 10 --containers 300
  cargo xtask bench --eval --nixpkgs ~/nixpkgs          whole systems of NixOS, with and without
  cargo xtask bench --eval --nixpkgs ~/nixpkgs --peer preservation=../preservation

In the last column 1.0 is linear growth: a larger schema costs no more per option.";

/// Runs of which the median counts.
const RUNS: usize = 11;

/// Synthetic schemas are measured less often, because large ones take long.
const SYNTHETIC_RUNS: usize = 3;

/// The times of `gen` on the schema of this repository.
struct Gen {
    in_process: Duration,
    first: Duration,
    again: Duration,
}

/// What one synthetic size costs.
struct Size {
    options: usize,
    total: Duration,
    peak_kib: Option<u64>,
}

/// Measures and prints.
pub fn run(args: &Args) -> Result<(), Failure> {
    if let Some(options) = args.measure {
        ui::say(measure(options)?.json());
        return Ok(());
    }
    if let Some(options) = args.measure_site {
        ui::say(site::measure(options)?.json());
        return Ok(());
    }
    if args.site {
        return Ok(site::run(args.json)?);
    }
    if args.eval {
        return eval::run(&args.of_eval, args.json);
    }
    let times = measure_gen()?;
    let sizes = if args.only_gen {
        &[][..]
    } else {
        &synthetic::SIZES
    };
    let sizes = sizes.iter().map(|options| in_child(*options));
    let sizes: Vec<Size> = sizes.collect::<Result<_, _>>()?;
    if args.json {
        let sizes: Vec<_> = sizes.iter().map(Size::json).collect();
        let all = json!({ "profile": profile(), "gen": times.json(), "synthetic": sizes });
        ui::say(format_args!("{all:#}"));
    } else {
        times.draw();
        draw(&sizes);
    }
    Ok(())
}

fn measure_gen() -> Result<Gen, Vec<Problem>> {
    let in_process = median(RUNS, || project::outputs().map(drop))?;
    let dir = tempfile::tempdir()
        .map_err(|error| vec![failed("a temporary folder", &error.to_string())])?;
    let out = dir.path().join(FOLDER).display().to_string();
    let mut process = || {
        child(Some("xtask"), &["gen", "--dir", &out])
            .map(drop)
            .map_err(|problem| vec![problem])
    };
    let first = median(1, &mut process)?;
    let again = median(RUNS, &mut process)?;
    Ok(Gen {
        in_process,
        first,
        again,
    })
}

/// The middle of the times of several runs: one disturbed run does not move it.
fn median<E>(runs: usize, mut run: impl FnMut() -> Result<(), E>) -> Result<Duration, E> {
    let times = (0..runs).map(|_| {
        let start = Instant::now();
        run().map(|()| start.elapsed())
    });
    let mut times = times.collect::<Result<Vec<_>, E>>()?;
    times.sort_unstable();
    Ok(times[times.len() / 2])
}

fn measure(options: usize) -> Result<Size, Vec<Problem>> {
    let sizes = synthetic::SIZES.map(|size| size.to_string()).join(", ");
    let unknown = || vec![failed("--measure", &format!("the sizes are {sizes}"))];
    let domains = [synthetic::domain(options).ok_or_else(unknown)?];
    let project = Project {
        command: COMMAND,
        folder: FOLDER,
        domains: &domains,
        sources: &[],
    };
    let total = median(SYNTHETIC_RUNS, || codegen::generate(&project).map(drop))?;
    Ok(Size {
        options,
        total,
        peak_kib: peak_kib(),
    })
}

fn in_child(options: usize) -> Result<Size, Problem> {
    let result = child(None, &["--measure", &options.to_string()])?;
    let parsed: Option<Value> = serde_json::from_slice(&result).ok();
    let size = parsed
        .as_ref()
        .and_then(|value| Size::from_json(options, value));
    size.ok_or_else(|| {
        failed(
            &format!("{options} options"),
            "the measuring process did not print a result",
        )
    })
}

/// Runs a program next to this one, or this one again, and returns its stdout. Its stderr is passed
/// through.
fn child(program: Option<&str>, args: &[&str]) -> Result<Vec<u8>, Problem> {
    let subject = || format!("{} {}", program.unwrap_or("bench"), args.join(" "));
    let fail = |message: &dyn Display| failed(&subject(), &message.to_string());
    let own = env::current_exe().map_err(|error| fail(&error))?;
    let program = program.map_or_else(|| own.clone(), |name| own.with_file_name(name));
    let run = Command::new(program)
        .args(args)
        .stderr(std::process::Stdio::inherit())
        .output();
    match run {
        Ok(run) if run.status.success() => Ok(run.stdout),
        Ok(run) => Err(fail(&run.status)),
        Err(error) => Err(fail(&error)),
    }
}

fn failed(subject: &str, message: &str) -> Problem {
    Problem {
        subject: subject.to_owned(),
        places: Vec::new(),
        message: format!("cannot be measured: {message}"),
        help: "run `cargo xtask gen` first, and correct its errors".to_owned(),
    }
}

/// The most memory that this process had, where the system tells.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

fn profile() -> &'static str {
    if cfg!(debug_assertions) {
        "dev"
    } else {
        "release"
    }
}

impl Gen {
    fn draw(&self) {
        let title = format!("gen, the schema of this repository ({} profile)", profile());
        ui::say(ui::styled(ui::TITLE, title));
        let rows = [
            ("generate, in memory", self.in_process),
            ("process that finds all up to date", self.again),
            ("process that writes all, once", self.first),
        ];
        let rows =
            rows.map(|(what, time)| Row::new(ui::PLAIN, [what.to_owned(), ui::duration(time)]));
        ui::table(&rows, &[1]).iter().for_each(ui::say);
    }

    fn json(&self) -> Value {
        json!({
            "in_process_ns": nanos(self.in_process),
            "process_up_to_date_ns": nanos(self.again),
            "process_first_write_ns": nanos(self.first),
        })
    }
}

fn draw(sizes: &[Size]) {
    if sizes.is_empty() {
        return;
    }
    ui::say(ui::styled(
        ui::TITLE,
        format_args!("\nsynthetic schemas ({} profile)", profile()),
    ));
    let mut rows = vec![Row::new(
        ui::TITLE,
        ["options", "total", "per option", "peak memory", "growth"],
    )];
    let mut previous = None;
    for size in sizes {
        rows.push(size.row(previous));
        previous = Some(size.per_option());
    }
    ui::table(&rows, &[0, 1, 2, 3, 4]).iter().for_each(ui::say);
}

impl Size {
    fn row(&self, previous: Option<Duration>) -> Row {
        let per_option = self.per_option();
        let growth = previous.map(|previous| per_option.as_secs_f64() / previous.as_secs_f64());
        let memory = self
            .peak_kib
            .map(|kib| format!("{} MiB", kib.div_ceil(1024)));
        let cells = [
            self.options.to_string(),
            ui::duration(self.total),
            ui::duration(per_option),
            memory.unwrap_or_else(|| "n/a".to_owned()),
            growth
                .map(|growth| format!("× {growth:.2}"))
                .unwrap_or_default(),
        ];
        Row::new(ui::PLAIN, cells)
    }

    fn per_option(&self) -> Duration {
        self.total / u32::try_from(self.options).unwrap_or(u32::MAX)
    }

    fn json(&self) -> Value {
        json!({
            "options": self.options,
            "total_ns": nanos(self.total),
            "per_option_ns": nanos(self.per_option()),
            "peak_kib": self.peak_kib,
        })
    }

    fn from_json(options: usize, value: &Value) -> Option<Self> {
        let total = Duration::from_nanos(value.get("total_ns")?.as_u64()?);
        let peak_kib = value.get("peak_kib").and_then(Value::as_u64);
        Some(Self {
            options,
            total,
            peak_kib,
        })
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_survives_the_way_through_json() {
        let size = Size {
            options: 100,
            total: Duration::from_millis(3),
            peak_kib: Some(7),
        };
        let read = Size::from_json(100, &size.json()).unwrap();
        assert_eq!((read.total, read.peak_kib), (size.total, size.peak_kib));
        assert_eq!(size.per_option(), Duration::from_micros(30));
    }

    #[test]
    fn growth_is_per_option_against_the_size_before() {
        let size = Size {
            options: 1_000,
            total: Duration::from_millis(60),
            peak_kib: None,
        };
        let row = size.row(Some(Duration::from_micros(30)));
        assert_eq!(row.cells, ["1000", "60 ms", "60 µs", "n/a", "× 2.00"]);
    }

    #[test]
    fn the_median_is_the_middle_run() {
        let mut waits = [1, 60, 1].into_iter();
        let time = median(3, || {
            std::thread::sleep(Duration::from_millis(waits.next().unwrap()));
            Ok::<_, ()>(())
        });
        assert!(time.unwrap() < Duration::from_millis(50));
    }
}
