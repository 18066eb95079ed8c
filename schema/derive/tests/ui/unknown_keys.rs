//! Unknown keys: refused, or collected by one map.

use std::collections::BTreeMap;

/// Ignores them.
#[derive(schema::NixOptions)]
struct Ignores {
    /// A.
    a: bool,
}

/// Ignores them in a variant.
#[derive(schema::NixOptions)]
enum External {
    /// A.
    A {
        /// B.
        b: bool,
    },
}

/// Ignores them beside a tag.
#[derive(schema::NixOptions)]
#[serde(tag = "kind")]
enum Internal {
    /// A.
    A {},
}

/// Refuses and collects.
#[derive(schema::NixOptions)]
#[serde(deny_unknown_fields)]
struct Both {
    #[serde(flatten)]
    rest: BTreeMap<String, bool>,
}

/// Collects twice.
#[derive(schema::NixOptions)]
struct Twice {
    #[serde(flatten)]
    rest: BTreeMap<String, bool>,
    #[serde(flatten)]
    more: BTreeMap<String, String>,
}

/// Collects in a variant.
#[derive(schema::NixOptions)]
#[serde(deny_unknown_fields)]
enum Variant {
    /// A.
    A {
        #[serde(flatten)]
        rest: BTreeMap<String, bool>,
    },
}

/// Collects by keys with a grammar.
#[derive(schema::NixOptions)]
struct Keys {
    #[serde(flatten)]
    rest: BTreeMap<Name, bool>,
}

fn main() {}
