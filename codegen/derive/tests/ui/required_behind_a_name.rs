//! Required fields whose type hides what it is.

use std::collections::BTreeMap;

type List = Vec<String>;
type Maybe = Option<bool>;

/// A newtype.
#[derive(nixos_options::NixOptions)]
struct Map(BTreeMap<String, bool>);

/// A struct.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Nested {
    /// A.
    a: bool,
}

/// Required.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Fields {
    /// Empty if missing.
    list: List,
    /// Empty if missing.
    map: Map,
    /// Always there.
    nested: Nested,
    /// Null if missing.
    maybe: Maybe,
}

/// In a variant.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
enum Variant {
    /// A.
    A {
        /// Always there.
        nested: Nested,
    },
}

fn main() {}
