//! Refuses types that serde, JSON Schema and the generated module would read differently. Each
//! message names the problem, then the code to write instead.

use syn::spanned::Spanned;

use crate::ast::{Data, Field, Input, Repr, Role, Variant, VariantData};
use crate::errors::Errors;
use crate::ty;

mod fields;
mod former;
mod names;
mod serde;
mod types;

/// Adds every problem of the type to `errors`.
pub(crate) fn check(input: &Input, errors: &mut Errors) {
    generics(input, errors);
    if input.doc.is_empty() {
        missing_doc(input.ident(), errors);
    }
    serde::check(input, errors);
    former::removed(input, errors);
    for field in input.fields() {
        if !matches!(field.role(), Role::Skipped) {
            types::check(field.ty, errors);
        }
    }
    match &input.data {
        Data::Struct(fields) => structure(input, fields, errors),
        Data::Newtype(field) => bare(field, "the field of a newtype", errors),
        Data::Nameless => nameless(input, errors),
        Data::Enum(repr, variants) => enumeration(input, repr, variants, errors),
    }
}

fn generics(input: &Input, errors: &mut Errors) {
    let params = &input.item.generics.params;
    if !params.is_empty() {
        errors.push(
            params,
            "an option has one type: write the concrete types instead of generic parameters",
        );
    }
}

fn missing_doc(ident: &syn::Ident, errors: &mut Errors) {
    errors.push(
        ident,
        format_args!("`{ident}` has no description: write a doc comment (`/// …`) above it"),
    );
}

fn nameless(input: &Input, errors: &mut Errors) {
    let message =
        "options need names: write a struct with named fields instead (`{}` if it has none)";
    match &input.item.data {
        syn::Data::Struct(data) if !data.fields.is_empty() => errors.push(&data.fields, message),
        _ => errors.push(input.ident(), message),
    }
}

fn structure(input: &Input, fields: &[Field], errors: &mut Errors) {
    let freeform: Vec<_> = fields
        .iter()
        .filter(|field| matches!(field.role(), Role::Freeform(..)))
        .collect();
    for second in freeform.iter().skip(1) {
        errors.push(
            second.original,
            "a second flattened map would never receive a key: write one flattened map instead",
        );
    }
    if !freeform.is_empty() {
        former::freeform(input, fields, errors);
    }
    match (freeform.first(), input.serde.deny_unknown_fields()) {
        (None, false) => errors.push(
            input.ident(),
            format_args!(
                "`{}` silently ignores unknown keys, the module does not: write `#[serde(deny_unknown_fields)]` \
                 on it, or collect them with `#[serde(flatten)]` in a `BTreeMap<String, …>`",
                input.ident()
            ),
        ),
        (Some(map), true) => errors.push(
            map.original,
            "a flattened map takes every unknown key, but `deny_unknown_fields` refuses them: \
             write only one of the two",
        ),
        _ => {}
    }
    fields::check(fields, input.serde.default(), errors);
}

/// The value of a newtype or variant, which does not become a separate option.
fn bare(field: &Field, place: &str, errors: &mut Errors) {
    for path in &field.nix.written {
        errors.push(
            path,
            format_args!(
                "`#[nix(...)]` has no meaning on {place}: write it where the type is used instead"
            ),
        );
    }
}

fn enumeration(input: &Input, repr: &Repr, variants: &[Variant], errors: &mut Errors) {
    if variants.is_empty() {
        errors.push(
            input.ident(),
            "an enum without variants has no value: write at least one variant",
        );
    }
    match repr {
        Repr::Adjacent => errors.push(
            input.ident(),
            "the module has no type for an enum with `tag` and `content`: write `#[serde(tag = \"…\")]` alone, \
             or neither of the two",
        ),
        Repr::Internal(tag) => names::key(tag, input.ident(), "tag", errors),
        Repr::Names | Repr::External | Repr::Untagged => {}
    }
    names::variants(variants, repr, errors);
    variant_keys(input, repr, variants, errors);
    for each in variants {
        variant(input, repr, each, errors);
    }
}

fn variant_keys(input: &Input, repr: &Repr, variants: &[Variant], errors: &mut Errors) {
    let has_fields = variants
        .iter()
        .any(|variant| matches!(variant.data, VariantData::Struct(_)));
    let reads_keys = match repr {
        Repr::Internal(_) => true,
        Repr::External => has_fields,
        Repr::Names | Repr::Adjacent | Repr::Untagged => false,
    };
    if reads_keys && !input.serde.deny_unknown_fields() {
        errors.push(
            input.ident(),
            format_args!(
                "`{}` silently ignores unknown keys in its variants, the module does not: write \
                 `#[serde(deny_unknown_fields)]` on it",
                input.ident()
            ),
        );
    }
}

fn variant(input: &Input, repr: &Repr, variant: &Variant, errors: &mut Errors) {
    let ident = &variant.original.ident;
    if variant.doc.is_empty() {
        missing_doc(ident, errors);
    }
    match (&variant.data, repr) {
        (VariantData::Tuple, _) => errors.push(
            ident,
            "the values of a tuple variant have no names: write named fields instead, as in `A { b: T }`",
        ),
        (VariantData::Unit, Repr::Internal(_)) => errors.push(
            ident,
            format_args!("serde ignores unknown keys beside a unit variant: write `{ident} {{}}` instead"),
        ),
        (VariantData::Unit | VariantData::Struct(_), Repr::Untagged) => errors.push(
            ident,
            format_args!("untagged variants are distinguished by their type: write `{ident}(Type)` instead"),
        ),
        (VariantData::Newtype(field), _) => newtype_variant(input, field, errors),
        (VariantData::Struct(fields), _) => struct_variant(fields, errors),
        (VariantData::Unit, _) => {}
    }
}

/// The type of an enum is written out where it is used, so it cannot contain itself; a struct is
/// referred to.
fn newtype_variant(input: &Input, field: &Field, errors: &mut Errors) {
    bare(field, "the value of a variant", errors);
    if ty::mentions(field.ty, input.ident()) {
        errors.push(
            field.ty,
            "an enum cannot contain itself directly: write a struct with a field of this type instead",
        );
    }
}

fn struct_variant(fields: &[Field], errors: &mut Errors) {
    for field in fields {
        if matches!(field.role(), Role::Freeform(..)) {
            errors.push(
                field.original,
                "the module has no type for a flattened map in a variant: write a newtype variant \
                 with a struct that contains the map instead",
            );
        }
    }
    fields::check(fields, &serde_derive_internals::attr::Default::None, errors);
}

/// The place of a field's name, or of its type.
fn place(field: &Field) -> proc_macro2::Ident {
    match &field.member {
        syn::Member::Named(ident) => ident.clone(),
        syn::Member::Unnamed(_) => proc_macro2::Ident::new("_0", field.ty.span()),
    }
}
