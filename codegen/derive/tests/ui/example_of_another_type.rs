//! Examples are typed.

/// Examples.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Examples {
    /// Not a text.
    #[nix(example = 1)]
    text: String,
    /// Not optional.
    #[nix(example = true)]
    maybe: Option<bool>,
}

fn main() {}
