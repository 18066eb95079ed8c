//! Variants that serde and Nix would read differently.

/// Inside tag.
#[derive(schema::NixOptions)]
#[serde(tag = "kind", deny_unknown_fields)]
enum Internal {
    /// serde ignores unknown keys here.
    Unit,
}

/// Outside tag.
#[derive(schema::NixOptions)]
enum External {
    /// No names.
    Tuple(bool, bool),
    /// Itself.
    Itself(Box<External>),
    /// Itself again.
    Again(Vec<Self>),
}

/// No tag.
#[derive(schema::NixOptions)]
#[serde(untagged)]
enum Untagged {
    /// Is null.
    Unit,
    /// Has fields.
    Struct {},
}

fn main() {}
