//! Keys that are no strings.

use std::collections::BTreeMap;

/// Keys.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields, default)]
struct Keys {
    /// A.
    a: BTreeMap<u8, bool>,
    /// B.
    b: BTreeMap<Option<String>, bool>,
    /// C.
    c: Vec<BTreeMap<(u8, u8), bool>>,
}

fn main() {}
