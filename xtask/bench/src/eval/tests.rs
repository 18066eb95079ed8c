use std::path::Path;

use clap::Parser;
use pretty_assertions::assert_eq;
use serde_json::json;

use super::*;

/// `bench` alone.
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    bench: crate::Args,
}

fn parse(args: &[&str]) -> Result<Args, String> {
    let all = std::iter::once(&"bench").chain(args);
    let cli = Cli::try_parse_from(all).map_err(|error| error.to_string())?;
    Ok(cli.bench.of_eval)
}

/// Why arguments are refused.
fn refused(args: &[&str]) -> String {
    parse(args)
        .err()
        .unwrap_or_else(|| panic!("{args:?} parse"))
}

#[test]
fn sizes_and_peers_are_read() {
    let peer = "preservation=../a=b";
    let args = parse(&["--eval", "--sizes", "4000,10", "--peer", peer]).unwrap();
    assert_eq!(args.sizes, [4_000, 10]);
    let expected = Peer {
        name: PeerName::Preservation,
        folder: "../a=b".into(),
    };
    assert_eq!(args.peers, [expected]);
    assert_eq!(
        sizes_or(&parse(&["--eval"]).unwrap().sizes, &SIZES),
        [10, 100, 1_000, 4_000]
    );
}

#[test]
fn arguments_that_mean_nothing_are_refused() {
    for (args, why) in [
        (&["--eval", "--sizes", "0"][..], "0 is not in 1..=100000"),
        (&["--eval", "--sizes", "10,,20"], "--sizes"),
        (&["--sizes", "10"], "--eval"),
        (&["--nixpkgs", "."], "--eval"),
        (
            &["--eval", "--nixpkgs", ".", "--containers", "10"],
            "--containers",
        ),
        (&["--peer", "preservation=x"], "--eval"),
        (&["--eval", "--gen"], "--gen"),
        (&["--eval", "--peer", "preservation"], "expected NAME=DIR"),
        (
            &["--eval", "--peer", "preservation="],
            "the folder is empty",
        ),
        (
            &["--eval", "--peer", "other=x"],
            "`other` is unknown; the peers are impermanence and preservation",
        ),
    ] {
        let error = refused(args);
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn a_folder_without_the_module_is_named() {
    let empty = tempfile::tempdir().unwrap();
    let peer = |name, folder: &Path| Peer {
        name,
        folder: folder.to_owned(),
    };
    let problems = subjects(&[
        peer(PeerName::Impermanence, empty.path()),
        peer(PeerName::Preservation, &empty.path().join("no")),
    ]);
    let problems = problems.err().unwrap();
    assert_eq!(problems[0].message, "it does not contain `nixos.nix`");
    assert_eq!(
        problems[0].help,
        "name the root of a checkout of impermanence"
    );
    assert!(problems[1].message.starts_with("cannot be read: "));
}

#[test]
fn ours_is_measured_first() {
    let subjects = subjects(&[]).unwrap();
    assert_eq!(subjects.len(), 1);
    assert_eq!(subjects[0].folder, root().join("generated-modules"));
}

#[test]
fn statistics_are_read_and_the_base_taken_off() {
    let stats = |calls: u64, seconds: f64| {
        let stats = json!({
            "nrFunctionCalls": calls,
            "nrThunks": 2 * calls,
            "cpuTime": seconds,
            "gc": { "heapSize": 1, "totalBytes": 3 * calls },
        });
        Cost::of(&stats).unwrap()
    };
    let cost = stats(100, 0.75).without(stats(40, 0.25));
    assert_eq!(
        cost,
        Cost {
            calls: 60,
            thunks: 120,
            cpu_seconds: 0.5,
            allocated: 180,
        }
    );
    assert_eq!(Cost::of(&json!({ "nrThunks": 1 })), None);
}

#[test]
fn a_tool_that_is_there_is_not_lacking() {
    assert!(tools::lacking("no such tool").is_none());
}
