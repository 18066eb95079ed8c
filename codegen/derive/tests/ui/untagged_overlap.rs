//! Untagged variants that can take the same value.

use std::collections::BTreeMap;

/// A struct.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Struct {
    /// A.
    a: bool,
}

/// Names.
#[derive(nixos_options::NixOptions)]
enum Names {
    /// A.
    A,
}

/// A string and names, a struct and a map.
#[derive(nixos_options::NixOptions)]
#[serde(untagged)]
enum Overlap {
    /// Any text.
    Text(String),
    /// Some texts.
    Names(Names),
    /// Any set.
    Map(BTreeMap<String, bool>),
    /// Some sets.
    Struct(Struct),
    /// No overlap.
    Flag(bool),
}

/// Integers are numbers.
#[derive(nixos_options::NixOptions)]
#[serde(untagged)]
enum Numbers {
    /// Numbers.
    Number(f64),
    /// Integers, or null.
    Integer(Option<i64>),
}

fn main() {}
