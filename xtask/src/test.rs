//! `test`: runs every check of the repository, and prints a table of the results.
//!
//! A failed step does not stop the next. Steps without their tools are skipped, and the table says
//! how to install the tools; `--require` turns such a skip into a failure.

use std::env;
use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use clap::ArgAction;
use codegen::Problem;

use crate::nixos::Checkouts;
use shared::command::Failure;
use shared::tools::{self, Named, Tool};
use shared::ui::{self, Row};
use shared::{debian, nixpkgs, project};

/// The arguments of `test`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub(crate) struct Args {
    /// Install what is missing first: Debian packages as root, components with rustup
    #[arg(long)]
    setup: bool,
    /// Fail, instead of skipping checks, where one of these is missing
    #[arg(long, value_name = "LIST", value_delimiter = ',', action = ArgAction::Append)]
    require: Vec<Named>,
    #[command(flatten)]
    checkouts: Checkouts,
    /// Of the evaluation on NixOS, run the quick set
    #[arg(long)]
    quick: bool,
    /// Boot guests too: the quick tests, and a sample of the mutations that they must notice
    #[arg(long)]
    boot: bool,
    /// Run the slow tests too: those marked `#[ignore]`
    #[arg(long)]
    full: bool,
    /// Run only the tests with this in their name, and no other check
    filter: Option<String>,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  cargo xtask test                        everything that this machine can
  cargo xtask test --setup                install what is missing, then the same
  cargo xtask test --require nix,nixpkgs  and fail if Nix or Nixpkgs is missing
  cargo xtask test --nixpkgs ../nixpkgs   the same with this checkout, also on NixOS
  cargo xtask test --boot                 boot guests too, as continuous integration does
  cargo xtask test writer                 only the tests with `writer` in their name

Tests see the list of --require in STATELESS_REQUIRE, and fail where they would skip.";

/// One command, and the tools without which it is skipped.
struct Step {
    args: Vec<String>,
    needs: &'static [&'static str],
}

/// The result of a step, or a missing tool.
struct Outcome {
    verdict: Verdict,
    what: String,
    time: Option<Duration>,
    note: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Passed,
    Failed,
    Skipped,
}

/// Runs every check and draws the table.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let start = Instant::now();
    let mut missing = probe(args.setup);
    if args.checkouts.nixpkgs.is_some() {
        missing.retain(|tool| !["nixpkgs", "nixos"].contains(&tool.id));
    }
    if let Some(filter) = &args.filter {
        some_match(filter)?;
    }
    let release = project::last_release(project::root());
    let mut steps = steps(args);
    if args.filter.is_none() {
        steps.extend(release.as_deref().map(against));
    }
    let outcomes = steps.iter().map(|step| step.run(args, &missing));
    let mut outcomes: Vec<Outcome> = outcomes.collect();
    let gaps = missing.iter().filter(|tool| !STEP_TOOLS.contains(&tool.id));
    outcomes.extend(gaps.map(|tool| gap(tool, args, tool.enables.to_owned())));
    if release.is_none() && args.filter.is_none() {
        outcomes.push(unreleased());
    }
    draw(&outcomes, start.elapsed());
    Ok(failures(&outcomes)?)
}

/// The tools that a whole step needs; the others are needed by single tests.
const STEP_TOOLS: [&str; 6] = ["rustfmt", "clippy", "mypy", "nixos", "recent-nix", "qemu"];

/// The tools for guests, whose configurations Nix evaluates.
const GUESTS: [&str; 3] = ["qemu", "nix", "nixpkgs"];

/// Quick ones first, and guests last, if they are asked for.
fn steps(args: &Args) -> Vec<Step> {
    let step = |line: &str, needs: &'static [&'static str]| Step {
        args: line.split(' ').map(str::to_owned).collect(),
        needs,
    };
    let mut tests = step("test --workspace --no-fail-fast", &[]);
    tests.args.extend(args.filter.clone());
    if args.full {
        tests
            .args
            .extend(["--", "--include-ignored"].map(str::to_owned));
    }
    if args.filter.is_some() {
        return vec![tests];
    }
    let mut steps = vec![
        step("fmt --all --check", &["rustfmt"]),
        step("xtask gen --check", &[]),
        step(
            "clippy --workspace --all-targets -- -D warnings",
            &["clippy"],
        ),
        step("xtask vm lint", &["mypy"]),
        tests,
        on_nixos(args),
    ];
    if args.boot {
        steps.push(step("xtask vm run --quick", &GUESTS));
        steps.push(step("xtask vm mutate --sample", &GUESTS));
    }
    steps
}

/// The evaluation on NixOS.
fn on_nixos(args: &Args) -> Step {
    let mut step = Step {
        args: ["xtask", "nixos"].map(str::to_owned).into(),
        needs: &["nixos", "recent-nix"],
    };
    step.args.extend(args.quick.then(|| "--quick".to_owned()));
    let folders = [
        ("--nixpkgs", &args.checkouts.nixpkgs),
        ("--home-manager", &args.checkouts.home_manager),
    ];
    for (name, folder) in folders {
        if let Some(folder) = folder {
            let folder = nixpkgs::absolute(folder).to_string_lossy().into_owned();
            step.args.extend([name.to_owned(), folder]);
        }
    }
    step
}

/// What users of the last release would notice.
fn against(release: &str) -> Step {
    Step {
        args: ["xtask", "api", "--against", release]
            .map(str::to_owned)
            .into(),
        needs: &[],
    }
}

/// The result of the comparison if there is no release yet.
fn unreleased() -> Outcome {
    Outcome {
        verdict: Verdict::Skipped,
        what: "cargo xtask api".to_owned(),
        time: None,
        note: "there is no tag to compare with".to_owned(),
    }
}

fn probe(setup: bool) -> Vec<&'static Tool> {
    let missing = tools::missing();
    if !setup || missing.is_empty() {
        return missing;
    }
    tools::install(&missing);
    tools::missing()
}

impl Step {
    fn run(&self, args: &Args, missing: &[&Tool]) -> Outcome {
        let what = format!("cargo {}", self.args.join(" "));
        if let Some(tool) = missing.iter().find(|tool| self.needs.contains(&tool.id)) {
            return gap(tool, args, what);
        }
        ui::note(ui::styled(ui::TITLE, format_args!("== {what}")));
        let start = Instant::now();
        let (verdict, note) = match self.command(args).status() {
            Ok(status) if status.success() => (Verdict::Passed, String::new()),
            Ok(status) => (Verdict::Failed, status.to_string()),
            Err(error) => (Verdict::Failed, error.to_string()),
        };
        let time = start.elapsed();
        ui::note(format_args!(
            "== {} in {}\n",
            verdict.word(),
            ui::duration(time)
        ));
        Outcome {
            verdict,
            what,
            time: Some(time),
            note,
        }
    }

    fn command(&self, args: &Args) -> Command {
        let mut command = cargo();
        command.args(&self.args);
        // One checkout for everything that looks for `<nixpkgs>`.
        if let Some(folder) = &args.checkouts.nixpkgs {
            let mut found = OsString::from("nixpkgs=");
            found.push(nixpkgs::absolute(folder));
            command.env("NIX_PATH", found);
        }
        // Without `--require`, what the caller set stands.
        if !args.require.is_empty() {
            command.env("STATELESS_REQUIRE", required(args));
        }
        // What tests evaluate NixOS with.
        if env::var_os("STATELESS_NIX").is_none() {
            command.envs(debian::nix_instantiate().map(|nix| ("STATELESS_NIX", nix)));
        }
        command
    }
}

/// A misspelt filter runs nothing, which cargo counts as success.
fn some_match(filter: &str) -> Result<(), Failure> {
    let problem = |message: String, help: &str| Problem {
        subject: filter.to_owned(),
        places: Vec::new(),
        message,
        help: help.to_owned(),
    };
    let mut command = cargo();
    command.args(["test", "--workspace", filter, "--", "--list"]);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| problem(error.to_string(), "install cargo"))?;
    if !output.status.success() {
        let help = "correct the errors of the compiler above";
        return Err(problem("the tests do not compile".to_owned(), help).into());
    }
    if lists_tests(&String::from_utf8_lossy(&output.stdout)) {
        return Ok(());
    }
    Err(Failure::usage(problem(
        "no test has this in its name".to_owned(),
        "list all names: `cargo test --workspace -- --list`",
    )))
}

/// Whether the output of `--list` has a test.
fn lists_tests(output: &str) -> bool {
    output.lines().any(|line| line.ends_with(": test"))
}

fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(project::root());
    command
}

fn required(args: &Args) -> String {
    let ids: Vec<_> = args.require.iter().map(|named| named.0.id).collect();
    ids.join(",")
}

/// The result of a missing tool: a skip, or a failure if it is required.
fn gap(tool: &Tool, args: &Args, what: String) -> Outcome {
    let is_required = args.require.iter().any(|named| named.0.id == tool.id);
    let verdict = if is_required {
        Verdict::Failed
    } else {
        Verdict::Skipped
    };
    let note = format!("{} was not found; to install it: {}", tool.id, tool.how);
    Outcome {
        verdict,
        what,
        time: None,
        note,
    }
}

fn draw(outcomes: &[Outcome], total: Duration) {
    let rows: Vec<Row> = outcomes.iter().map(Outcome::row).collect();
    for (line, outcome) in ui::table(&rows, &[2]).into_iter().zip(outcomes) {
        ui::say(line);
        if !outcome.note.is_empty() {
            ui::say(format_args!("         {}", outcome.note));
        }
    }
    let verdicts = [Verdict::Passed, Verdict::Failed, Verdict::Skipped];
    let counts = verdicts.map(|verdict| {
        let count = outcomes
            .iter()
            .filter(|outcome| outcome.verdict == verdict)
            .count();
        format!("{count} {}", verdict.word())
    });
    ui::say(format_args!(
        "{} ({})",
        counts.join(", "),
        ui::duration(total)
    ));
}

fn failures(outcomes: &[Outcome]) -> Result<(), Vec<Problem>> {
    let failed = outcomes
        .iter()
        .filter(|outcome| outcome.verdict == Verdict::Failed);
    let problems: Vec<_> = failed.map(Outcome::problem).collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

impl Outcome {
    fn row(&self) -> Row {
        let time = self.time.map(ui::duration).unwrap_or_default();
        Row::new(
            self.verdict.style(),
            [self.verdict.word(), &self.what, &time],
        )
    }

    fn problem(&self) -> Problem {
        let help = match self.time {
            Some(_) => "see its messages above; you can run the command alone",
            None => "install it, or remove it from `--require`",
        };
        Problem {
            subject: self.what.clone(),
            places: Vec::new(),
            message: format!("failed: {}", self.note),
            help: help.to_owned(),
        }
    }
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    fn style(self) -> anstyle::Style {
        match self {
            Self::Passed => ui::GOOD,
            Self::Failed => ui::BAD,
            Self::Skipped => ui::NOTE,
        }
    }
}

#[cfg(test)]
mod tests;
