//! The checks between entries: what Rust finds in a configuration, and what the module finds on a host.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use schema::check::{Id, Needs, Severity, check, check_containers};
use schema::container::Container;
use schema::root::Root;
use schema::store::Persistence;
use serde_json::{Value, json};

use crate::nix::{self, Nix};
use crate::patch::Patch;
use crate::shrink::{self, Disagreement};
use crate::subject::World;
use crate::tally::Tally;

/// Compares what both find in whole configurations.
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
            if ours.iter().any(|line| is_of(line, *id)) {
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
        option: "stateless and containers".to_owned(),
        by_side: vec![
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
struct Parts {
    persistence: Persistence,
    root: Option<Root>,
    containers: BTreeMap<String, Container>,
}

/// A configuration with other parts is not passed to the checks.
fn read(configuration: &Value) -> Option<Parts> {
    let only = |value: &Value, names: &[&str]| {
        let set = value.as_object();
        set.is_some_and(|set| set.keys().all(|key| names.contains(&key.as_str())))
    };
    if !only(configuration, &["stateless", "containers"]) {
        return None;
    }
    let mut rest = configuration.get("stateless")?.clone();
    let root = rest.as_object_mut()?.remove("root");
    let root = root
        .map(|root| nixos_options::read::from_value(&root))
        .transpose()
        .ok()?;
    let containers = configuration.get("containers").and_then(Value::as_object);
    let containers = containers.into_iter().flatten().map(|(name, container)| {
        let ours = container
            .get("stateless")
            .filter(|_| only(container, &["stateless"]))?;
        Some((name.clone(), nixos_options::read::from_value(ours).ok()?))
    });
    Some(Parts {
        persistence: nixos_options::read::from_value(&rest).ok()?,
        root,
        containers: containers.collect::<Option<_>>()?,
    })
}

/// Whether serde accepts it. Refused configurations have no findings.
pub(crate) fn is_accepted(configuration: &Value) -> bool {
    read(configuration).is_some()
}

/// What Rust finds, each as `error: ` or `warning: ` and the message.
fn in_rust(world: &World, configuration: &Value) -> Vec<String> {
    let Some(parts) = read(configuration) else {
        return Vec::new();
    };
    let checks = &parts.persistence.checks;
    let mut found = check(&parts.persistence, parts.root.as_ref());
    found.extend(check_containers(&parts.containers, checks));
    let lines = found.iter().map(|finding| {
        let kind = match checks.severity(finding.id) {
            Severity::Error => ERROR,
            Severity::Warn | Severity::Off => WARNING,
        };
        format!("{kind}{finding}")
    });
    let mut lines: Vec<String> = lines.collect();
    for patch in &world.patches {
        if let Patch::Findings(change) = patch {
            change(&mut lines);
        }
    }
    lines.sort();
    lines.dedup();
    lines
}

const ERROR: &str = "error: ";
const WARNING: &str = "warning: ";

/// Whether a line is a finding of this check.
fn is_of(line: &str, id: Id) -> bool {
    let message = [ERROR, WARNING]
        .iter()
        .find_map(|kind| line.strip_prefix(kind));
    let rest = message.and_then(|message| message.strip_prefix('['));
    let rest = rest.and_then(|message| message.strip_prefix(id.name()));
    rest.is_some_and(|rest| rest.starts_with("] "))
}

/// What the modules find, of the checks that need our own options only; `None` where they throw.
fn in_nix(world: &World, nix: Nix, configurations: &[Value]) -> Vec<Option<Vec<String>>> {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    if configurations.is_empty() {
        return Vec::new();
    }
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let file = world.folder.path().join(format!("hosts-{number}.json"));
    let canonical: Value = configurations
        .iter()
        .map(|value| nixos_options::read::canonical(value).unwrap_or_else(|_| json!({})))
        .collect();
    fs::write(&file, canonical.to_string()).expect("a temporary folder is writable");
    let root = crate::root();
    let evaluated = nix.eval(&format!(
        "import {} {{ modules = [ {} ]; host = [ {} {} ]; cases = {}; }}",
        nix::path(&root.join("prove/src/findings.nix")),
        nix::path(&world.projects[0].generated.path("default.nix")),
        nix::path(&root.join("tests/nixos")),
        nix::path(&root.join("tests/checks/host.nix")),
        nix::path(&file),
    ));
    let _ = fs::remove_file(&file);
    match evaluated {
        Ok(Value::Array(evaluated)) => evaluated.iter().map(of_options).collect(),
        _ if configurations.len() == 1 => vec![None],
        _ => {
            let (left, right) = configurations.split_at(configurations.len() / 2);
            let mut all = in_nix(world, nix, left);
            all.extend(in_nix(world, nix, right));
            all
        }
    }
}

/// Everything but the findings of checks that need the host. So a message that no check has is one
/// that Rust does not know.
fn of_options(evaluated: &Value) -> Option<Vec<String>> {
    let lines = |key: &str, kind: &'static str| {
        let lines = evaluated.get(key)?.as_array()?.iter();
        lines
            .map(|line| Some(format!("{kind}{}", line.as_str()?)))
            .collect::<Option<Vec<String>>>()
    };
    let mut ours = lines("errors", ERROR)?;
    ours.extend(lines("warnings", WARNING)?);
    // Advice that no check gives: it is about the host, and refuses nothing.
    let advice = format!("{WARNING}stateless: ");
    ours.retain(|line| !line.starts_with(&advice));
    let of_host = Id::ALL.iter().filter(|id| id.needs() == Needs::Host);
    ours.retain(|line| !of_host.clone().any(|id| is_of(line, *id)));
    ours.sort();
    // A message that is said twice says nothing else.
    ours.dedup();
    Some(ours)
}
