//! Writes what a struct, or a struct variant, is: one `OptionDecl` for each field.

use proc_macro2::TokenStream;
use quote::quote;
use serde_derive_internals::attr::Default;

use crate::ast::{Field, Input, Role};
use crate::attr::Removed;
use crate::{quote_assert, quote_parts};

/// The implementations for a struct with named fields.
pub(crate) fn item(input: &Input, fields: &[Field], meta: &TokenStream) -> TokenStream {
    let ident = input.ident();
    let default = container_default(input.serde.default());
    let body = Body {
        doc: &input.doc,
        path: ident.to_string(),
        fields,
        container: input.serde.default(),
        removed: &input.nix.removed,
        meta,
    };
    let decl = body.decl();
    let is_freeform = fields
        .iter()
        .any(|field| matches!(field.role(), Role::Freeform(..)));
    let assertions =
        quote_parts::assertions(quote_assert::fields(fields, input.serde.default(), meta));
    quote! {
        #[automatically_derived]
        impl #meta::HasNixType for #ident {
            const SHAPE: #meta::Shape = #meta::Shape::ATTRS;
            const IS_STRUCT: bool = true;
            fn nix_type() -> #meta::NixType {
                #meta::NixType::Struct(#meta::StructRef::of::<Self>())
            }
        }
        #[automatically_derived]
        impl #meta::OptionStruct for #ident {
            const IS_FREEFORM: bool = #is_freeform;
            fn struct_decl() -> #meta::StructDecl {
                #default
                #decl
            }
        }
        #assertions
    }
}

/// The whole struct's default, built once. Only its fields are captured: the struct itself need
/// not be serializable.
fn container_default(default: &Default) -> TokenStream {
    match default {
        Default::None => TokenStream::new(),
        Default::Default => quote!(let __default = <Self as ::core::default::Default>::default();),
        Default::Path(path) => quote!(let __default: Self = #path();),
    }
}

/// Named fields and what they belong to.
pub(crate) struct Body<'a> {
    /// The doc comment.
    pub(crate) doc: &'a str,
    /// `Type` or `Type::Variant`.
    pub(crate) path: String,
    /// The fields.
    pub(crate) fields: &'a [Field<'a>],
    /// The default of the whole; if there is one, it is in scope as `__default`.
    pub(crate) container: &'a Default,
    /// The options that there were.
    pub(crate) removed: &'a [Removed],
    /// The path of `nixos_options::meta`.
    pub(crate) meta: &'a TokenStream,
}

impl Body<'_> {
    /// An expression of type `StructDecl`.
    pub(crate) fn decl(&self) -> TokenStream {
        let Self {
            doc, path, meta, ..
        } = self;
        let origin = quote_parts::origin(path, meta);
        let options = self.fields.iter().map(|field| self.options(field));
        let freeform = self.freeform();
        let removed = self.removed();
        quote! {
            #meta::StructDecl {
                doc: #doc,
                options: #meta::joined([#(#options),*]),
                freeform: #freeform,
                removed: #removed,
                origin: #origin,
            }
        }
    }

    /// The type of what no option declares.
    fn freeform(&self) -> TokenStream {
        let value = self.fields.iter().find_map(|field| match field.role() {
            Role::Freeform(_, value) => Some(value),
            _ => None,
        });
        option(value.map(|value| quote_parts::nix_type(value, self.meta)))
    }

    /// The options that there were: a `Vec`.
    fn removed(&self) -> TokenStream {
        let meta = self.meta;
        let origin = quote_parts::origin(&self.path, meta);
        let own = self.removed.iter().map(|Removed { path, help }| {
            quote!(#meta::RemovedDecl { path: #path, help: #help, origin: #origin })
        });
        let flattened = self.fields.iter().filter_map(|field| match field.role() {
            Role::Flattened => Some(field.ty),
            _ => None,
        });
        let flattened =
            flattened.map(|ty| quote!(<#ty as #meta::OptionStruct>::struct_decl().removed));
        quote!(#meta::joined([::std::vec![#(#own),*] #(, #flattened)*]))
    }

    /// The options that a field stands for: a `Vec`.
    fn options(&self, field: &Field) -> TokenStream {
        let (meta, ty) = (self.meta, field.ty);
        match field.role() {
            Role::Option => {
                let option = self.option(field);
                quote!(::std::vec![#option])
            }
            Role::Flattened => quote!(<#ty as #meta::OptionStruct>::struct_decl().options),
            Role::Freeform(..) | Role::Skipped => quote!(::std::vec::Vec::new()),
        }
    }

    /// An expression of type `OptionDecl`.
    fn option(&self, field: &Field) -> TokenStream {
        let meta = self.meta;
        let (name, doc) = (field.name(), &field.doc);
        let ty = self.ty(field);
        let presence = self.presence(field);
        let example = self.example(field);
        let read_only = field.nix.read_only;
        let unread = option(field.nix.unread.as_ref().map(|why| quote!(#why)));
        let renamed_from = &field.nix.renamed_from;
        let origin = quote_parts::origin(&self.field_path(field), meta);
        quote! {
            #meta::OptionDecl {
                name: #name,
                doc: #doc,
                ty: #ty,
                default: #presence,
                example: #example,
                read_only: #read_only,
                unread: #unread,
                renamed_from: &[#(#renamed_from),*],
                origin: #origin,
            }
        }
    }

    fn ty(&self, field: &Field) -> TokenStream {
        let ty = quote_parts::nix_type(field.ty, self.meta);
        match &field.nix.placeholder {
            Some(placeholder) => quote!(#ty.with_placeholder(#placeholder)),
            None => ty,
        }
    }

    /// Mirrors serde: the field's default, then the struct's, then null for an `Option`.
    fn presence(&self, field: &Field) -> TokenStream {
        let (meta, ty, member) = (self.meta, field.ty, &field.member);
        let captured = match (field.serde.default(), self.container) {
            _ if field.nix.default_from_name.is_some() => {
                let text = &field.nix.default_from_name;
                return quote!(#meta::Presence::FromName(#text));
            }
            _ if field.nix.default_from_config.is_some() => {
                let text = &field.nix.default_from_config;
                return quote!(#meta::Presence::FromConfig(#text));
            }
            (Default::Default, _) => {
                quote!(#meta::capture::<#ty>(&<#ty as ::core::default::Default>::default()))
            }
            (Default::Path(path), _) => quote!(#meta::capture::<#ty>(&#path())),
            (Default::None, Default::None) if field.is_required(self.container) => {
                return quote!(#meta::Presence::Required);
            }
            (Default::None, Default::None) => quote!(#meta::captured_null()),
            (Default::None, _) => quote!(#meta::capture::<#ty>(&__default.#member)),
        };
        quote!(#meta::Presence::Default(#captured))
    }

    /// The example, typed: a wrong one is an error at the expression itself.
    fn example(&self, field: &Field) -> TokenStream {
        let (meta, ty) = (self.meta, field.ty);
        option(field.nix.example.as_ref().map(|example| {
            quote!({
                let __example: #ty = #example;
                #meta::capture::<#ty>(&__example)
            })
        }))
    }

    fn field_path(&self, field: &Field) -> String {
        match &field.member {
            syn::Member::Named(ident) => format!("{}::{ident}", self.path),
            syn::Member::Unnamed(index) => format!("{}::{}", self.path, index.index),
        }
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}
