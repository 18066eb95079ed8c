//! The cost of a container, compared with the same container written with the options of `NixOS`
//! alone.

use codegen::Problem;
use serde_json::{Value, json};

use super::report::{count, grouped, milliseconds};
use super::{Cost, StandIns, Subject, measure};
use shared::project::{FOLDER, root};
use shared::ui::{self, Row};

/// The names of both in `tests/eval/bench.nix`: ours, and by hand.
const SUBJECTS: [&str; 2] = ["containers", "by-hand"];

/// What some containers cost, ours and by hand, without what no containers cost.
#[derive(Debug)]
pub(super) struct Compared {
    containers: u32,
    total: [Cost; 2],
    containers_only: [Cost; 2],
}

/// Measures all sizes, with typed stand-ins only: light ones show the cost of modules, and the
/// container written by hand has none.
pub(super) fn run(sizes: &[u32]) -> Result<Vec<Compared>, Problem> {
    let subjects = SUBJECTS.map(|name| Subject {
        name,
        folder: root().join(FOLDER),
    });
    let both = |containers| {
        let [ours, by_hand] = &subjects;
        Ok([
            measure(ours, StandIns::Typed, containers)?,
            measure(by_hand, StandIns::Typed, containers)?,
        ])
    };
    let none = both(0)?;
    let measured = sizes.iter().map(|&containers| {
        let shown = grouped(u64::from(containers));
        ui::note(format_args!("{shown} containers, ours and by hand …"));
        let total = both(containers)?;
        let containers_only = [0, 1].map(|side| total[side].without(none[side]));
        Ok(Compared {
            containers,
            total,
            containers_only,
        })
    });
    measured.collect()
}

/// Prints a table.
pub(super) fn draw(all: &[Compared]) {
    if all.is_empty() {
        return;
    }
    ui::say(ui::styled(
        ui::TITLE,
        "containers with five paths each, with typed stand-ins for NixOS",
    ));
    let title = [
        "containers",
        "calls each",
        "by hand",
        "times",
        "cpu",
        "by hand",
    ];
    let rows = all.iter().map(|one| {
        let [ours, by_hand] = one.calls_each().map(grouped);
        let [cpu, cpu_by_hand] = one.total.map(|cost| milliseconds(cost.cpu_seconds));
        let ratio = format!("{:.2}", one.ratio());
        let containers = grouped(u64::from(one.containers));
        Row::new(
            ui::PLAIN,
            [containers, ours, by_hand, ratio, cpu, cpu_by_hand],
        )
    });
    let rows: Vec<_> = std::iter::once(Row::new(ui::TITLE, title))
        .chain(rows)
        .collect();
    ui::table(&rows, &[0, 1, 2, 3, 4, 5])
        .iter()
        .for_each(ui::say);
    ui::say("");
}

/// All figures, for a machine.
pub(super) fn json(all: &[Compared]) -> Value {
    let one = |one: &Compared| {
        let [ours, by_hand] = one.calls_each();
        let [cpu, cpu_by_hand] = one.total.map(|cost| (cost.cpu_seconds * 1e9).round());
        json!({
            "containers": one.containers,
            "calls_per_container": ours,
            "calls_per_container_by_hand": by_hand,
            "times_calls_by_hand": one.ratio(),
            "cpu_ns": cpu,
            "cpu_ns_by_hand": cpu_by_hand,
        })
    };
    all.iter().map(one).collect()
}

impl Compared {
    fn calls_each(&self) -> [u64; 2] {
        let containers = u64::from(self.containers);
        self.containers_only
            .map(|cost| (cost.calls + containers / 2) / containers)
    }

    /// How many times the calls of what is written by hand.
    fn ratio(&self) -> f64 {
        let [ours, by_hand] = self.containers_only.map(|cost| count(cost.calls));
        ours / by_hand
    }
}
