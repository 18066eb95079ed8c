//! Writes the implementations of a checked type.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

use crate::ast::{Data, Field, Input};
use crate::{quote_assert, quote_enum, quote_struct};

/// Everything that the derive adds to the file.
pub(crate) fn item(input: &Input) -> TokenStream {
    let options = &input.nix.options;
    let meta = quote!(#options::meta);
    match &input.data {
        Data::Struct(fields) => quote_struct::item(input, fields, &meta),
        Data::Newtype(field) => newtype(input, field, &meta),
        Data::Enum(repr, variants) => quote_enum::item(input, repr, variants, &meta),
        Data::Nameless => TokenStream::new(), // refused by `check`
    }
}

/// A newtype has the Nix type of its content.
fn newtype(input: &Input, field: &Field, meta: &TokenStream) -> TokenStream {
    let (ident, ty) = (input.ident(), field.ty);
    quote! {
        #[automatically_derived]
        impl #meta::HasNixType for #ident {
            const SHAPE: #meta::Shape = <#ty as #meta::HasNixType>::SHAPE;
            const HAS_EMPTY_VALUE: bool = <#ty as #meta::HasNixType>::HAS_EMPTY_VALUE;
            const IS_STRUCT: bool = <#ty as #meta::HasNixType>::IS_STRUCT;
            fn nix_type() -> #meta::NixType {
                #meta::nix_type::<#ty>()
            }
        }
    }
}

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
