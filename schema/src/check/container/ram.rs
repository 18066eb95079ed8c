//! The memory limits of file systems of containers.

use super::Containers;
use crate::check::item::container_option;
use crate::check::size::Amount;
use crate::check::{Finding, Id};
use crate::container::{Container, RootMode};
use crate::scalar::Size;

/// Adds the findings about file systems that may exceed the memory limit.
pub(super) fn check(containers: &Containers<'_>, findings: &mut Vec<Finding>) {
    for (name, container) in containers {
        findings.extend(above_max(name, container));
    }
    findings.extend(above_all(containers));
}

/// The root and all other file systems in RAM.
fn amounts(container: &Container) -> impl Iterator<Item = Amount> {
    let root = match container.root.mode {
        RootMode::Overlay => "25%",
        _ => container.root.size.as_str(),
    };
    let tmpfs = container.tmpfs.values().map(|tmpfs| tmpfs.size.as_str());
    std::iter::once(root).chain(tmpfs).map(Amount::of)
}

fn above_max(name: &str, container: &Container) -> Option<Finding> {
    let max = container.resources.memory_max.as_ref().map(Size::as_str)?;
    let exceeds = match Amount::of(max) {
        Amount::Percent(max) => amounts(container).map(Amount::percent).sum::<f64>() > max,
        Amount::Bytes(max) => amounts(container).map(Amount::bytes).sum::<f64>() > max,
    };
    exceeds.then(|| Finding {
        id: Id::MemoryBelowRootSize,
        option: container_option(name, "resources.memoryMax"),
        problem: format!(
            "files on the root and the tmpfs mounts of the container count as memory, and may use more than `{max}`"
        ),
        fix: "Write a larger `memoryMax`, or smaller sizes for the root and `tmpfs`".to_owned(),
    })
}

fn above_all(containers: &Containers<'_>) -> Option<Finding> {
    let mut total = 0.0;
    let mut taking = Vec::new();
    for (name, container) in containers {
        let share: f64 = amounts(container).map(Amount::percent).sum();
        if share > 0.0 {
            total += share;
            taking.push(*name);
        }
    }
    (total > 100.0).then(|| {
        let names: Vec<_> = taking.iter().map(|name| format!("`{name}`")).collect();
        Finding {
            id: Id::RootSizesOverRam,
            option: container_option(taking[0], "root.size"),
            problem: format!(
                "the tmpfs mounts of the containers {} may take {total}% of RAM together",
                names.join(", ")
            ),
            fix: "Write smaller sizes, such as `2G` or `5%`".to_owned(),
        }
    })
}
