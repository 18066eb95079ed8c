//! The fields of a struct or of a struct variant.

use serde_derive_internals::attr::Default;
use syn::Member;

use super::{bare, former, missing_doc, names};
use crate::ast::{Field, Role};
use crate::errors::Errors;
use crate::ty;

/// Checks named fields; `container` is the default of the whole struct.
pub(super) fn check(fields: &[Field], container: &Default, errors: &mut Errors) {
    names::fields(fields, errors);
    for field in fields {
        match field.role() {
            Role::Option => option(field, container, errors),
            Role::Flattened => bare(field, "a flattened struct", errors),
            Role::Freeform(key, _) => freeform(field, key, errors),
            Role::Skipped => bare(field, "a skipped field", errors),
        }
    }
}

fn option(field: &Field, container: &Default, errors: &mut Errors) {
    if let (true, Member::Named(ident)) = (field.doc.is_empty(), &field.member) {
        missing_doc(ident, errors);
    }
    let is_required = field.is_required(container);
    if is_required {
        required(field, errors);
    }
    default_from_name(field, is_required, errors);
    default_from_config(field, is_required, errors);
    former::renamed(field, errors);
}

/// The frequent case of what the constant assertions find, with a better message.
fn required(field: &Field, errors: &mut Errors) {
    for (name, kind, empty) in [("Vec", "listOf", "[ ]"), ("BTreeMap", "attrsOf", "{ }")] {
        if ty::is(field.ty, name) {
            errors.push(
                field.ty,
                format_args!(
                    "a missing `{kind}` is `{empty}` in Nix, but an error in serde: write `#[serde(default)]`, \
                     or `nixos_options::meta::Required<{name}<…>>` if it must be given"
                ),
            );
        }
    }
}

fn default_from_name(field: &Field, is_required: bool, errors: &mut Errors) {
    let Some(text) = &field.nix.default_from_name else {
        return;
    };
    if !text.value().contains("{name}") {
        errors.push(
            text,
            "this default does not contain `{name}`: insert it, or write a serde default instead",
        );
    }
    if is_required {
        demanded(text, errors);
    }
}

fn default_from_config(field: &Field, is_required: bool, errors: &mut Errors) {
    let Some(text) = &field.nix.default_from_config else {
        return;
    };
    if field.nix.default_from_name.is_some() {
        errors.push(
            text,
            "there is one default: write `default_from_name` or `default_from_config`, not both",
        );
    }
    if is_required {
        demanded(text, errors);
    }
}

fn demanded(text: &syn::LitStr, errors: &mut Errors) {
    errors.push(
        text,
        "the module has a default here, but serde requires a value: add `#[serde(default)]`",
    );
}

fn freeform(field: &Field, key: &syn::Type, errors: &mut Errors) {
    bare(field, "a flattened map", errors);
    if !ty::is(key, "String") {
        errors.push(
            key,
            "the module does not check the keys of a flattened map: write `String` instead",
        );
    }
}
