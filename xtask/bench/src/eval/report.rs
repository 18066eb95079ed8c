//! Tables and JSON of what evaluations cost.

use serde_json::{Value, json};

use super::{Cost, HEAP, Measured, StandIns};
use shared::ui::{self, Row};

/// Growth is shown from the first of these sizes to the second.
const GROWTH: [u32; 2] = [1_000, 4_000];

/// Times below this many seconds say nothing: starting Nix varies by as much.
const SHORT: f64 = 0.02;

/// Prints a table for each kind of stand-ins, and what follows from it.
pub(super) fn draw(all: &[Measured]) {
    for (stand_ins, title) in [
        (StandIns::Typed, "with typed stand-ins for NixOS"),
        (StandIns::Light, "with light stand-ins: the modules alone"),
    ] {
        let part: Vec<_> = all
            .iter()
            .filter(|one| one.stand_ins == stand_ins)
            .collect();
        ui::say(ui::styled(ui::TITLE, format_args!("evaluation {title}")));
        ui::table(&rows(&part), &[0, 2, 3, 4, 5, 6])
            .iter()
            .for_each(ui::say);
        for line in growth(&part).into_iter().chain(ratios(&part)) {
            ui::say(line);
        }
        ui::say("");
    }
    for line in notes(all) {
        ui::say(line);
    }
}

fn rows(part: &[&Measured]) -> Vec<Row> {
    let title = [
        "paths",
        "modules",
        "calls",
        "calls/path",
        "thunks/path",
        "cpu",
        "allocated",
    ];
    let row = |one: &&Measured| {
        let cells = [
            grouped(u64::from(one.paths)),
            one.subject.to_owned(),
            grouped(one.total.calls),
            grouped(one.per_path(one.paths_only.calls)),
            grouped(one.per_path(one.paths_only.thunks)),
            milliseconds(one.total.cpu_seconds),
            format!("{} MiB", grouped(one.total.allocated.div_ceil(1 << 20))),
        ];
        Row::new(ui::PLAIN, cells)
    };
    let mut by_size = part.to_vec();
    by_size.sort_by_key(|one| one.paths);
    let rows = by_size.iter().map(row);
    std::iter::once(Row::new(ui::TITLE, title))
        .chain(rows)
        .collect()
}

/// `stateless: cpu × 4.1 for × 4 paths (4,000 after 1,000)`.
fn growth(part: &[&Measured]) -> Vec<String> {
    let lines = part.iter().filter(|one| one.paths == GROWTH[1]);
    let lines = lines.filter_map(|large| {
        let ratio = large.growth(part)?;
        let [small, large_paths] = GROWTH.map(|paths| grouped(u64::from(paths)));
        let subject = large.subject;
        Some(format!(
            "{subject}: cpu × {ratio:.1} for × 4 paths ({large_paths} after {small})"
        ))
    });
    lines.collect()
}

/// The cost of a peer as a multiple of ours, in the same run.
fn ratios(part: &[&Measured]) -> Vec<String> {
    let peers = part.iter().filter(|one| one.subject != "stateless");
    let lines = peers.filter_map(|peer| {
        let (calls, cpu) = peer.ratio(part)?;
        let (paths, subject) = (grouped(u64::from(peer.paths)), peer.subject);
        let cpu = cpu.map_or_else(String::new, |cpu| format!(", {cpu:.1} times less cpu time"));
        Some(format!(
            "{paths} paths: {calls:.1} times fewer calls than {subject}{cpu}"
        ))
    });
    lines.collect()
}

fn notes(all: &[Measured]) -> Vec<String> {
    let gib = HEAP >> 30;
    let mut notes = vec![
        "Per path and in ratios: without what the same modules cost for no paths.".to_owned(),
        format!(
            "Nix starts with a heap of {gib} GiB (GC_INITIAL_HEAP_SIZE), so that collecting garbage \
             is no part of the times."
        ),
    ];
    let collected = all.iter().filter(|one| one.total.allocated > HEAP);
    notes.extend(collected.map(|one| {
        let (subject, paths) = (one.subject, grouped(u64::from(one.paths)));
        format!("{subject} allocates more for {paths} paths: its time holds some collections.")
    }));
    notes
}

/// All figures, for a machine.
pub(super) fn json(all: &[Measured]) -> Value {
    let part: Vec<_> = all.iter().collect();
    let one = |measured: &Measured| {
        let ratio = measured.ratio(&part);
        json!({
            "modules": measured.subject,
            "stand_ins": measured.stand_ins.name(),
            "paths": measured.paths,
            "total": cost(measured.total),
            "without_base": cost(measured.paths_only),
            "calls_per_path": measured.per_path(measured.paths_only.calls),
            "thunks_per_path": measured.per_path(measured.paths_only.thunks),
            "cpu_growth_from_1000": measured.growth(&part),
            "times_our_calls": ratio.map(|(calls, _)| calls),
            "times_our_cpu": ratio.and_then(|(_, cpu)| cpu),
        })
    };
    json!({ "initial_heap_bytes": HEAP, "evaluations": all.iter().map(one).collect::<Vec<_>>() })
}

fn cost(cost: Cost) -> Value {
    json!({
        "calls": cost.calls,
        "thunks": cost.thunks,
        "cpu_ns": (cost.cpu_seconds * 1e9).round(),
        "allocated_bytes": cost.allocated,
    })
}

impl Measured {
    fn per_path(&self, count: u64) -> u64 {
        let paths = u64::from(self.paths);
        (count + paths / 2) / paths
    }

    /// The measurement of another subject or size with the same stand-ins.
    fn other<'a>(&self, part: &[&'a Self], subject: &str, paths: u32) -> Option<&'a Self> {
        let fits = |one: &&&Self| {
            one.stand_ins == self.stand_ins && one.subject == subject && one.paths == paths
        };
        part.iter().find(fits).copied()
    }

    fn growth(&self, part: &[&Self]) -> Option<f64> {
        let [small, large] = GROWTH;
        let small = self.other(part, self.subject, small)?;
        let ratio = self.paths_only.cpu_seconds / small.paths_only.cpu_seconds;
        (self.paths == large && small.paths_only.cpu_seconds >= SHORT).then_some(ratio)
    }

    /// Calls and time as multiples of ours.
    fn ratio(&self, part: &[&Self]) -> Option<(f64, Option<f64>)> {
        let ours = self.other(part, "stateless", self.paths)?;
        let calls = count(self.paths_only.calls) / count(ours.paths_only.calls);
        let cpu = self.paths_only.cpu_seconds / ours.paths_only.cpu_seconds;
        let is_long = ours.paths_only.cpu_seconds >= SHORT;
        calls.is_finite().then_some((calls, is_long.then_some(cpu)))
    }
}

/// A count as a number to divide; exact up to 2^53.
#[expect(
    clippy::cast_precision_loss,
    reason = "only for ratios that are rounded"
)]
pub(super) const fn count(count: u64) -> f64 {
    count as f64
}

pub(super) fn milliseconds(seconds: f64) -> String {
    format!("{:.0} ms", seconds * 1e3)
}

/// `1234567` as `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(subject: &'static str, paths: u32, calls: u64, cpu_seconds: f64) -> Measured {
        let cost = Cost {
            calls,
            thunks: calls,
            cpu_seconds,
            allocated: 1 << 20,
        };
        Measured {
            subject,
            stand_ins: StandIns::Typed,
            paths,
            total: cost,
            paths_only: cost,
        }
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(grouped),
            ["0", "999", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn growth_and_ratios_are_of_the_same_run() {
        let all = [
            measured("stateless", 1_000, 1_000_000, 0.1),
            measured("stateless", 4_000, 4_000_000, 0.4),
            measured("preservation", 1_000, 7_000_000, 0.8),
        ];
        let part: Vec<_> = all.iter().collect();
        assert_eq!(
            growth(&part),
            ["stateless: cpu × 4.0 for × 4 paths (4,000 after 1,000)"]
        );
        assert_eq!(
            ratios(&part),
            ["1,000 paths: 7.0 times fewer calls than preservation, 8.0 times less cpu time"]
        );
        assert_eq!(rows(&part)[1].cells[3], "1,000");
    }

    #[test]
    fn a_time_too_short_to_measure_has_no_ratio() {
        let all = [
            measured("stateless", 1_000, 1_000, 0.01),
            measured("stateless", 4_000, 4_000, 0.04),
            measured("preservation", 1_000, 7_000, 0.1),
        ];
        let part: Vec<_> = all.iter().collect();
        assert!(growth(&part).is_empty());
        assert_eq!(
            ratios(&part),
            ["1,000 paths: 7.0 times fewer calls than preservation"]
        );
    }

    #[test]
    fn a_heap_that_was_too_small_is_told() {
        let mut large = measured("preservation", 4_000, 1, 1.0);
        large.total.allocated = HEAP + 1;
        assert!(notes(&[large])[2].contains("preservation allocates more for 4,000 paths"));
    }
}
