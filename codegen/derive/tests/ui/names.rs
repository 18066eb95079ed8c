//! Names of options and variants.

/// Options.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Options {
    /// Two names.
    #[serde(rename(serialize = "out", deserialize = "in"))]
    two: bool,
    /// Empty.
    #[serde(rename = "")]
    empty: bool,
    /// Not printable.
    #[serde(rename = "a\nb")]
    control: bool,
    /// First.
    same_name: bool,
    /// Second.
    #[serde(rename = "sameName")]
    other: bool,
    /// Executed.
    _type: bool,
    /// Executed.
    #[serde(rename = "_module")]
    module: bool,
    /// Executed.
    #[serde(rename = "_type")]
    kind: bool,
    /// Executed.
    config: bool,
    /// Executed.
    imports: bool,
}

/// Variants.
#[derive(nixos_options::NixOptions)]
#[serde(rename_all = "lowercase")]
enum Variants {
    /// Strings are not executed.
    Options,
    /// Keys are.
    Config(bool),
    /// First.
    Same,
    /// Second.
    #[serde(rename = "same")]
    Other,
    /// Two names.
    #[serde(rename(serialize = "out"))]
    Two,
    /// Empty.
    #[serde(rename = "")]
    Empty,
}

/// Tag.
#[derive(nixos_options::NixOptions)]
#[serde(tag = "_type", deny_unknown_fields)]
enum Tag {
    /// A.
    A {},
}

fn main() {}
