//! Enums in each form that serde writes.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use nixos_options::NixOptions;
use nixos_options::meta::{HasNixType, Shape};
use serde::{Deserialize, Serialize};

use super::ty;

#[track_caller]
fn check<T: HasNixType>(shape: Shape, expected: &Expect) {
    expected.assert_eq(&ty::<T>());
    assert_eq!(T::SHAPE, shape);
    assert!(!T::IS_STRUCT && !T::HAS_EMPTY_VALUE);
}

/// Names only.
#[derive(NixOptions, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Names {
    /// The first.
    FirstOne,
    /// The second.
    #[serde(rename = "2nd")]
    Second,
}

#[test]
fn names() {
    check::<Names>(
        Shape::STRING,
        &expect![[r#"enum(first-one "The first.", 2nd "The second.")"#]],
    );
}

/// Data in some variants.
#[derive(NixOptions, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
enum External {
    /// None.
    NoData,
    /// One value.
    OneValue(Vec<u8>),
    /// Options.
    SomeFields {
        /// A field.
        #[serde(default)]
        #[nix(example = true)]
        a_field: bool,
        /// Another.
        other: String,
    },
    /// No options.
    NoFields {},
}

#[test]
fn external() {
    check::<External>(
        Shape::STRING.or(Shape::ATTRS),
        &expect![[
            r#"union(noData "None.", oneValue(list(Int(U8))) "One value.", someFields(enums::External::SomeFields{aField other}) "Options.", noFields(enums::External::NoFields{}) "No options.")"#
        ]],
    );
}

/// Only data.
#[derive(NixOptions, Serialize, Deserialize)]
enum OnlyData {
    /// A text.
    Text(String),
}

#[test]
fn only_data() {
    check::<OnlyData>(Shape::ATTRS, &expect![[r#"union(Text(Str) "A text.")"#]]);
}

/// A struct for a variant.
#[derive(NixOptions, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    /// How much.
    amount: i64,
}

/// With a tag inside.
#[derive(NixOptions, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
enum Internal {
    /// No options.
    Nothing {},
    /// Inline options.
    Inline {
        /// Which.
        which: Option<String>,
        #[serde(flatten)]
        more: Payload,
    },
    /// A struct.
    Payload(Payload),
}

#[test]
fn internal() {
    check::<Internal>(
        Shape::ATTRS,
        &expect![[
            r#"tagged kind(nothing(enums::Internal::Nothing{}) "No options.", inline(enums::Internal::Inline{which amount}) "Inline options.", payload(enums::Payload{amount}) "A struct.")"#
        ]],
    );
}

/// Told apart by kind.
#[derive(NixOptions, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    /// A flag.
    Flag(bool),
    /// Names.
    List(Vec<String>),
    /// A set.
    Set(BTreeMap<String, Names>),
    /// One name, or null.
    Name(Option<String>),
}

#[test]
fn untagged() {
    check::<Untagged>(
        Shape::BOOL
            .or(Shape::LIST)
            .or(Shape::ATTRS)
            .or(Shape::NULL)
            .or(Shape::STRING),
        &expect![[
            r#"Bool or list(Str) or {<name>: enum(first-one "The first.", 2nd "The second.")} or nullOr(Str)"#
        ]],
    );
}
