//! Writes what an enum is, by the form in which serde writes its variants.

use proc_macro2::TokenStream;
use quote::quote;
use serde_derive_internals::attr::Default;
use syn::Type;

use crate::ast::{Field, Input, Repr, Variant, VariantData};
use crate::quote_assert::{self, Assertion};
use crate::quote_parts;
use crate::quote_struct::Body;

/// The implementation for an enum.
pub(crate) fn item(
    input: &Input,
    repr: &Repr,
    variants: &[Variant],
    meta: &TokenStream,
) -> TokenStream {
    let writer = Writer {
        input,
        variants,
        meta,
    };
    let (shape, ty) = match repr {
        Repr::Names => (quote!(#meta::Shape::STRING), writer.names()),
        Repr::External => (writer.external_shape(), writer.external()),
        Repr::Internal(tag) => (quote!(#meta::Shape::ATTRS), writer.internal(tag)),
        Repr::Untagged => (writer.untagged_shape(), writer.untagged()),
        Repr::Adjacent => return TokenStream::new(), // refused by `check`
    };
    let ident = input.ident();
    let assertions = quote_parts::assertions(writer.assertions(repr));
    quote! {
        #[automatically_derived]
        impl #meta::HasNixType for #ident {
            const SHAPE: #meta::Shape = #shape;
            fn nix_type() -> #meta::NixType {
                #ty
            }
        }
        #assertions
    }
}

struct Writer<'a> {
    input: &'a Input<'a>,
    variants: &'a [Variant<'a>],
    meta: &'a TokenStream,
}

impl Writer<'_> {
    fn names(&self) -> TokenStream {
        let (meta, units) = (self.meta, self.units());
        quote!(#meta::NixType::Enum(#units))
    }

    fn external(&self) -> TokenStream {
        let (meta, units) = (self.meta, self.units());
        let tagged = self
            .variants
            .iter()
            .filter_map(|variant| self.data_variant(variant));
        quote!(#meta::NixType::Union { units: #units, tagged: ::std::vec![#(#tagged),*] })
    }

    fn external_shape(&self) -> TokenStream {
        let meta = self.meta;
        let is_unit = |variant: &Variant| matches!(variant.data, VariantData::Unit);
        if self.variants.iter().any(is_unit) {
            quote!(#meta::Shape::STRING.or(#meta::Shape::ATTRS))
        } else {
            quote!(#meta::Shape::ATTRS)
        }
    }

    fn internal(&self, tag: &str) -> TokenStream {
        let meta = self.meta;
        let variants = self
            .variants
            .iter()
            .filter_map(|variant| self.struct_variant(variant));
        quote!(#meta::NixType::Tagged { tag: #tag, variants: ::std::vec![#(#variants),*] })
    }

    fn untagged(&self) -> TokenStream {
        let meta = self.meta;
        let types = self
            .newtypes()
            .into_iter()
            .map(|ty| quote_parts::nix_type(ty, meta));
        quote!(#meta::NixType::Either(::std::vec![#(#types),*]))
    }

    fn untagged_shape(&self) -> TokenStream {
        let meta = self.meta;
        let shapes = self
            .newtypes()
            .into_iter()
            .map(|ty| quote!(<#ty as #meta::HasNixType>::SHAPE));
        shapes
            .reduce(|left, right| quote!(#left.or(#right)))
            .unwrap_or_default()
    }

    fn assertions(&self, repr: &Repr) -> Vec<Assertion> {
        let mut found = Vec::new();
        for variant in self.variants {
            if let VariantData::Struct(fields) = &variant.data {
                found.extend(quote_assert::fields(fields, &Default::None, self.meta));
            }
        }
        if matches!(repr, Repr::Untagged) {
            found.extend(quote_assert::untagged(&self.newtypes(), self.meta));
        }
        found
    }

    /// The variants without data: a `Vec`.
    fn units(&self) -> TokenStream {
        let meta = self.meta;
        let units = self.variants.iter().filter_map(|variant| {
            let (name, doc) = (variant.name(), &variant.doc);
            matches!(variant.data, VariantData::Unit)
                .then(|| quote!(#meta::UnitVariant { name: #name, doc: #doc }))
        });
        quote!(::std::vec![#(#units),*])
    }

    /// A variant with data, of an externally tagged enum.
    fn data_variant(&self, variant: &Variant) -> Option<TokenStream> {
        let meta = self.meta;
        let ty = match &variant.data {
            VariantData::Newtype(field) => quote_parts::nix_type(field.ty, meta),
            VariantData::Struct(fields) => {
                let options = self.inline_struct(variant, fields);
                quote!(#meta::NixType::Struct(#options))
            }
            VariantData::Unit | VariantData::Tuple => return None,
        };
        let (name, doc) = (variant.name(), &variant.doc);
        Some(quote!(#meta::DataVariant { name: #name, doc: #doc, ty: #ty }))
    }

    /// A variant of an internally tagged enum.
    fn struct_variant(&self, variant: &Variant) -> Option<TokenStream> {
        let meta = self.meta;
        let options = match &variant.data {
            VariantData::Newtype(field) => {
                let ty = field.ty;
                quote!(#meta::StructRef::of::<#ty>())
            }
            VariantData::Struct(fields) => self.inline_struct(variant, fields),
            VariantData::Unit | VariantData::Tuple => return None,
        };
        let (name, doc) = (variant.name(), &variant.doc);
        Some(quote!(#meta::StructVariant { name: #name, doc: #doc, options: #options }))
    }

    /// The fields of a struct variant, as a struct of their own.
    fn inline_struct(&self, variant: &Variant, fields: &[Field]) -> TokenStream {
        let (meta, name) = (self.meta, variant.original.ident.to_string());
        let body = Body {
            doc: &variant.doc,
            path: format!("{}::{name}", self.input.ident()),
            fields,
            container: &Default::None,
            removed: &[],
            meta,
        };
        let decl = body.decl();
        quote! {
            #meta::StructRef::new(&const {
                #meta::Functions {
                    rust: || {
                        static PATH: ::std::sync::OnceLock<::std::string::String> = ::std::sync::OnceLock::new();
                        PATH.get_or_init(|| #meta::variant_path::<Self>(#name))
                    },
                    decl: || #decl,
                }
            })
        }
    }

    fn newtypes(&self) -> Vec<&Type> {
        let mut types = Vec::new();
        for variant in self.variants {
            if let VariantData::Newtype(field) = &variant.data {
                types.push(field.ty);
            }
        }
        types
    }
}
