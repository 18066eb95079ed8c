//! The description of a Rust type that `#[derive(NixOptions)]` makes: plain data and one small
//! trait.
//!
//! This module does not know Nix syntax: `codegen` lowers these values to an option tree and prints
//! it. The derive fills in [`StructDecl`], [`OptionDecl`] and [`NixType`]. Types with a grammar
//! ([`ScalarDef`]) and other hand-written types implement [`HasNixType`] directly.

use serde::Serialize;
use serde_json::Value;

mod derived;
mod domain;
mod required;
mod shape;
mod std_impls;
mod struct_ref;

pub use derived::{captured_null, joined, nix_type, variant_path};
pub use domain::Domain;
pub use required::Required;
pub use shape::{
    Shape, disjoint, has_no_empty_value, is_freeform, is_nested_struct, is_never_null,
    may_have_names,
};
pub use struct_ref::{Functions, StructRef, StructSource};

/// A Rust value as data, or why it has none (a number that JSON cannot hold, a map key that is no
/// string). `lower` reports the error with the option's path.
pub type Captured = Result<Value, String>;

/// Turns a default or an example into data.
pub fn capture<T: Serialize>(value: &T) -> Captured {
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// One option, as its Rust field says it.
#[derive(Clone, Debug)]
pub struct OptionDecl {
    /// The attribute name: the name that serde reads, after `rename` and `rename_all`.
    pub name: &'static str,
    /// The doc comment, dedented; Nixpkgs Markdown.
    pub doc: &'static str,
    /// What values it takes.
    pub ty: NixType,
    /// The value if the option is not set.
    pub default: Presence,
    /// A value worth showing, from `#[nix(example = …)]`.
    pub example: Option<Captured>,
    /// Set by the module itself; users only read it. `#[nix(read_only)]`.
    pub read_only: bool,
    /// Why no behaviour file reads this option option, from `#[nix(unread = "…")]`; `None`: one must.
    pub unread: Option<&'static str>,
    /// What it was called before, from `#[nix(renamed_from = "…")]`: paths from the set that the
    /// option is in, with `super.` for the set around that.
    pub renamed_from: &'static [&'static str],
    /// Where it is written.
    pub origin: Origin,
}

/// An option that there was, from `#[nix(removed(path = "…", help = "…"))]`.
#[derive(Clone, Copy, Debug)]
pub struct RemovedDecl {
    /// The path from the set that the struct describes, as in [`OptionDecl::renamed_from`].
    pub path: &'static str,
    /// Why it is gone and what to use instead; sentences.
    pub help: &'static str,
    /// Where it is written.
    pub origin: Origin,
}

/// The value of an option that is not set.
#[derive(Clone, Debug)]
pub enum Presence {
    /// It must be set; evaluation fails with the option's name.
    Required,
    /// The default, captured from `Default` or from serde's `default`.
    Default(Captured),
    /// Text in which `{name}` stands for the name of the enclosing attribute (the queue's, the
    /// user's); from `#[nix(default_from_name = "…")]`.
    FromName(&'static str),
    /// The behaviour file computes the value from the system's configuration, which the declaration
    /// does not know. The text is Nix for the documentation, such as
    /// `config.services.nginx.enable`, and comes from `#[nix(default_from_config = "…")]`.
    FromConfig(&'static str),
}

/// The Rust place of a declaration, for messages. Never part of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The source file, as `file!()` gives it.
    pub file: &'static str,
    /// `Type::field`.
    pub item: &'static str,
}

/// What values an option takes.
#[derive(Clone, Debug)]
pub enum NixType {
    /// `types.bool`.
    Bool,
    /// `types.str`.
    Str,
    /// An integer; the bounds of its Rust type.
    Int(IntKind),
    /// An integer within bounds, both included.
    Between {
        /// The smallest value.
        min: i64,
        /// The largest value.
        max: i64,
    },
    /// A TCP or UDP port: 0 to 65535, `types.port`.
    Port,
    /// A finite number; an integer is one too. `types.number`.
    Number,
    /// A string with a grammar.
    Scalar(&'static ScalarDef),
    /// One of several strings.
    Enum(Vec<UnitVariant>),
    /// `null` or a value.
    NullOr(Box<NixType>),
    /// A list.
    List(Box<NixType>),
    /// A list or set that must be given, even if empty: the same type without its empty value.
    Required(Box<NixType>),
    /// An attribute set whose names have a grammar.
    Map(MapType),
    /// An attribute set, or a list of names: each name is an entry with all defaults.
    ListOrMap(MapType),
    /// Any data, for what a module writes rather than reads. `types.anything`.
    Anything,
    /// A set of options.
    Struct(StructRef),
    /// Values of kinds that exclude each other, distinguished by kind (serde's `untagged`).
    Either(Vec<NixType>),
    /// `"unit"` or `{ variant = value; }` (serde's external tag).
    Union {
        /// Variants without data.
        units: Vec<UnitVariant>,
        /// Variants with data.
        tagged: Vec<DataVariant>,
    },
    /// `{ tag = "variant"; … }` (serde's internal tag).
    Tagged {
        /// The attribute that holds the variant's name.
        tag: &'static str,
        /// The variants, each a set of options beside the tag.
        variants: Vec<StructVariant>,
    },
}

/// The width of an integer. `u64`, `usize`, `i128` … are missing: Nix has 64-bit signed integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntKind {
    /// 0 to 255.
    U8,
    /// 0 to 65535.
    U16,
    /// 0 to 4294967295.
    U32,
    /// -128 to 127.
    I8,
    /// -32768 to 32767.
    I16,
    /// -2147483648 to 2147483647.
    I32,
    /// What Nix has.
    I64,
}

/// An attribute set whose names have a grammar.
#[derive(Clone, Debug)]
pub struct MapType {
    /// The grammar of the names; `None`: any string.
    pub key: Option<&'static ScalarDef>,
    /// The type of the values.
    pub value: Box<NixType>,
    /// What stands for the name in documentation, as in `queues.<name>`.
    pub placeholder: &'static str,
}

/// A string with a grammar: one pattern for serde, JSON Schema, the Nix type and the docs.
#[derive(Debug, PartialEq, Eq)]
pub struct ScalarDef {
    /// The name of the Rust type: `AbsPath`.
    pub name: &'static str,
    /// What it is, as a noun phrase without article: `absolute path`.
    pub noun: &'static str,
    /// Its meaning; Nixpkgs Markdown.
    pub doc: &'static str,
    /// The grammar of the whole string, in the common subset of POSIX ERE, ECMA-262 and
    /// `regex-lite`; anchored by each user, so without `^` and `$`.
    pub pattern: &'static str,
    /// The longest string, in bytes. Also keeps Nix' recursive matcher from a stack overflow.
    pub max_len: u16,
    /// A string it takes.
    pub example: &'static str,
    /// What to write instead of a string that it refuses; a sentence.
    pub help: &'static str,
    /// Ways to be refused that have a name, the first that applies counts.
    pub rules: &'static [Rule],
}

/// A way in which a string breaks a grammar, with a name that stays the same.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name: `path-relative`.
    pub id: &'static str,
    /// The strings that break it, in the same subset as the grammar; `None`: longer ones than the
    /// grammar takes.
    pub broken_by: Option<&'static str>,
    /// What is wrong with them, as a clause about "it".
    pub problem: &'static str,
    /// What to write instead; a sentence.
    pub fix: &'static str,
}

/// A variant without data.
#[derive(Clone, Debug)]
pub struct UnitVariant {
    /// As serde writes it.
    pub name: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
}

/// A variant that carries one value.
#[derive(Clone, Debug)]
pub struct DataVariant {
    /// As serde writes it.
    pub name: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
    /// What it carries.
    pub ty: NixType,
}

/// A variant that carries a set of options.
#[derive(Clone, Debug)]
pub struct StructVariant {
    /// As serde writes it.
    pub name: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
    /// The options beside the tag.
    pub options: StructRef,
}

/// The options of one struct.
#[derive(Clone, Debug)]
pub struct StructDecl {
    /// The doc comment of the struct.
    pub doc: &'static str,
    /// One per field, in the order of the fields; fields of flattened structs in their place.
    pub options: Vec<OptionDecl>,
    /// The type of attributes that no option declares, from a flattened map; `None`: refused.
    pub freeform: Option<NixType>,
    /// Options that there were.
    pub removed: Vec<RemovedDecl>,
    /// Where the struct is written.
    pub origin: Origin,
}

/// A type that can stand in an option.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be represented as a type of a NixOS option",
    label = "no NixOS type",
    note = "derive `NixOptions` for a struct or enum of your own, or use bool, String, i64, u32, f64, Option, Vec, \
            BTreeMap or a type made by `nixos_options::scalar!`",
    note = "Nix has 64-bit signed integers: write i64 for u64 and usize"
)]
pub trait HasNixType {
    /// Which kinds of JSON value it takes.
    const SHAPE: Shape;
    /// Whether the Nix type turns a missing definition into an empty value.
    const HAS_EMPTY_VALUE: bool = false;
    /// Whether the type is a struct whose options nest without a submodule.
    const IS_STRUCT: bool = false;
    /// The type as data.
    fn nix_type() -> NixType;
}

/// A type whose fields are options: what the derive implements for structs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct of options",
    note = "`#[derive(NixOptions)]` on the struct"
)]
pub trait OptionStruct: HasNixType {
    /// Whether it collects keys that no option declares.
    const IS_FREEFORM: bool = false;
    /// The fields as options.
    fn struct_decl() -> StructDecl;
}

/// A type that can name an attribute.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a map of options",
    note = "use String or a type made by `nixos_options::scalar!`"
)]
pub trait MapKey {
    /// The grammar; `None`: any string.
    const KEY: Option<&'static ScalarDef>;
}
