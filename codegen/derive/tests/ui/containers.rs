//! Whole types that have no form in a module.

/// Generic.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Generic<T> {
    /// A.
    a: T,
}

/// Tuple.
#[derive(nixos_options::NixOptions)]
struct Tuple(bool, bool);

/// Unit.
#[derive(nixos_options::NixOptions)]
struct Unit;

/// Union.
#[derive(nixos_options::NixOptions)]
union Union {
    a: bool,
}

/// Tag and content.
#[derive(nixos_options::NixOptions)]
#[serde(tag = "kind", content = "value")]
enum Adjacent {
    /// A.
    A(bool),
}

/// No variants.
#[derive(nixos_options::NixOptions)]
enum Never {}

/// A tag on a struct.
#[derive(nixos_options::NixOptions)]
#[serde(tag = "kind", deny_unknown_fields)]
struct Tagged {}

fn main() {}
