//! `#[nix(...)]`: unknown, repeated, or where it has no meaning.

/// Unknown on a type.
#[derive(nixos_options::NixOptions)]
#[nix(rename = "a", other(b, c))]
#[serde(deny_unknown_fields)]
struct OnType {}

/// Repeated on a type.
#[derive(nixos_options::NixOptions)]
#[nix(crate = "::nixos_options")]
#[nix(crate = "::nixos_options")]
#[serde(deny_unknown_fields)]
struct Repeated {}

/// On fields.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct OnFields {
    /// Unknown; what follows is still read.
    #[nix(exmaple = 1 + 1, unread = "why", unread = "why not")]
    a: i64,
    /// Repeated.
    #[nix(read_only, example = 1)]
    #[nix(read_only, example = 2)]
    b: i64,
    /// No text.
    #[nix(unread = "")]
    c: i64,
    /// No entry at all.
    #[nix]
    d: i64,
    /// No string.
    #[nix(unread = 1)]
    e: i64,
    /// Not an option.
    #[serde(skip)]
    #[nix(read_only)]
    f: i64,
    /// Not an option, either.
    #[serde(flatten)]
    #[nix(example = Repeated {})]
    g: Repeated,
}

/// On a newtype.
#[derive(nixos_options::NixOptions)]
struct Newtype(#[nix(example = 1)] i64);

/// On variants.
#[derive(nixos_options::NixOptions)]
enum Variants {
    /// A.
    #[nix(unread = "why")]
    A,
    /// B.
    B(#[nix(unread = "why")] i64),
}

/// Defaults from a name.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct FromName {
    /// Without the name.
    #[serde(default)]
    #[nix(default_from_name = "/var/spool")]
    a: String,
    /// Without a default for serde.
    #[nix(default_from_name = "/nix/{name}")]
    b: String,
}

fn main() {}
