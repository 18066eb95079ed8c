//! Tables and JSON of what systems cost, as differences to the system without the modules.

use serde_json::{Value, json};

use super::super::report::{count, grouped, milliseconds};
use super::super::{Cost, HEAP};
use super::{Manual, System};
use shared::ui::{self, Row};

/// Growth up to this factor counts as linear: the first paths bring what all share.
const LINEAR: f64 = 1.1;

/// Times below this many seconds say nothing: evaluating the system varies by as much.
const SHORT: f64 = 0.2;

/// What a system costs more than the one without the modules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct More {
    calls: i64,
    thunks: i64,
    cpu_seconds: f64,
}

/// Prints both tables, and what follows from them.
pub(super) fn draw(systems: &[System]) {
    ui::say(ui::styled(
        ui::TITLE,
        "NixOS, system.build.toplevel; differences to the system without modules",
    ));
    table(&used(systems), &[1, 2, 3, 4, 5, 6, 7]);
    for line in systems.iter().filter_map(|one| growth(systems, one)) {
        ui::say(line);
    }
    for line in systems.iter().filter_map(|one| ratio(systems, one)) {
        ui::say(line);
    }
    ui::say("");
    ui::say(ui::styled(
        ui::TITLE,
        "documentation of the options, modules unused",
    ));
    table(&documented(systems), &[1, 2]);
    let gib = HEAP >> 30;
    ui::say(format_args!(
        "\nNix starts with a heap of {gib} GiB (GC_INITIAL_HEAP_SIZE). The cpu time is the shortest of several runs."
    ));
}

fn table(rows: &[Row], right: &[usize]) {
    ui::table(rows, right).iter().for_each(ui::say);
}

fn used(systems: &[System]) -> Vec<Row> {
    let title = [
        "modules",
        "paths",
        "calls",
        "more",
        "calls/path",
        "thunks/path",
        "cpu",
        "more",
    ];
    let rows = systems.iter().filter(|one| one.manual == Manual::None);
    let rows = rows.filter_map(|one| {
        let more = more(systems, one)?;
        let per_path = |number| match one.paths {
            0 => String::new(),
            paths => signed(per_path(number, paths)),
        };
        let is_none = one.modules == "none";
        let unless_none = |text: String| if is_none { String::new() } else { text };
        let cells = [
            one.modules.to_owned(),
            match one.paths {
                0 => unless_none("unused".to_owned()),
                paths => grouped(u64::from(paths)),
            },
            grouped(one.cost.calls),
            unless_none(signed(more.calls)),
            per_path(more.calls),
            per_path(more.thunks),
            milliseconds(one.cost.cpu_seconds),
            unless_none(milliseconds(more.cpu_seconds)),
        ];
        Some(Row::new(ui::PLAIN, cells))
    });
    std::iter::once(Row::new(ui::TITLE, title))
        .chain(rows)
        .collect()
}

fn documented(systems: &[System]) -> Vec<Row> {
    let rows = systems.iter().filter(|one| one.modules != "none");
    let rows = rows
        .filter(|one| one.paths == 0 && one.modules == "stateless")
        .filter_map(|one| {
            let more = more(systems, one)?;
            let cells = [
                one.manual.words().to_owned(),
                grouped(one.cost.calls),
                signed(more.calls),
            ];
            Some(Row::new(ui::PLAIN, cells))
        });
    std::iter::once(Row::new(ui::TITLE, ["system", "calls", "more"]))
        .chain(rows)
        .collect()
}

/// The difference to the system without modules and with the same manual. If the modules are in the
/// module list of `NixOS`, that is its default manual.
fn more(systems: &[System], one: &System) -> Option<More> {
    let manual = match one.manual {
        Manual::List => Manual::Nixos,
        manual => manual,
    };
    let without = systems
        .iter()
        .find(|other| other.modules == "none" && other.manual == manual)?;
    Some(More::of(one.cost, without.cost))
}

/// `stateless: 214 calls a path from 1,000 to 4,000 paths, 262 up to 1,000: linear`. Of the largest size
/// and the one before it.
fn growth(systems: &[System], large: &System) -> Option<String> {
    let same = |one: &&System| one.modules == large.modules && one.manual == large.manual;
    let sizes = systems.iter().filter(same).filter(|one| one.paths > 0);
    if sizes.clone().any(|one| one.paths > large.paths) {
        return None;
    }
    let small = sizes
        .filter(|one| one.paths < large.paths)
        .max_by_key(|one| one.paths)?;
    let [few, many] = [small, large].map(|one| more(systems, one));
    let (few, many) = (few?, many?);
    let between = per_path(many.calls - few.calls, large.paths - small.paths);
    let before = per_path(few.calls, small.paths);
    let (calls, thunks) = (
        is_linear([few.calls, many.calls], [small.paths, large.paths]),
        is_linear([few.thunks, many.thunks], [small.paths, large.paths]),
    );
    let verdict = if calls && thunks {
        "linear"
    } else {
        "NOT linear"
    };
    let cpu = if few.cpu_seconds >= SHORT {
        let (times, paths) = (
            many.cpu_seconds / few.cpu_seconds,
            f64::from(large.paths) / f64::from(small.paths),
        );
        format!("; cpu × {times:.1} for × {paths:.0} paths")
    } else {
        String::new()
    };
    let [from, to] = [small, large].map(|one| grouped(u64::from(one.paths)));
    Some(format!(
        "{}: {} calls a path up to {from} paths, {} from there to {to}: {verdict}{cpu}",
        large.modules,
        signed(before),
        signed(between)
    ))
}

/// Whether paths that come on top cost no more than those before.
fn is_linear(numbers: [i64; 2], paths: [u32; 2]) -> bool {
    let [few, many] = numbers.map(|number| count(u64::try_from(number).unwrap_or(0)));
    let [small, large] = paths.map(f64::from);
    (many - few) / (large - small) <= LINEAR * few / small
}

/// The cost of a peer as a multiple of ours, for the same paths.
fn ratio(systems: &[System], peer: &System) -> Option<String> {
    let is_peer = !["none", "stateless"].contains(&peer.modules);
    if !is_peer || peer.paths == 0 {
        return None;
    }
    let ours = systems
        .iter()
        .find(|one| one.modules == "stateless" && one.paths == peer.paths)?;
    let (ours, theirs) = (more(systems, ours)?, more(systems, peer)?);
    let times = count(u64::try_from(theirs.calls).ok()?) / count(u64::try_from(ours.calls).ok()?);
    let cpu = (ours.cpu_seconds >= SHORT).then(|| theirs.cpu_seconds / ours.cpu_seconds);
    let cpu = cpu.map_or_else(String::new, |cpu| format!(", {cpu:.1} times less cpu time"));
    let (paths, peer) = (grouped(u64::from(peer.paths)), peer.modules);
    Some(format!(
        "{paths} paths: {times:.1} times fewer calls than {peer}{cpu}"
    ))
}

/// All figures, for a machine.
pub(super) fn json(systems: &[System]) -> Value {
    let one = |one: &System| {
        let more = more(systems, one);
        json!({
            "modules": one.modules,
            "paths": one.paths,
            "manual": one.manual.name(),
            "calls": one.cost.calls,
            "thunks": one.cost.thunks,
            "cpu_ns": (one.cost.cpu_seconds * 1e9).round(),
            "allocated_bytes": one.cost.allocated,
            "more_calls": more.map(|more| more.calls),
            "more_thunks": more.map(|more| more.thunks),
            "more_cpu_ns": more.map(|more| (more.cpu_seconds * 1e9).round()),
        })
    };
    json!({ "initial_heap_bytes": HEAP, "systems": systems.iter().map(one).collect::<Vec<_>>() })
}

impl More {
    fn of(with: Cost, without: Cost) -> Self {
        let difference = |with: u64, without: u64| {
            let [with, without] = [with, without].map(|number| i64::try_from(number).unwrap_or(0));
            with - without
        };
        Self {
            calls: difference(with.calls, without.calls),
            thunks: difference(with.thunks, without.thunks),
            cpu_seconds: with.cpu_seconds - without.cpu_seconds,
        }
    }
}

fn per_path(number: i64, paths: u32) -> i64 {
    number / i64::from(paths)
}

fn signed(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(number.unsigned_abs()))
}

#[cfg(test)]
mod tests;
