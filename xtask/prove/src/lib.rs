//! `prove`: random values, judged by serde + checks, by the JSON Schema and by Nix.

mod given;

use std::path::PathBuf;
use std::time::Instant;

use ::prove::nix::Nix;
use ::prove::{Config, Counts, Disagreement, Outcome, World, run as prove_all};
use codegen::Problem;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use shared::command::Failure;
use shared::project;
use shared::ui::{self, Row};

/// The arguments of `prove`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many configurations to judge, and as many values through the Nix printer
    #[arg(long, default_value_t = 5_000, value_name = "N")]
    cases: u64,
    /// Seed of the random cases: equal seeds make equal cases [default: from the time]
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// Judge the values in this JSON file instead: for each domain a list
    #[arg(long, value_name = "FILE", conflicts_with_all = ["cases", "seed", "options"])]
    values: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    /// Print the counts of every option, by rule, instead of a summary
    #[arg(long)]
    options: bool,
}

/// For `--help`.
pub const EXAMPLES: &str = "\
Examples:
  cargo xtask prove                            5,000 cases with a seed of their own
  cargo xtask prove --cases 100000 --seed 7    the same 100,000 cases each time
  cargo xtask prove --options                  what was tried at each option, and by which rule
  cargo xtask prove --json                     the same as data, for programs
  cargo xtask prove --values mine.json         your own: for each domain a list of values

The values in a file are what stands below the option of the domain:
  { \"root\": [ { \"size\": \"2G\" } ], \"stores\": [ { \"stores\": { \"main\": { \"path\": \"/a\" } } } ] }

Needs Nix and Nixpkgs' lib. A disagreement is shrunk and printed with all verdicts; exit status 1.
docs/proof.md says what is proved and what is not.";

/// The most disagreements that are shown; a run stops there.
const MOST: usize = 5;

/// Judges the cases and prints the result.
pub fn run(args: &Args) -> Result<(), Failure> {
    let nix = Nix::with_lib().ok_or_else(|| {
        vec![problem(
            "Nix",
            "Nix is not installed, or does not find <nixpkgs/lib>",
            "run `cargo xtask test --setup`, which installs both on Debian",
        )]
    })?;
    // What the generator refuses is drawn as `gen` draws it.
    project::outputs()?;
    let world = World::build(Vec::new())
        .map_err(|error| vec![problem("the modules", &error, "run `cargo xtask gen`")])?;
    if let Some(file) = &args.values {
        return given::run(&world, nix, file, args.json);
    }
    let seed = args.seed.unwrap_or_else(seed_of_now);
    let config = Config {
        cases: args.cases,
        values: args.cases,
        seed,
        most: MOST,
        only: None,
        shrink: true,
    };
    // Before the first case, so that the seed of an interrupted run is known too.
    let cases = args.cases;
    ui::note(format_args!(
        "seed {seed}; to repeat: cargo xtask prove --cases {cases} --seed {seed}"
    ));
    let bar = progress_bar(args.cases);
    let start = Instant::now();
    let outcome = prove_all(&world, nix, config, &mut |done| bar.set_position(done));
    bar.finish_and_clear();
    let time = start.elapsed();
    if args.json {
        ui::say(format_args!("{:#}", as_json(config, &outcome)));
    } else {
        draw(args, config, &outcome);
        ui::say(format_args!(
            "seed {seed}: {} and {} in {}, {:.0} cases/s",
            ui::counted(count(config.cases), "case"),
            ui::counted(count(outcome.values), "value"),
            ui::duration(time),
            shown_rate(config.cases, time.as_secs_f64()),
        ));
    }
    if outcome.disagreements.is_empty() {
        return Ok(());
    }
    let problems: Vec<_> = outcome.disagreements.iter().map(of_disagreement).collect();
    Err(problems.into())
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "it is only shown")]
fn shown_rate(cases: u64, seconds: f64) -> f64 {
    cases as f64 / seconds
}

fn seed_of_now() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(1, |now| u64::from(now.subsec_nanos()) ^ now.as_secs())
}

fn progress_bar(cases: u64) -> ProgressBar {
    let bar = ProgressBar::new(cases);
    let style = "{bar:40} {human_pos}/{human_len} cases, {per_sec}, {eta} left";
    bar.set_style(
        ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}

fn draw(args: &Args, config: Config, outcome: &Outcome) {
    let tally = &outcome.tally;
    if args.options {
        let head = ["option", "accepted", "rejected", "rejected by"];
        let mut rows = vec![Row::new(ui::TITLE, head)];
        rows.extend(tally.options.iter().map(|(name, counts)| row(name, counts)));
        rows.extend(
            tally
                .others
                .iter()
                .map(|(name, counts)| row(&format!("(all of {name})"), counts)),
        );
        ui::table(&rows, &[1, 2]).into_iter().for_each(ui::say);
    }
    let all = tally.options.values().chain(tally.others.values());
    let (taken, refused) = all.fold((0, 0), |(taken, refused), counts| {
        (taken + counts.taken(), refused + counts.refused())
    });
    ui::say(format_args!(
        "{} options; {taken} values accepted by all, {refused} rejected by all",
        tally.options.len(),
    ));
    ui::say(format_args!(
        "beyond JSON Schema: {} values that are too long in bytes only, and these checks between entries on {} hosts:",
        tally.only_bytes, tally.hosts
    ));
    let found: Vec<String> = tally
        .findings
        .iter()
        .map(|(id, count)| format!("{id} {count}"))
        .collect();
    ui::say(format_args!("  {}", found.join(", ")));
    let untouched = tally.untouched();
    if !untouched.is_empty() {
        ui::say(format_args!(
            "{}: {} of {} options had no case: {}",
            ui::styled(ui::NOTE, "note"),
            untouched.len(),
            tally.options.len(),
            untouched.join(", ")
        ));
    }
    if outcome.values < config.values {
        ui::say(ui::styled(ui::NOTE, "stopped early"));
    }
}

fn row(name: &str, counts: &Counts) -> Row {
    let style = if counts.taken() + counts.refused() == 0 {
        ui::NOTE
    } else {
        ui::PLAIN
    };
    let rules = counts.rejected.iter();
    let rules: Vec<String> = rules
        .map(|(rule, count)| format!("{rule} {count}"))
        .collect();
    Row::new(
        style,
        [
            name.to_owned(),
            counts.taken().to_string(),
            counts.refused().to_string(),
            rules.join(", "),
        ],
    )
}

fn as_json(config: Config, outcome: &Outcome) -> serde_json::Value {
    let counts =
        |counts: &Counts| json!({ "accepted": counts.accepted, "rejected": counts.rejected });
    let options = outcome.tally.options.iter();
    let options: serde_json::Map<_, _> = options
        .map(|(name, found)| (name.clone(), counts(found)))
        .collect();
    let others = outcome.tally.others.iter();
    let others: serde_json::Map<_, _> = others
        .map(|(name, found)| ((*name).to_owned(), counts(found)))
        .collect();
    let disagreements = outcome.disagreements.iter().map(|found| {
        let verdicts: serde_json::Map<_, _> =
            found.by_side.iter().map(|(side, verdict)| ((*side).to_owned(), json!(verdict))).collect();
        json!({ "domain": found.subject, "option": found.option, "value": found.value, "verdicts": verdicts })
    });
    json!({
        "seed": config.seed,
        "cases": config.cases,
        "values": outcome.values,
        "seconds": outcome.time.as_secs_f64(),
        "options": options,
        "others": others,
        "untouched": outcome.tally.untouched(),
        "findings": outcome.tally.findings,
        "hosts": outcome.tally.hosts,
        "onlyBytes": outcome.tally.only_bytes,
        "disagreements": disagreements.collect::<Vec<_>>(),
    })
}

fn of_disagreement(found: &Disagreement) -> Problem {
    problem(
        &found.option,
        &format!("Rust, JSON Schema and Nix disagree on\n{found}"),
        "correct the wrong side; the seed above repeats the case",
    )
}

fn problem(subject: &str, message: &str, help: &str) -> Problem {
    Problem {
        subject: subject.to_owned(),
        places: Vec::new(),
        message: message.to_owned(),
        help: help.to_owned(),
    }
}
