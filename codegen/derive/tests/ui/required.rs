//! Required lists and maps, which Nix silently takes as empty.

use std::collections::BTreeMap;

/// Lists.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Lists {
    /// A.
    list: Vec<String>,
    /// B.
    map: BTreeMap<String, bool>,
}

/// In a variant.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
enum Variant {
    /// A.
    A {
        /// B.
        list: Vec<String>,
    },
}

fn main() {}
