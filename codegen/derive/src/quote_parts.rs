//! Writes the expressions that structs and enums share.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

use crate::quote_assert;

/// `nix_type()` of a type. Goes through a function, so that a type without a form in Nix is
/// reported where it is written, by the trait's own message.
pub(crate) fn nix_type(ty: &Type, meta: &TokenStream) -> TokenStream {
    quote!(#meta::nix_type::<#ty>())
}

/// Where a declaration is written.
pub(crate) fn origin(item: &str, meta: &TokenStream) -> TokenStream {
    quote!(#meta::Origin { file: ::core::file!(), item: #item })
}

/// The assertions that only the compiler can make, for all fields of the type.
pub(crate) fn assertions(parts: impl IntoIterator<Item = quote_assert::Assertion>) -> TokenStream {
    parts.into_iter().map(|part| part.tokens()).collect()
}
