//! Constant assertions: the compiler checks conditions that depend on a type instead of its tokens,
//! at the place where the type is used.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use crate::ast::{Field, Role};
use serde_derive_internals::attr::Default;

/// A condition on types, and the message if it does not hold.
pub(crate) struct Assertion {
    span: Span,
    condition: TokenStream,
    message: String,
}

impl Assertion {
    fn new(at: &Type, condition: TokenStream, message: &str) -> Self {
        Self {
            span: at.span(),
            condition,
            message: message.to_owned(),
        }
    }

    /// As an anonymous constant.
    pub(crate) fn tokens(&self) -> TokenStream {
        let Self {
            condition, message, ..
        } = self;
        quote_spanned! {self.span=>
            const _: () = ::core::assert!(#condition, #message);
        }
    }
}

/// What must hold for the types of named fields.
pub(crate) fn fields(fields: &[Field], container: &Default, meta: &TokenStream) -> Vec<Assertion> {
    let mut found = Vec::new();
    for field in fields {
        match field.role() {
            Role::Option if field.is_required(container) => found.extend(required(field.ty, meta)),
            Role::Flattened => found.push(flattened(field.ty, meta)),
            _ => {}
        }
        if field.nix.placeholder.is_some() {
            found.push(placeholder(field.ty, meta));
        }
    }
    found
}

/// The conditions on the types of an untagged enum. serde takes the first type that fits and Nix
/// the first that matches, so no two may overlap.
pub(crate) fn untagged(types: &[&Type], meta: &TokenStream) -> Vec<Assertion> {
    let pairs = types
        .iter()
        .enumerate()
        .flat_map(|(index, second)| types[..index].iter().map(move |first| (*first, *second)));
    pairs
        .map(|(first, second)| {
            let condition = quote!(#meta::disjoint::<#first, #second>());
            let message = format!(
                "`{}` and `{}` accept the same value, so serde and Nix may choose differently: \
                 write an enum with `#[serde(tag = \"...\")]` instead",
                text(first),
                text(second)
            );
            Assertion::new(second, condition, &message)
        })
        .collect()
}

fn required(ty: &Type, meta: &TokenStream) -> [Assertion; 3] {
    let assert = |condition, message| Assertion::new(ty, condition, message);
    [
        assert(
            quote!(#meta::has_no_empty_value::<#ty>()),
            "a missing list or set is empty in Nix, but an error in serde: write `#[serde(default)]`, \
             or `nixos_options::meta::Required<...>` if it must be given",
        ),
        assert(
            quote!(!#meta::is_nested_struct::<#ty>()),
            "Nix always provides a set of options, but serde requires it: write `#[serde(default)]`, \
             or `Option<...>` if it may be missing",
        ),
        assert(
            quote!(#meta::is_never_null::<#ty>()),
            "this type accepts `null`, but serde refuses a missing value: write `Option<...>` itself, \
             or `#[serde(default)]`",
        ),
    ]
}

fn flattened(ty: &Type, meta: &TokenStream) -> Assertion {
    Assertion::new(
        ty,
        quote!(!#meta::is_freeform::<#ty>()),
        "this struct collects unknown keys, but serde would refuse them here: write the flattened map \
         in the outer struct instead",
    )
}

fn placeholder(ty: &Type, meta: &TokenStream) -> Assertion {
    Assertion::new(
        ty,
        quote!(#meta::may_have_names::<#ty>()),
        "a placeholder needs a map with names: write it on a map instead",
    )
}

/// A type as one would write it: `Vec<String>`, not `Vec < String >`.
fn text(ty: &Type) -> String {
    let text = ty.to_token_stream().to_string();
    text.replace(" < ", "<")
        .replace(" >", ">")
        .replace(" :: ", "::")
        .replace(" ,", ",")
}
