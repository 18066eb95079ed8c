//! Variants that serde and Nix would read differently.

/// Inside tag.
#[derive(nixos_options::NixOptions)]
#[serde(tag = "kind", deny_unknown_fields)]
enum Internal {
    /// serde ignores unknown keys here.
    Unit,
}

/// Outside tag.
#[derive(nixos_options::NixOptions)]
enum External {
    /// No names.
    Tuple(bool, bool),
    /// Itself.
    Itself(Box<External>),
    /// Itself again.
    Again(Vec<Self>),
}

/// No tag.
#[derive(nixos_options::NixOptions)]
#[serde(untagged)]
enum Untagged {
    /// Is null.
    Unit,
    /// Has fields.
    Struct {},
}

fn main() {}
