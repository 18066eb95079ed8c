//! Every form that the derive takes, with the standard library's derives beside it.
#![allow(dead_code)]

use std::collections::BTreeMap;

use nixos_options::NixOptions;
use nixos_options::meta::Required;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A newtype.
#[derive(NixOptions, Clone, Default, Serialize, Deserialize, JsonSchema)]
struct Newtype(BTreeMap<String, bool>);

/// Names.
#[derive(NixOptions, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Names {
    /// One.
    #[default]
    One,
    /// Two.
    Two,
}

/// Forms of data.
#[derive(NixOptions, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
enum Data {
    /// None.
    Unit,
    /// One.
    Value(Names),
    /// Some.
    Fields {
        /// A field.
        #[serde(default)]
        list: Vec<Node>,
    },
}

/// A struct that contains itself through an enum.
#[derive(NixOptions, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Node {
    /// Data.
    #[nix(example = Data::Value(Names::Two))]
    data: Data,
    /// Given.
    #[nix(example = Required(vec![]))]
    list: Required<Vec<Names>>,
    /// A newtype of a map.
    #[serde(default)]
    #[nix(placeholder = "flag")]
    flags: Newtype,
}

fn main() {
    use nixos_options::meta::OptionStruct;
    assert_eq!(Node::struct_decl().options.len(), 3);
}
