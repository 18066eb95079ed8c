//! Names of options that there were: paths, texts, and places without options.

/// On fields.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Fields {
    /// No name at all.
    #[nix(renamed_from = "super")]
    a: i64,
    /// No names.
    #[nix(renamed_from = "x..y", renamed_from = "<name>.x")]
    b: i64,
    /// Up after down.
    #[nix(renamed_from = "x.super.y")]
    c: i64,
    /// Its own name.
    #[nix(renamed_from = "d")]
    d: i64,
    /// Nothing.
    #[nix(renamed_from = "")]
    e: i64,
    /// Set by nobody.
    #[nix(read_only, renamed_from = "x")]
    f: i64,
    /// Not an option.
    #[serde(skip)]
    #[nix(renamed_from = "y")]
    g: i64,
}

/// On a struct.
#[derive(nixos_options::NixOptions)]
#[nix(removed)]
#[nix(removed(path = "a"))]
#[nix(removed(help = "Gone.", path = "b", path = "c"), removed(path = "d", why = "Gone."))]
#[nix(removed(path = "e f", help = "Gone."))]
#[nix(removed(path = "g", help = "gone"))]
#[serde(deny_unknown_fields)]
struct OnStruct {}

/// Beside a map of what has no name.
#[derive(nixos_options::NixOptions)]
#[nix(removed(path = "a", help = "Gone."))]
struct Freeform {
    /// Declared.
    #[nix(renamed_from = "old")]
    declared: i64,
    /// The rest.
    #[serde(flatten)]
    rest: std::collections::BTreeMap<String, i64>,
}

/// On an enum.
#[derive(nixos_options::NixOptions)]
#[nix(removed(path = "a", help = "Gone."))]
enum OnEnum {
    /// A.
    A,
}

fn main() {}
