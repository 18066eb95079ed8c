//! The evaluation cost of the modules as counts, which are equal on every machine. `cargo xtask
//! bench --eval` also measures time.

use tests::generated::Generated;
use tests::nix::{self, Nix};
use tests::nixos::Nixos;

const PATHS: u64 = 200;

/// Function calls for each path, without what no paths cost.
fn calls_per_path(nix: Nix, generated: &Generated, stand_ins: &str) -> u64 {
    let file = nix::path(&tests::root().join("tests/eval/bench.nix"));
    let folder = nix::path(&generated.path(""));
    let calls = |paths: u64| {
        let arguments =
            format!("{{ count = {paths}; standIns = \"{stand_ins}\"; folder = {folder}; }}");
        let calls = nix.calls(&format!("import {file} {arguments}"));
        calls.unwrap_or_else(|error| panic!("{stand_ins}, {paths} paths: {error}"))
    };
    (calls(PATHS) - calls(0)) / PATHS
}

/// The targets for 1,000 paths, where a path costs a little less than here.
#[test]
fn a_path_costs_few_calls() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    for (stand_ins, most) in [("typed", 1_300), ("light", 400)] {
        let calls = calls_per_path(nix, &generated, stand_ins);
        assert!(
            calls < most,
            "{calls} calls per path with {stand_ins} stand-ins, of at most {most}; \
             `cargo xtask bench --eval` shows more"
        );
    }
}

/// At most 1.5 times the cost of the same containers written by hand.
#[test]
fn a_container_costs_little_more_than_one_by_hand() {
    const CONTAINERS: u64 = 20;
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    let file = nix::path(&tests::root().join("tests/eval/bench.nix"));
    let folder = nix::path(&generated.path(""));
    let calls = |subject: &str| {
        let calls = [0, CONTAINERS].map(|count| {
            let arguments =
                format!("{{ count = {count}; subject = \"{subject}\"; folder = {folder}; }}");
            let calls = nix.calls(&format!("import {file} {arguments}"));
            calls.unwrap_or_else(|error| panic!("{subject}, {count} containers: {error}"))
        });
        (calls[1] - calls[0]) / CONTAINERS
    };
    let [ours, by_hand] = ["containers", "by-hand"].map(calls);
    assert!(
        2 * ours <= 3 * by_hand,
        "{ours} calls per container, {by_hand} by hand"
    );
}

/// In a whole system of NixOS: nearly nothing where the modules are not used, a fraction of what NixOS
/// calls for a unit where they are, and nothing more for the documentation of their options.
#[test]
fn a_system_of_nixos_costs_little_more() {
    const PATHS: u64 = 1_000;
    let Some(nixos) = Nixos::find() else { return };
    let generated = Generated::stateless();
    let folder = generated.path("");
    let folder = folder.to_str().expect("a temporary folder is UTF-8");
    let file = tests::root().join("tests/eval/bench-nixos.nix");
    let calls = |subject: &str, paths: u64, manual: &str| {
        let count = paths.to_string();
        let arguments = [
            ["--argstr", "subject", subject],
            ["--arg", "count", &count],
            ["--argstr", "manual", manual],
            ["--argstr", "folder", folder],
        ];
        let calls = nixos.calls(&file, arguments.as_flattened());
        calls.unwrap_or_else(|error| panic!("{subject}, {paths} paths: {error}"))
    };
    let none = calls("none", 0, "none");
    let unused = calls("stateless", 0, "none") - none;
    assert!(unused <= 5_000, "{unused} calls unused");
    let per_path = (calls("stateless", PATHS, "none") - none) / PATHS;
    assert!(per_path <= 400, "{per_path} calls per path");
    let manual = calls("stateless", 0, "list") - calls("none", 0, "nixos");
    assert!(manual <= 7_000, "{manual} calls with a manual");
}
