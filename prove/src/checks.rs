//! The checks between entries: what Rust finds in a configuration, and what the module finds on a host.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use schema::check::{Id, Needs, check};
use schema::root::Root;
use schema::store::Persistence;
use serde_json::{Value, json};

use crate::nix::{self, Nix};
use crate::patch::Patch;
use crate::shrink::{self, Disagreement};
use crate::subject::World;
use crate::tally::Tally;

/// Compares what both find in configurations, values of `stateless`.
pub(crate) fn compare(
    world: &World,
    nix: Nix,
    configurations: &[Value],
    tally: &mut Tally,
    shrink: bool,
) -> Option<Disagreement> {
    let ours: Vec<Vec<String>> = configurations
        .iter()
        .map(|value| in_rust(world, value))
        .collect();
    let theirs = in_nix(world, nix, configurations);
    let mut wrong = None;
    for ((configuration, ours), theirs) in configurations.iter().zip(ours).zip(theirs) {
        tally.hosts += 1;
        for id in Id::ALL {
            let mark = format!("[{}] ", id.name());
            if ours.iter().any(|line| line.starts_with(&mark)) {
                *tally.findings.entry(id.name()).or_default() += 1;
            }
        }
        if wrong.is_none() && theirs != Some(ours) {
            wrong = Some(configuration);
        }
    }
    wrong.map(|configuration| shrunk(world, nix, configuration, shrink))
}

fn shrunk(world: &World, nix: Nix, configuration: &Value, shrink: bool) -> Disagreement {
    let disagrees = |values: &[Value]| -> Vec<bool> {
        let theirs = in_nix(world, nix, values);
        let pairs = values.iter().zip(theirs);
        pairs
            .map(|(value, theirs)| is_accepted(value) && theirs != Some(in_rust(world, value)))
            .collect()
    };
    let value = if shrink {
        shrink::smallest(configuration, 16, &disagrees)
    } else {
        configuration.clone()
    };
    let theirs = in_nix(world, nix, std::slice::from_ref(&value));
    let shown = |lines: Vec<String>| format!("accepts, and finds: {}", json!(lines));
    let theirs = match theirs.into_iter().next().flatten() {
        Some(lines) => shown(lines),
        None => "does not evaluate".to_owned(),
    };
    Disagreement {
        subject: "checks",
        option: "stateless".to_owned(),
        said: vec![
            ("serde", shown(in_rust(world, &value))),
            (
                "JSON Schema",
                "accepts; it has no checks between entries".to_owned(),
            ),
            ("Nix", theirs),
        ],
        value,
    }
}

/// The parts of a configuration, read.
fn read(stateless: &Value) -> Option<(Persistence, Option<Root>)> {
    let mut rest = stateless.clone();
    let root = rest.as_object_mut()?.remove("root");
    let root = root
        .map(|root| schema::read::from_value(&root))
        .transpose()
        .ok()?;
    Some((schema::read::from_value(&rest).ok()?, root))
}

/// Whether serde takes it; others have no findings.
pub(crate) fn is_accepted(stateless: &Value) -> bool {
    read(stateless).is_some()
}

fn in_rust(world: &World, stateless: &Value) -> Vec<String> {
    let Some((persistence, root)) = read(stateless) else {
        return Vec::new();
    };
    let found = check(&persistence, root.as_ref());
    let mut lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    for patch in &world.patches {
        if let Patch::Findings(change) = patch {
            change(&mut lines);
        }
    }
    lines.sort();
    lines.dedup();
    lines
}

/// What the module finds, of the checks that need our own options only; `None` where it throws.
fn in_nix(world: &World, nix: Nix, configurations: &[Value]) -> Vec<Option<Vec<String>>> {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    if configurations.is_empty() {
        return Vec::new();
    }
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let file = world.folder.path().join(format!("hosts-{number}.json"));
    let canonical: Value = configurations
        .iter()
        .map(|value| schema::read::canonical(value).unwrap_or_else(|_| json!({})))
        .collect();
    fs::write(&file, canonical.to_string()).expect("a temporary folder is writable");
    let root = crate::root();
    let said = nix.eval(&format!(
        "import {} {{ modules = [ {} ]; host = [ {} {} ]; cases = {}; }}",
        nix::path(&root.join("prove/src/findings.nix")),
        nix::path(&world.projects[0].generated.path("default.nix")),
        nix::path(&root.join("tests/nixos")),
        nix::path(&root.join("tests/checks/host.nix")),
        nix::path(&file),
    ));
    let _ = fs::remove_file(&file);
    match said {
        Ok(Value::Array(said)) => said.iter().map(of_options).collect(),
        _ if configurations.len() == 1 => vec![None],
        _ => {
            let (left, right) = configurations.split_at(configurations.len() / 2);
            let mut all = in_nix(world, nix, left);
            all.extend(in_nix(world, nix, right));
            all
        }
    }
}

fn of_options(said: &Value) -> Option<Vec<String>> {
    let lines = said.as_array()?.iter().filter_map(Value::as_str);
    let ids = Id::ALL.iter().filter(|id| id.needs() == Needs::Options);
    let marks: Vec<String> = ids.map(|id| format!("[{}] ", id.name())).collect();
    let ours = lines.filter(|line| marks.iter().any(|mark| line.starts_with(mark)));
    let mut ours: Vec<String> = ours.map(str::to_owned).collect();
    ours.sort();
    // A message that is said twice says nothing else.
    ours.dedup();
    Some(ours)
}
