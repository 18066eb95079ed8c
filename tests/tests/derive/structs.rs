//! Structs and newtypes.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use nixos_options::NixOptions;
use nixos_options::meta::{HasNixType, OptionStruct, Required, StructRef};
use serde::{Deserialize, Serialize};

use super::{options, ty};

#[track_caller]
fn check<T: OptionStruct>(expected: &Expect) {
    expected.assert_eq(&options::<T>());
}

/// Every kind of default.
///
///   Indented more.
#[derive(NixOptions, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Defaults {
    /// Must be given.
    must_be_given: String,
    /// A missing `Option` is null.
    missing: Option<Vec<String>>,
    /// The type's default.
    #[serde(default)]
    of_type: Vec<i64>,
    /// A function's.
    #[serde(default = "five")]
    of_function: u8,
    /// Under another name.
    #[serde(rename = "renamed-here", default)]
    original: bool,
    /// From the name.
    #[serde(default)]
    #[nix(default_from_name = "/nix/{name}")]
    from_name: String,
    /// From the system.
    #[serde(default)]
    #[nix(default_from_config = "config.services.nginx.enable")]
    from_config: bool,
    /// Given, even if empty.
    list: Required<Vec<String>>,
    #[serde(skip)]
    internal: bool,
}

fn five() -> u8 {
    5
}

#[test]
fn defaults() {
    check::<Defaults>(&expect![[r#"
        Defaults -- "Every kind of default.\n\n  Indented more."
        mustBeGiven: Str = required [Defaults::must_be_given] "Must be given."
        missing: nullOr(list(Str)) = null [Defaults::missing] "A missing `Option` is null."
        ofType: list(Int(I64)) = [] [Defaults::of_type] "The type's default."
        ofFunction: Int(U8) = 5 [Defaults::of_function] "A function's."
        renamed-here: Bool = false [Defaults::original] "Under another name."
        fromName: Str = from "/nix/{name}" [Defaults::from_name] "From the name."
        fromConfig: Bool = from the system: config.services.nginx.enable [Defaults::from_config] "From the system."
        list: required(list(Str)) = required [Defaults::list] "Given, even if empty.""#]]);
}

/// The container's default. Not `Serialize`: only its fields are captured.
#[derive(NixOptions, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Container {
    /// One.
    one: String,
    /// The field's default wins.
    #[serde(default)]
    two: Option<u32>,
    /// Raw names lose their prefix.
    r#type: f64,
}

impl Default for Container {
    fn default() -> Self {
        Self {
            one: "1".to_owned(),
            two: Some(2),
            r#type: 3.0,
        }
    }
}

#[test]
fn container_default() {
    check::<Container>(&expect![[r#"
        Container -- "The container's default. Not `Serialize`: only its fields are captured."
        one: Str = "1" [Container::one] "One."
        two: nullOr(Int(U32)) = null [Container::two] "The field's default wins."
        type: Number = 3.0 [Container::r#type] "Raw names lose their prefix.""#]]);
    assert_eq!(serde_json::from_str::<Container>("{}").unwrap().two, None);
}

/// A container default from a function.
#[derive(NixOptions, Deserialize)]
#[serde(deny_unknown_fields, default = "by_function")]
struct ByFunction {
    /// One.
    one: i32,
}

fn by_function() -> ByFunction {
    ByFunction { one: -1 }
}

#[test]
fn container_default_by_function() {
    check::<ByFunction>(&expect![[r#"
        ByFunction -- "A container default from a function."
        one: Int(I32) = -1 [ByFunction::one] "One.""#]]);
    assert_eq!(serde_json::from_str::<ByFunction>("{}").unwrap().one, -1);
}

/// Attributes of this derive.
#[derive(NixOptions, Deserialize, Serialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Attributes {
    /// With an example.
    #[nix(example = vec!["a".to_owned(), String::from("b")], unread = "documentation only")]
    list: Vec<String>,
    /// Shown, not set.
    #[nix(read_only, example = Some(-1))]
    shown: Option<i8>,
    /// A map of maps: the outer names are users.
    #[nix(placeholder = "user")]
    homes: BTreeMap<String, BTreeMap<String, bool>>,
    #[doc = " Written as"]
    #[doc = " an attribute."]
    #[nix(placeholder = "disk")]
    disks: Option<BTreeMap<String, u16>>,
}

#[test]
fn attributes() {
    check::<Attributes>(&expect![[r#"
        Attributes -- "Attributes of this derive."
        list: list(Str) = [] [Attributes::list] "With an example.", example ["a","b"], unread: documentation only
        shown: nullOr(Int(I8)) = null [Attributes::shown] "Shown, not set.", example -1, read only
        homes: {<user>: {<name>: Bool}} = {} [Attributes::homes] "A map of maps: the outer names are users."
        disks: nullOr({<disk>: Int(U16)}) = null [Attributes::disks] "Written as\nan attribute.""#]]);
}

/// Nested, flattened and recursive.
#[derive(NixOptions, Deserialize)]
#[serde(deny_unknown_fields)]
struct Outer {
    /// First.
    first: bool,
    #[serde(flatten)]
    inner: ByFunction,
    /// Nested.
    #[serde(default)]
    nested: Attributes,
    /// Contains itself.
    again: Option<Box<Outer>>,
}

#[test]
fn nested() {
    check::<Outer>(&expect![[r#"
        Outer -- "Nested, flattened and recursive."
        first: Bool = required [Outer::first] "First."
        one: Int(I32) = -1 [ByFunction::one] "One."
        nested: structs::Attributes{list shown homes disks} = {"disks":null,"homes":{},"list":[],"shown":null} [Outer::nested] "Nested."
        again: nullOr(structs::Outer{first one nested again}) = null [Outer::again] "Contains itself.""#]]);
}

/// Collects the rest.
#[derive(NixOptions, Deserialize)]
struct Freeform {
    /// Known.
    known: bool,
    #[serde(flatten)]
    rest: BTreeMap<String, Vec<String>>,
}

#[test]
fn freeform() {
    check::<Freeform>(&expect![[r#"
        Freeform -- "Collects the rest."
        known: Bool = required [Freeform::known] "Known."
        freeform list(Str)"#]]);
    const { assert!(Freeform::IS_FREEFORM && !Outer::IS_FREEFORM) };
}

/// No options at all.
#[derive(NixOptions, Deserialize)]
#[serde(deny_unknown_fields)]
struct Empty {}

#[test]
fn empty() {
    check::<Empty>(&expect![[r#"Empty -- "No options at all.""#]]);
}

/// Forwards.
#[derive(NixOptions, Serialize, Deserialize)]
struct Newtype(Vec<String>);

/// Forwards, too.
#[derive(NixOptions, Serialize, Deserialize)]
#[serde(transparent)]
struct Transparent {
    inner: Outermost,
}

/// A struct in a newtype.
#[derive(NixOptions, Serialize, Deserialize)]
struct Outermost(Attributes);

#[test]
fn newtypes_forward() {
    assert_eq!(ty::<Newtype>(), "list(Str)");
    assert_eq!(Newtype::SHAPE, Vec::<String>::SHAPE);
    const { assert!(Newtype::HAS_EMPTY_VALUE && !Newtype::IS_STRUCT) };
    assert_eq!(
        ty::<Transparent>(),
        "structs::Attributes{list shown homes disks}"
    );
    const { assert!(Transparent::IS_STRUCT && !Transparent::HAS_EMPTY_VALUE) };
}

#[test]
fn a_struct_is_named_by_its_path() {
    assert_eq!(
        StructRef::of::<Empty>().rust(),
        concat!(module_path!(), "::Empty")
    );
    assert_eq!(Empty::struct_decl().origin.file, file!());
}
