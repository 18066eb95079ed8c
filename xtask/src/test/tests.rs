use std::collections::BTreeSet;

use clap::Parser;
use clap::error::ErrorKind;

use super::*;
use shared::tools::TOOLS;

#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    args: Args,
}

fn args(line: &[&str]) -> Result<Args, clap::Error> {
    let line = ["test"].iter().chain(line);
    Cli::try_parse_from(line).map(|cli| cli.args)
}

#[test]
fn an_unknown_requirement_is_a_usage_error_that_lists_the_known() {
    let error = args(&["--require", "nix,nope"]).unwrap_err();
    assert_eq!(
        (error.kind(), error.exit_code()),
        (ErrorKind::InvalidValue, 2)
    );
    let message = error.to_string();
    assert!(
        TOOLS.iter().all(|tool| message.contains(tool.id)),
        "{message}"
    );
}

#[test]
fn a_missing_tool_fails_only_where_it_is_required() {
    let args = args(&["--require", "nix,nixpkgs"]).unwrap();
    assert_eq!(required(&args), "nix,nixpkgs");
    let failed: Vec<_> = TOOLS
        .iter()
        .filter(|tool| gap(tool, &args, String::new()).verdict == Verdict::Failed)
        .map(|tool| tool.id)
        .collect();
    assert_eq!(failed, ["nix", "nixpkgs"]);
}

#[test]
fn a_filter_runs_tests_alone() {
    let args = args(&["writer", "--full"]).unwrap();
    let steps = steps(&args);
    assert_eq!(steps.len(), 1);
    assert_eq!(
        steps[0].args.join(" "),
        "test --workspace --no-fail-fast writer -- --include-ignored"
    );
}

#[test]
fn the_checkout_is_handed_on_and_so_is_the_quick_set() {
    let line = args(&["--nixpkgs", "/n", "--home-manager", "/h", "--quick"]).unwrap();
    let step = on_nixos(&line);
    assert_eq!(
        step.args.join(" "),
        "xtask nixos --quick --nixpkgs /n --home-manager /h"
    );
    let command = step.command(&line);
    let found = command.get_envs().find(|(name, _)| *name == "NIX_PATH");
    assert_eq!(found.unwrap().1, Some("nixpkgs=/n".as_ref()));
}

#[test]
fn a_filter_that_matches_nothing_is_noticed() {
    assert!(lists_tests("a::writes: test\n\n1 test, 0 benchmarks\n"));
    assert!(!lists_tests("\n0 tests, 0 benchmarks\n"));
}

#[test]
fn guests_boot_when_they_are_asked_for() {
    let commands = |line: &[&str]| -> Vec<String> {
        let steps = steps(&args(line).unwrap());
        steps.iter().map(|step| step.args.join(" ")).collect()
    };
    let boots = "xtask vm run --quick".to_owned();
    assert!(!commands(&[]).contains(&boots));
    assert!(commands(&["--boot"]).contains(&boots));
}

#[test]
fn step_tools_are_those_that_steps_need() {
    let args = args(&["--boot"]).unwrap();
    let steps = steps(&args);
    let needed: BTreeSet<_> = steps.iter().flat_map(|step| step.needs).copied().collect();
    // The tests need these two as well, each by itself.
    let shared = BTreeSet::from(["nix", "nixpkgs"]);
    assert_eq!(&needed - &shared, STEP_TOOLS.into());
}

#[test]
fn failures_are_named_and_skips_are_not() {
    let outcome = |verdict, what: &str| Outcome {
        verdict,
        what: what.to_owned(),
        time: None,
        note: String::new(),
    };
    let skipped = outcome(Verdict::Skipped, "nix");
    assert_eq!(failures(&[skipped]), Ok(()));
    let failed = outcome(Verdict::Failed, "cargo test");
    assert_eq!(failures(&[failed]).unwrap_err()[0].subject, "cargo test");
}
