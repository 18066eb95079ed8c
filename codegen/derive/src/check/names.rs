//! Names: of options, of variants, of tags.

use std::collections::BTreeSet;
use std::fmt::Display;

use quote::ToTokens;

use super::place;
use crate::ast::{Field, Repr, Role, Variant, VariantData};
use crate::errors::Errors;

/// Keys that the module system executes where it finds them in data, or at the top of a module.
const EXECUTED: [&str; 10] = [
    "_class",
    "_file",
    "_module",
    "_type",
    "config",
    "disabledModules",
    "freeformType",
    "imports",
    "key",
    "options",
];

/// The names of options.
pub(super) fn fields(fields: &[Field], errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for field in fields
        .iter()
        .filter(|field| matches!(field.role(), Role::Option))
    {
        let (name, at) = (field.serde.name(), place(field));
        same(name, &at, errors);
        key(field.name(), &at, "option", errors);
        unique(&mut seen, field.name(), &at, "option", errors);
    }
}

/// Checks the names of variants. Variants with data are keys, others are strings. Configurations
/// never contain the names of an untagged enum.
pub(super) fn variants(variants: &[Variant], repr: &Repr, errors: &mut Errors) {
    if matches!(repr, Repr::Untagged) {
        return;
    }
    let mut seen = BTreeSet::new();
    for variant in variants {
        let (name, at) = (variant.serde.name(), &variant.original.ident);
        same(name, at, errors);
        unique(&mut seen, variant.name(), at, "variant", errors);
        match (repr, &variant.data) {
            (Repr::External, VariantData::Newtype(_) | VariantData::Struct(_)) => {
                key(variant.name(), at, "variant", errors);
            }
            _ => written(variant.name(), at, "variant", errors),
        }
    }
}

/// A name that is an attribute name in Nix.
pub(super) fn key(name: &str, at: impl ToTokens, kind: &str, errors: &mut Errors) {
    if EXECUTED.contains(&name) {
        errors.push(
            &at,
            format_args!("the module system interprets the key `{name}`: write another name instead, as in `#[serde(rename = \"…\")]`"),
        );
    }
    written(name, at, kind, errors);
}

fn written(name: &str, at: impl ToTokens, kind: &str, errors: &mut Errors) {
    let problem = match name {
        "" => "is empty",
        _ if name.contains(char::is_control) => "contains a control character",
        _ => return,
    };
    errors.push(
        at,
        format_args!("the name of this {kind} {problem}: write a printable name instead"),
    );
}

fn same(name: &serde_derive_internals::name::MultiName, at: impl ToTokens, errors: &mut Errors) {
    let (read, write) = (name.deserialize_name(), name.serialize_name());
    if read.value != write.value {
        errors.push(
            at,
            format_args!(
                "serde reads `{read}` but writes `{write}`: write one name for both, as in `#[serde(rename = \"{read}\")]`"
            ),
        );
    }
}

fn unique<'a>(
    seen: &mut BTreeSet<&'a str>,
    name: &'a str,
    at: impl ToTokens,
    kind: impl Display,
    errors: &mut Errors,
) {
    if !seen.insert(name) {
        errors.push(
            at,
            format_args!("a second {kind} with the name `{name}`: write another name instead"),
        );
    }
}
