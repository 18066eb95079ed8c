//! Whole configurations with much that clashes, for the checks between entries.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::make::{self, mixed};
use crate::subject::World;

/// Names of containers: some that no machine can have, and some that an option's name quotes.
const NAMES: &[&str] = &["web", "db", "a_b", "x.y", "-a", "in", "1", "web-2"];

/// Configuration `number` of a seed: `stateless`, and often `containers`.
pub(crate) fn make(world: &World, seed: u64, number: u64) -> Value {
    let mut rng = Rng::with_seed(mixed(seed ^ 0xc4ec, number));
    let mut configuration = json!({ "stateless": stateless(world, &mut rng) });
    if number % 2 == 0 {
        let count = rng.usize(1..4);
        let containers: Map<String, Value> = (0..count)
            .map(|_| {
                let name = rng.choice(NAMES).copied().unwrap_or("web");
                (name.to_owned(), container(world, &mut rng))
            })
            .collect();
        configuration["containers"] = Value::Object(containers);
    }
    configuration
}

fn stateless(world: &World, rng: &mut Rng) -> Value {
    let mut value = crowded(world, "stores", rng);
    if rng.bool() {
        value["root"] = crowded(world, "root", rng);
        // The host enables it, so that Nix has findings for it.
        value["root"]["enable"] = json!(true);
    }
    // These declare entries of their own, which Rust does not know.
    for (option, declares, other) in [
        ("machineId", "persist", "fixed"),
        ("passwords", "userborn", "unmanaged"),
    ] {
        if value[option] == declares {
            value[option] = json!(other);
        }
    }
    if let Value::Object(set) = &mut value {
        set.retain(|_, value| !value.is_null());
    }
    value
}

fn container(world: &World, rng: &mut Rng) -> Value {
    let mut value = crowded(world, "containers", rng);
    // One that is not enabled has no findings.
    if rng.u8(0..8) > 0 {
        value["enable"] = json!(true);
    }
    json!({ "stateless": value })
}

/// A value of a domain, in which an option that chance picks is set.
fn crowded(world: &World, label: &str, rng: &mut Rng) -> Value {
    let mut subjects = world.subjects.iter();
    let Some(subject) = subjects.find(|subject| subject.label == label) else {
        return json!({});
    };
    let places: Vec<_> = subject
        .places
        .iter()
        .filter(|place| place.segs.len() > 2 || label != "stores")
        .collect();
    match rng.choice(&places) {
        Some(place) => make::crowded(&subject.module, &place.segs, rng),
        None => json!({}),
    }
}
