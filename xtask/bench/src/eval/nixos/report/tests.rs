use pretty_assertions::assert_eq;

use super::*;

fn system(modules: &'static str, paths: u32, manual: Manual, calls: u64) -> System {
    let cost = Cost {
        calls,
        thunks: calls,
        cpu_seconds: count(calls) / 1e6,
        allocated: 1 << 20,
    };
    System {
        modules,
        paths,
        manual,
        cost,
    }
}

/// A base of 4,000,000 calls, 5,000 unused, and `per_path` for each path up to 1,000; then `later`.
fn measured(modules: &'static str, per_path: u64, later: u64) -> Vec<System> {
    vec![
        system("none", 0, Manual::None, 4_000_000),
        system(modules, 0, Manual::None, 4_005_000),
        system(modules, 1_000, Manual::None, 4_000_000 + 1_000 * per_path),
        system(
            modules,
            4_000,
            Manual::None,
            4_000_000 + 1_000 * per_path + 3_000 * later,
        ),
    ]
}

#[test]
fn costs_are_differences_to_the_system_without() {
    let systems = measured("stateless", 250, 240);
    let rows = used(&systems);
    assert_eq!(rows[1].cells[..4], ["none", "", "4,000,000", ""]);
    assert_eq!(
        rows[2].cells[..5],
        ["stateless", "unused", "4,005,000", "5,000", ""]
    );
    assert_eq!(
        rows[3].cells,
        [
            "stateless",
            "1,000",
            "4,250,000",
            "250,000",
            "250",
            "250",
            "4250 ms",
            "250 ms"
        ]
    );
}

#[test]
fn growth_is_that_of_the_largest_size() {
    let lines = |per_path, later| -> Vec<String> {
        let systems = measured("stateless", per_path, later);
        systems
            .iter()
            .filter_map(|one| growth(&systems, one))
            .collect()
    };
    assert_eq!(
        lines(250, 240),
        [
            "stateless: 250 calls a path up to 1,000 paths, 240 from there to 4,000: linear; cpu × 3.9 for × 4 paths"
        ]
    );
    assert_eq!(
        lines(100, 400),
        ["stateless: 100 calls a path up to 1,000 paths, 400 from there to 4,000: NOT linear"]
    );
}

#[test]
fn peers_are_compared_with_ours_of_the_same_size() {
    let mut systems = measured("stateless", 250, 250);
    systems.extend(measured("preservation", 2_500, 2_500));
    let lines: Vec<_> = systems
        .iter()
        .filter_map(|one| ratio(&systems, one))
        .collect();
    assert_eq!(
        lines,
        [
            "1,000 paths: 10.0 times fewer calls than preservation, 10.0 times less cpu time",
            "4,000 paths: 10.0 times fewer calls than preservation, 10.0 times less cpu time"
        ]
    );
}

#[test]
fn modules_in_the_list_are_compared_with_the_manual_of_nixos() {
    let systems = [
        system("none", 0, Manual::Nixos, 4_500_000),
        system("stateless", 0, Manual::List, 4_506_000),
    ];
    let rows = documented(&systems);
    assert_eq!(rows[1].cells[1..], ["4,506,000", "6,000"]);
}
