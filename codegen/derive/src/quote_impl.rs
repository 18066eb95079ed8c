//! Writes the implementations of a checked type.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ast::{Data, Field, Input};
use crate::{quote_enum, quote_struct};

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
