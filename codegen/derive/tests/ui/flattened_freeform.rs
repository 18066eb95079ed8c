//! A flattened struct that collects keys itself.

use std::collections::BTreeMap;

/// Collects.
#[derive(nixos_options::NixOptions)]
struct Inner {
    #[serde(flatten)]
    rest: BTreeMap<String, bool>,
}

/// Refuses.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Outer {
    #[serde(flatten)]
    inner: Inner,
}

fn main() {}
