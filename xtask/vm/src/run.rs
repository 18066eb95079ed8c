//! `vm run` and `vm shell`: run tests in fresh guests, and report the results.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use codegen::Problem;
use serde::Deserialize;
use serde_json::json;

use super::guest;
use super::guests::Guests;
use super::plan::Prepared;
use super::qemu::Accel;
use super::{junit, nixos, problem};
use shared::command::Failure;
use shared::process::limited;
use shared::{project, ui};

/// How tests are run.
#[derive(Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) accel: Accel,
    /// Keep disks and logs also of what passed.
    pub(crate) keep: bool,
    /// The driver's log on stderr.
    pub(crate) verbose: bool,
}

impl Settings {
    /// Replaces `auto` with its meaning on this machine.
    pub(crate) fn resolved(self, guest: &Guests) -> Self {
        Self {
            accel: self.accel.resolve(&guest.kernel()),
            ..self
        }
    }
}

/// A test to run.
pub(crate) struct Job {
    /// How it is named in results.
    pub(crate) name: String,
    /// The Nix file.
    pub(crate) file: PathBuf,
    /// Runs instead of the script of the test.
    pub(crate) script: Option<PathBuf>,
}

/// What the driver leaves.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) seconds: f64,
    /// What ended the script early.
    pub(crate) failure: Option<String>,
    /// Whether that was a crash of QEMU, and says nothing of the test.
    #[serde(default)]
    pub(crate) crashed: bool,
    pub(crate) subtests: Vec<Subtest>,
}

impl Outcome {
    /// Of a test that could not be run.
    pub(crate) fn not_run(problems: &[Problem]) -> Self {
        let messages: Vec<_> = problems
            .iter()
            .map(|found| found.message.as_str())
            .collect();
        Self {
            failure: Some(messages.join("\n")),
            ..Self::default()
        }
    }
}

/// One part of a test.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Subtest {
    pub(crate) name: String,
    pub(crate) seconds: f64,
    pub(crate) failure: Option<String>,
}

/// Seconds beyond a test's own limit, for the driver to notice and to clean up.
const GRACE: u64 = 120;

/// Runs all tests one after the other, even after a failure.
pub(crate) fn all(
    jobs: &[Job],
    nixos: Option<&nixos::Args>,
    settings: Settings,
    report: Option<&Path>,
) -> Result<(), Failure> {
    let guest = Guests::ensure(nixos)?;
    let settings = settings.resolved(&guest);
    let start = Instant::now();
    let mut outcomes = Vec::new();
    let mut problems = Vec::new();
    for job in jobs {
        ui::say(ui::styled(
            ui::TITLE,
            format_args!("{} ({})", job.name, settings.accel.describe()),
        ));
        outcomes.push((
            job.name.clone(),
            attempt(job, &guest, settings, &mut problems),
        ));
        if let Some(path) = report {
            junit::write(path, &outcomes).map_err(|error| {
                vec![problem(
                    &path.display().to_string(),
                    &error,
                    "choose another path",
                )]
            })?;
        }
    }
    summary(&outcomes, start.elapsed());
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.into())
    }
}

/// Runs one test. If it cannot start, it counts as failed: the others still run, and the results
/// name it.
fn attempt(job: &Job, guest: &Guests, settings: Settings, problems: &mut Vec<Problem>) -> Outcome {
    let result = one(job, guest, settings);
    let (outcome, found) = match result {
        Ok(outcome) => {
            let kept = results(&job.name);
            let help = format!("read console.log and driver.log in {}", kept.display());
            let failure = outcome.failure.iter();
            let found = failure
                .map(|failure| problem(&job.name, failure, &help))
                .collect();
            (outcome, found)
        }
        Err(found) => (Outcome::not_run(&found), found),
    };
    if let Some(failure) = &outcome.failure {
        ui::say(format_args!(
            "  {} {failure}",
            ui::styled(ui::BAD, "failed")
        ));
    }
    problems.extend(found);
    outcome
}

fn summary(outcomes: &[(String, Outcome)], elapsed: Duration) {
    let failed = outcomes
        .iter()
        .filter(|(_, outcome)| outcome.failure.is_some());
    let subtests: usize = outcomes
        .iter()
        .map(|(_, outcome)| outcome.subtests.len())
        .sum();
    ui::say(format_args!(
        "{}, {}, {} failed ({})",
        ui::counted(outcomes.len(), "test"),
        ui::counted(subtests, "subtest"),
        failed.count(),
        ui::duration(elapsed)
    ));
}

/// Runs one test, and once more if QEMU crashed, as QEMU 10.0 sometimes does when it emulates two
/// processors. The error is only about tests that cannot start.
pub(crate) fn one(job: &Job, guest: &Guests, settings: Settings) -> Result<Outcome, Vec<Problem>> {
    let outcome = once(job, guest, settings)?;
    let Some(failure) = outcome.failure.as_ref().filter(|_| outcome.crashed) else {
        return Ok(outcome);
    };
    ui::say(format_args!(
        "  {}, once more: {failure}",
        ui::styled(ui::NOTE, "crashed")
    ));
    once(job, guest, settings)
}

fn once(job: &Job, guest: &Guests, settings: Settings) -> Result<Outcome, Vec<Problem>> {
    let subject = &job.name;
    let failed = |what: &str, error: io::Error| {
        let message = format!("{what}: {error}");
        vec![problem(
            subject,
            message,
            "make the path writable, and free space",
        )]
    };
    let state = state().map_err(|error| failed("a temporary folder", error))?;
    let plan = prepare(job, guest, settings, state.path())?;
    let out = results(&job.name);
    let shown = out.display().to_string();
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).map_err(|error| failed(&shown, error))?;
    let mut driver = driver(state.path(), &out, plan.timeout + GRACE);
    if settings.verbose {
        driver.arg("--verbose");
    }
    let status = driver
        .status()
        .map_err(|error| no_driver(subject, &error))?;
    let mut outcome = read(&out);
    if !status.success() && outcome.failure.is_none() {
        outcome.failure = Some(format!("the driver ended with {status}"));
    }
    if outcome.failure.is_some() || settings.keep {
        keep(state.path(), &out).map_err(|error| failed(&shown, error))?;
    }
    Ok(outcome)
}

/// Boots a guest of a test with a terminal instead of the script.
pub(crate) fn shell(
    job: &Job,
    nixos: Option<&nixos::Args>,
    machine: Option<&str>,
    settings: Settings,
) -> Result<(), Failure> {
    let guest = Guests::ensure(nixos)?;
    let settings = settings.resolved(&guest);
    let no_folder = |error: io::Error| {
        let message = format!("a temporary folder: {error}");
        problem(&job.name, message, "make TMPDIR writable, and free space")
    };
    let state = state().map_err(no_folder)?;
    let plan = prepare(job, &guest, settings, state.path())?;
    let first = plan.starts.keys().next().map_or("machine", String::as_str);
    let machine = machine.unwrap_or(first);
    if !plan.starts.contains_key(machine) {
        let names: Vec<_> = plan.starts.keys().map(String::as_str).collect();
        let help = format!("its machines are: {}", names.join(", "));
        let message = format!("{} has no machine of this name", job.name);
        return Err(Failure::usage(problem(machine, message, &help)));
    }
    let out = results(&format!("{}-shell", job.name));
    // No limit: a person decides when it ends.
    let mut driver = driver(state.path(), &out, 0);
    let status = driver.args(["--shell", machine]).status();
    let status = status.map_err(|error| no_driver(&job.name, &error))?;
    if status.success() {
        Ok(())
    } else {
        let help = format!("read {}", out.join("driver.log").display());
        let message = format!("the driver ended with {status}");
        Err(problem(machine, message, &help).into())
    }
}

fn no_driver(subject: &str, error: &io::Error) -> Vec<Problem> {
    let message = format!("the driver cannot be started with `setpriv`: {error}");
    vec![problem(
        subject,
        message,
        "install util-linux and Python 3.11 or newer",
    )]
}

/// In the folder for temporary files, because the path of a socket must be short.
fn state() -> io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix("vm-").tempdir()
}

fn prepare(
    job: &Job,
    guest: &Guests,
    settings: Settings,
    state: &Path,
) -> Result<Prepared, Vec<Problem>> {
    let mut prepared = guest.prepare(job, settings.accel, state)?;
    if let Some(script) = own_script(job)? {
        prepared.test_script = script;
    }
    for (machine, warning) in &prepared.warnings {
        ui::note(format_args!(
            "{} {machine}: {warning}",
            ui::styled(ui::NOTE, "warning")
        ));
    }
    config(&prepared, state)
        .map_err(|error| vec![problem(&job.name, &error, "free space, or another TMPDIR")])?;
    Ok(prepared)
}

/// The script that replaces the script of the test.
pub(crate) fn own_script(job: &Job) -> Result<Option<String>, Vec<Problem>> {
    let Some(file) = &job.script else {
        return Ok(None);
    };
    fs::read_to_string(file).map(Some).map_err(|error| {
        let subject = file.display().to_string();
        vec![problem(&subject, &error, "name a Python file")]
    })
}

fn config(prepared: &Prepared, state: &Path) -> io::Result<()> {
    let machine = |(name, script)| {
        (
            String::clone(name),
            json!({ "name": name, "start_script": script }),
        )
    };
    let machines: serde_json::Map<_, _> = prepared.starts.iter().map(machine).collect();
    let config = json!({
        "vms": machines,
        "containers": {},
        "vlans": [],
        "global_timeout": prepared.timeout,
        "test_script": prepared.test_script,
    });
    fs::write(state.join("config.json"), config.to_string())
}

/// The driver, which does not outlive this process, with a limit in seconds.
fn driver(state: &Path, out: &Path, limit: u64) -> Command {
    // Without a limit in the group of the terminal, which it reads.
    let mut command = if limit > 0 {
        limited(limit, "USR1", "python3")
    } else {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM", "python3"]);
        command
    };
    command
        .args(["-B", "-m", "vm_driver", "--discard"])
        .arg(state.join("config.json"))
        .arg("--state")
        .arg(state)
        .arg("--out")
        .arg(out)
        .env("PYTHONPATH", project::root().join("vm/driver"));
    command
}

/// Where the results of a test are.
fn results(name: &str) -> PathBuf {
    guest::cache().join("results").join(name)
}

fn read(out: &Path) -> Outcome {
    let text = fs::read(out.join("result.json")).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_else(|error| Outcome {
        failure: Some(format!("the driver wrote no result: {error}")),
        ..Outcome::default()
    })
}

/// Console logs, disks and start scripts, for a look afterwards.
fn keep(state: &Path, out: &Path) -> io::Result<()> {
    for machine in fs::read_dir(state)? {
        let machine = machine?;
        if !machine.path().join("start").exists() {
            continue;
        }
        let target = out.join(machine.file_name());
        fs::create_dir_all(&target)?;
        for file in fs::read_dir(machine.path())? {
            let file = file?;
            if file.file_type()?.is_file() {
                fs::copy(file.path(), target.join(file.file_name()))?;
            }
        }
    }
    fs::copy(state.join("config.json"), out.join("config.json")).map(drop)
}
