//! A placeholder where there are no names.

/// No names.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Options {
    /// A text.
    #[nix(placeholder = "user")]
    text: String,
}

fn main() {}
