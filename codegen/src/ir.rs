//! The resolved option tree: what every emitter reads. Sorted, checked and read-only; [`crate::lower`]
//! is the only place that makes one.

mod phrase;
mod visit;

use std::sync::Arc;

use nixos_options::meta::{IntKind, Origin, ScalarDef};
use serde_json::Value;

pub use phrase::Phrase;
pub use visit::{Visit, attribute, show};

/// The options of one domain.
#[derive(Clone, Debug, PartialEq)]
pub struct Module {
    /// The folder: `relay`.
    pub name: String,
    /// Where the options are.
    pub mount: Vec<Step>,
    /// The description of the domain.
    pub doc: String,
    /// The options, in the order of every output.
    pub nodes: Vec<Node>,
    /// What there was. Paths begin below the last `<name>` of the mount, or at the top.
    pub former: Vec<Former>,
    /// The Rust file that declares the domain.
    pub origin: Origin,
    /// The grammars in use, sorted by Nix name: each becomes one `let`.
    pub scalars: Vec<&'static ScalarDef>,
    /// Submodules used in more than one place, each after those it uses: each becomes one `let` of
    /// this name.
    pub shared: Vec<(String, Arc<Submodule>)>,
}

/// One step of an option's path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// An attribute name.
    Name(String),
    /// Any name, shown as `<name>`.
    Any(String),
    /// Any element of a list, shown as `*`.
    Element,
}

/// An option, or a set of options below one name.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A leaf of the tree; its type may hold further options.
    Option(Opt),
    /// A nested set: `watch.enable`, `watch.warnAt`.
    Group(Group),
}

/// A nested set of options.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The attribute name.
    pub name: String,
    /// The description of the set.
    pub doc: String,
    /// The options, in order.
    pub nodes: Vec<Node>,
}

/// One option.
#[derive(Clone, Debug, PartialEq)]
pub struct Opt {
    /// The attribute name.
    pub name: String,
    /// The whole description; Nixpkgs Markdown.
    pub description: String,
    /// What values it takes.
    pub ty: Type,
    /// The value if the option is not set.
    pub default: Default,
    /// A value worth showing.
    pub example: Option<Value>,
    /// Set by the module itself.
    pub read_only: bool,
    /// Why no behaviour file reads it.
    pub unread: Option<String>,
    /// Where it is written.
    pub origin: Origin,
}

/// The value of an option that is not set.
#[derive(Clone, Debug, PartialEq)]
pub enum Default {
    /// It must be set.
    Required,
    /// A value.
    Value(Value),
    /// Text around the name of the enclosing attribute; the texts between the names, so that
    /// `["/var/spool/", ""]` is `/var/spool/NAME`.
    FromName(Vec<String>),
    /// What the behaviour reads off the system, as Nix text for documentation.
    FromConfig(String),
}

impl Default {
    /// Whether Rust writes an unset value as null, because it does not know the default.
    pub const fn is_unknown_to_rust(&self) -> bool {
        matches!(self, Self::FromName(_) | Self::FromConfig(_))
    }
}

/// What values an option takes: `nixos_options::meta::NixType`, resolved.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// `types.bool`.
    Bool,
    /// `types.str`.
    Str,
    /// A sized integer.
    Int(IntKind),
    /// An integer within bounds.
    Between(i64, i64),
    /// `types.port`.
    Port,
    /// `types.number`.
    Number,
    /// A string with a grammar.
    Scalar(&'static ScalarDef),
    /// One of several strings, in the order of the Rust variants.
    Enum(Vec<String>),
    /// `null` or a value.
    NullOr(Box<Type>),
    /// A list.
    List(Box<Type>),
    /// An attribute set whose names have a grammar.
    Map(Map),
    /// An attribute set, or a list of names.
    ListOrMap(Map),
    /// `types.anything`.
    Anything,
    /// A list or set that must be given, even if empty.
    Required(Box<Type>),
    /// A set of options.
    Submodule(Arc<Submodule>),
    /// Values of kinds that exclude each other.
    Either(Vec<Type>),
    /// `{ variant = value; }`: exactly one of these options.
    AttrTag(Vec<Opt>),
    /// `{ tag = "variant"; … }`.
    Tagged {
        /// The attribute that holds the variant's name, as an option.
        tag: Box<Opt>,
        /// The options of each variant.
        variants: Vec<(String, Arc<Submodule>)>,
    },
}

/// An attribute set whose names have a grammar.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// The grammar of the names; `None`: any string.
    pub key: Option<&'static ScalarDef>,
    /// The type of the values.
    pub value: Box<Type>,
    /// What stands for the name in documentation.
    pub placeholder: String,
}

/// A set of options that is a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Submodule {
    /// The full Rust path; its identity.
    pub rust: &'static str,
    /// The options, in order.
    pub nodes: Vec<Node>,
    /// The type of undeclared attributes; `None`: refused.
    pub freeform: Option<Type>,
    /// What there was. Paths begin here.
    pub former: Vec<Former>,
}

/// A name that an option had.
#[derive(Clone, Debug, PartialEq)]
pub struct Former {
    /// The path that it had.
    pub path: Vec<String>,
    /// Whether it was renamed or removed.
    pub fate: Fate,
    /// Where that is written.
    pub origin: Origin,
}

/// The fate of a former option.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// It has this path now, from where the former one begins.
    Renamed(Vec<String>),
    /// It is gone; why, and what to use instead.
    Removed(String),
}

impl Node {
    /// The attribute name.
    pub fn name(&self) -> &str {
        match self {
            Self::Option(option) => &option.name,
            Self::Group(group) => &group.name,
        }
    }
}

impl Module {
    /// How many steps of the mount are above the set that the options are evaluated in: those up to
    /// the last `<name>`.
    pub fn set(&self) -> usize {
        set_of(&self.mount)
    }
}

/// How many steps of a path are above the innermost submodule.
pub fn set_of(path: &[Step]) -> usize {
    let own = |step: &Step| !matches!(step, Step::Name(_));
    path.iter().rposition(own).map_or(0, |at| at + 1)
}

impl Step {
    /// `<name>` is any name, `*` any element, and all other text a literal name.
    pub fn parse(text: &str) -> Self {
        if text == "*" {
            return Self::Element;
        }
        let placeholder = text
            .strip_prefix('<')
            .and_then(|text| text.strip_suffix('>'));
        placeholder.map_or_else(
            || Self::Name(text.to_owned()),
            |name| Self::Any(name.to_owned()),
        )
    }
}
