//! Attributes of serde and schemars that let the readers of a value disagree.

/// On types.
#[derive(nixos_options::NixOptions)]
#[serde(from = "String", into = "String", remote = "Other", deny_unknown_fields)]
struct From {}

/// On types.
#[derive(nixos_options::NixOptions)]
#[serde(try_from = "String", deny_unknown_fields)]
struct TryFrom {}

/// On fields.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Fields {
    /// A.
    #[serde(alias = "old")]
    a: bool,
    /// B.
    #[serde(with = "module")]
    b: bool,
    /// C.
    #[serde(serialize_with = "function")]
    c: bool,
    /// D.
    #[serde(deserialize_with = "function")]
    d: bool,
    /// E.
    #[serde(skip_serializing)]
    e: bool,
    /// F.
    #[serde(skip_deserializing)]
    f: bool,
    /// G.
    #[serde(skip_serializing_if = "Option::is_none")]
    g: Option<bool>,
    /// H.
    #[serde(unheard_of)]
    h: bool,
}

/// Rules that only one reader knows.
#[derive(nixos_options::NixOptions, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Schemars {
    /// A.
    #[schemars(range(min = 1))]
    a: i64,
}

/// On variants.
#[derive(nixos_options::NixOptions)]
enum Variants {
    /// A.
    #[serde(alias = "old")]
    A,
    /// B.
    #[serde(skip)]
    B,
    /// D.
    #[serde(with = "module")]
    D(bool),
    /// E.
    #[serde(untagged)]
    E(bool),
    /// F.
    #[serde(other)]
    F,
}

/// On types.
#[derive(nixos_options::NixOptions)]
#[serde(variant_identifier)]
enum Identifier {
    /// A.
    A,
}

fn main() {}
