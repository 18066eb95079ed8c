//! A schema for the proof: every construct that the derive accepts and the daemon does not use.

use std::collections::BTreeMap;

use nixos_options::meta::{Domain, Required};
use nixos_options::{Entries, FromConfig, FromName, NixOptions};
use schema::scalar::{AbsPath, Mode, StoreName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

nixos_options::scalar! {
    /// A short word with any letters.
    Word { noun: "word", pattern: "[^ /\u{1}-\u{1f}]+", max_len: 14, example: "größe" }
}

/// Every construct.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Every {
    /// Must be given, even if empty.
    #[nix(example = Required(vec![Level::High]))]
    pub given_list: Required<Vec<Level>>,
    /// Must be given, even if empty.
    #[nix(example = Required(BTreeMap::from([("a".to_owned(), true)])))]
    pub given_map: Required<BTreeMap<String, bool>>,
    /// The sizes of integers.
    #[serde(default)]
    pub numbers: Numbers,
    /// An entry whose default is made from its name.
    #[serde(default)]
    #[nix(example = BTreeMap::from([(StoreName::lit("a"), Named::default())]))]
    pub named: BTreeMap<StoreName, Named>,
    /// Entries.
    #[serde(default)]
    #[nix(example = [(Word::lit("a"), Free::default())].into_iter().collect())]
    pub entries: Entries<Word, Free>,
    /// Maybe a set with data of several forms.
    #[serde(default)]
    #[nix(example = Some(Data::Value(Level::Low)))]
    pub data: Option<Data>,
    /// A list of sets that are distinguished by a tag.
    #[serde(default)]
    #[nix(example = vec![Tagged::Nothing {}])]
    pub tagged: Vec<Tagged>,
    /// Values of kinds that exclude each other.
    #[serde(default = "any_of")]
    #[nix(example = AnyOf::Flag(true))]
    pub any_of: AnyOf,
    /// What the system knows.
    #[serde(default)]
    #[nix(default_from_config = "config.services.every.enable")]
    pub known: FromConfig<bool>,
    /// A newtype of a map of maps.
    #[serde(default)]
    #[nix(placeholder = "outer", example = Maps(BTreeMap::from([("a".to_owned(), BTreeMap::new())])))]
    pub maps: Maps,
    /// Behind a box, and maybe nothing.
    #[serde(default)]
    #[nix(example = Some(Box::new(Free::default())))]
    pub boxed: Option<Box<Free>>,
}

/// The sizes of integers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields)]
pub struct Numbers {
    /// Unsigned.
    #[nix(example = 1)]
    pub a_u8: u8,
    /// Unsigned.
    #[nix(example = 1)]
    pub a_u32: u32,
    /// Signed.
    #[nix(example = 1)]
    pub an_i8: i8,
    /// Signed.
    #[nix(example = 1)]
    pub an_i16: i16,
    /// Signed.
    #[nix(example = 1)]
    pub an_i32: i32,
    /// Signed.
    #[nix(example = 1)]
    pub an_i64: i64,
    /// Any.
    #[nix(example = 0.5)]
    pub an_f64: f64,
    /// Maybe any.
    #[nix(example = Some(0.5))]
    pub maybe_f64: Option<f64>,
}

/// With a default of its name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[nix(removed(path = "old.gone", help = "Use `root-path`."))]
pub struct Named {
    /// Where it is.
    #[nix(renamed_from = "root")]
    #[nix(default_from_name = "/every/{name}/x", example = AbsPath::lit("/a").into())]
    pub root_path: FromName<AbsPath>,
    /// What is common.
    #[serde(flatten)]
    pub common: Common,
}

/// Flattened into others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Common {
    /// How high.
    pub how_high: Level,
    /// Permission bits.
    #[nix(example = Mode::lit("0700"))]
    pub mode: Mode,
    /// Some text.
    #[nix(example = Some("text".to_owned()))]
    pub text: Option<String>,
}

impl Default for Common {
    fn default() -> Self {
        Self {
            how_high: Level::Low,
            mode: Mode::lit("0750"),
            text: None,
        }
    }
}

/// Names only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum Level {
    /// Not much.
    Low,
    /// Much.
    High,
    /// The most.
    #[serde(rename = "à la \"${carte}\"")]
    Most,
}

/// Keys that no option declares.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
pub struct Free {
    /// Declared.
    #[serde(default)]
    #[nix(example = 3)]
    pub declared: i64,
    /// The rest.
    #[serde(flatten)]
    pub rest: BTreeMap<String, i64>,
}

/// Data in some variants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Data {
    /// None.
    Unit,
    /// None either.
    Other,
    /// One value.
    Value(Level),
    /// A list.
    List(Vec<Option<u8>>),
    /// Options.
    Fields {
        /// Must be given.
        #[nix(example = "a".to_owned())]
        text: String,
        /// A flag.
        #[serde(default)]
        #[nix(example = true)]
        flag: bool,
    },
    /// A struct.
    Struct(Common),
}

/// A tag inside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Tagged {
    /// No options.
    Nothing {},
    /// Inline options.
    Inline {
        /// Which.
        which: Option<Level>,
        /// How many.
        #[nix(example = 2, renamed_from = "count")]
        many: u16,
    },
    /// A struct.
    Struct(Common),
}

/// Told apart by kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(untagged)]
pub enum AnyOf {
    /// A flag.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A path.
    Path(AbsPath),
    /// A list.
    List(Vec<Common>),
    /// A set.
    Set(Common),
}

/// Maps of maps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(transparent)]
pub struct Maps(BTreeMap<String, BTreeMap<Word, Vec<String>>>);

const fn any_of() -> AnyOf {
    AnyOf::Flag(false)
}

/// The option tree.
pub fn domains() -> &'static [Domain] {
    const DOMAINS: &[Domain] = &[Domain::new::<Every>(
        "every",
        &["services", "every \"${x}\""],
    )];
    DOMAINS
}
