//! Unknown keys: refused, or collected by one map.

use std::collections::BTreeMap;

/// Ignores them.
#[derive(nixos_options::NixOptions)]
struct Ignores {
    /// A.
    a: bool,
}

/// Ignores them in a variant.
#[derive(nixos_options::NixOptions)]
enum External {
    /// A.
    A {
        /// B.
        b: bool,
    },
}

/// Ignores them beside a tag.
#[derive(nixos_options::NixOptions)]
#[serde(tag = "kind")]
enum Internal {
    /// A.
    A {},
}

/// Refuses and collects.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Both {
    #[serde(flatten)]
    rest: BTreeMap<String, bool>,
}

/// Collects twice.
#[derive(nixos_options::NixOptions)]
struct Twice {
    #[serde(flatten)]
    rest: BTreeMap<String, bool>,
    #[serde(flatten)]
    more: BTreeMap<String, String>,
}

/// Collects in a variant.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
enum Variant {
    /// A.
    A {
        #[serde(flatten)]
        rest: BTreeMap<String, bool>,
    },
}

/// Collects by keys with a grammar.
#[derive(nixos_options::NixOptions)]
struct Keys {
    #[serde(flatten)]
    rest: BTreeMap<Name, bool>,
}

fn main() {}
