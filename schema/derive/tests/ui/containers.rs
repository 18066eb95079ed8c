//! Whole types that have no form in a module.

/// Generic.
#[derive(schema::NixOptions)]
#[serde(deny_unknown_fields)]
struct Generic<T> {
    /// A.
    a: T,
}

/// Tuple.
#[derive(schema::NixOptions)]
struct Tuple(bool, bool);

/// Unit.
#[derive(schema::NixOptions)]
struct Unit;

/// Union.
#[derive(schema::NixOptions)]
union Union {
    a: bool,
}

/// Tag and content.
#[derive(schema::NixOptions)]
#[serde(tag = "kind", content = "value")]
enum Adjacent {
    /// A.
    A(bool),
}

/// No variants.
#[derive(schema::NixOptions)]
enum Never {}

/// A tag on a struct.
#[derive(schema::NixOptions)]
#[serde(tag = "kind", deny_unknown_fields)]
struct Tagged {}

fn main() {}
