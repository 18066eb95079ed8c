//! The type under derive, as this crate sees it: serde's reading of it, plus `#[nix(...)]` and the
//! doc comments.

use proc_macro2::Span;
use serde_derive_internals::ast::{self as serde_ast, Style};
use serde_derive_internals::attr::{self as serde_attr, TagType};
use serde_derive_internals::{Ctxt, Derive};
use syn::{DeriveInput, Ident, Type};

use crate::attr::{self, FieldAttrs, TypeAttrs};
use crate::errors::Errors;
use crate::ty;

/// A type under derive.
pub(crate) struct Input<'a> {
    /// As it is written.
    pub(crate) item: &'a DeriveInput,
    /// Its serde attributes.
    pub(crate) serde: serde_attr::Container,
    /// Its `#[nix(...)]`.
    pub(crate) nix: TypeAttrs,
    /// Its doc comment, or nothing.
    pub(crate) doc: String,
    /// What it consists of.
    pub(crate) data: Data<'a>,
}

/// What a type consists of.
pub(crate) enum Data<'a> {
    /// Named fields.
    Struct(Vec<Field<'a>>),
    /// One field that stands for the whole.
    Newtype(Box<Field<'a>>),
    /// Several fields without names, or none.
    Nameless,
    /// Variants.
    Enum(Repr, Vec<Variant<'a>>),
}

/// How serde writes the variants of an enum.
pub(crate) enum Repr {
    /// `"a"`: no variant has data.
    Names,
    /// `{ a = value; }`.
    External,
    /// `{ tag = "a"; … }`.
    Internal(String),
    /// `{ tag = "a"; content = value; }`.
    Adjacent,
    /// `value`.
    Untagged,
}

/// A variant of an enum.
pub(crate) struct Variant<'a> {
    /// As it is written.
    pub(crate) original: &'a syn::Variant,
    /// Its serde attributes.
    pub(crate) serde: serde_attr::Variant,
    /// Its doc comment, or nothing.
    pub(crate) doc: String,
    /// Its data.
    pub(crate) data: VariantData<'a>,
}

/// The data of a variant.
pub(crate) enum VariantData<'a> {
    /// None.
    Unit,
    /// One value.
    Newtype(Box<Field<'a>>),
    /// Several values without names.
    Tuple,
    /// Named fields.
    Struct(Vec<Field<'a>>),
}

/// A field.
pub(crate) struct Field<'a> {
    /// As it is written.
    pub(crate) original: &'a syn::Field,
    /// Its name or number.
    pub(crate) member: syn::Member,
    /// Its type.
    pub(crate) ty: &'a Type,
    /// Its serde attributes.
    pub(crate) serde: serde_attr::Field,
    /// Its `#[nix(...)]`.
    pub(crate) nix: FieldAttrs,
    /// Its doc comment, or nothing.
    pub(crate) doc: String,
}

/// The role of a named field.
pub(crate) enum Role<'a> {
    /// An option.
    Option,
    /// A flattened struct: its options stand in place.
    Flattened,
    /// A flattened map: the key and value types of what no option declares.
    Freeform(&'a Type, &'a Type),
    /// Nothing that users write.
    Skipped,
}

impl<'a> Input<'a> {
    /// Parses a type. Adds the errors that serde finds to `errors`, and parses the rest.
    pub(crate) fn parse(item: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        let container = read_serde(item, errors)?;
        Some(Self {
            nix: TypeAttrs::parse(&item.attrs, errors),
            doc: attr::doc(&item.attrs, errors),
            data: Data::parse(container.data, &container.attrs, errors),
            serde: container.attrs,
            item,
        })
    }

    /// The name of the type.
    pub(crate) fn ident(&self) -> &'a Ident {
        &self.item.ident
    }

    /// Every field there is.
    pub(crate) fn fields(&self) -> Vec<&Field<'a>> {
        match &self.data {
            Data::Struct(fields) => fields.iter().collect(),
            Data::Newtype(field) => vec![field],
            Data::Nameless => Vec::new(),
            Data::Enum(_, variants) => variants.iter().flat_map(Variant::fields).collect(),
        }
    }
}

impl Variant<'_> {
    /// As serde reads it.
    pub(crate) fn name(&self) -> &str {
        &self.serde.name().deserialize_name().value
    }
}

impl<'a> Field<'a> {
    /// As serde reads it.
    pub(crate) fn name(&self) -> &str {
        &self.serde.name().deserialize_name().value
    }

    /// The role of the field.
    pub(crate) fn role(&self) -> Role<'a> {
        if self.serde.skip_serializing() && self.serde.skip_deserializing() {
            return Role::Skipped;
        }
        match ty::map(self.ty) {
            _ if !self.serde.flatten() => Role::Option,
            Some((key, value)) => Role::Freeform(key, value),
            None => Role::Flattened,
        }
    }

    /// Whether serde needs it: no default on the field, and no `Option`.
    pub(crate) fn is_required(&self, container: &serde_attr::Default) -> bool {
        self.serde.default().is_none() && container.is_none() && !ty::is(self.ty, "Option")
    }
}

/// Unions are refused here, because serde's reader stops at them.
fn read_serde<'a>(item: &'a DeriveInput, errors: &mut Errors) -> Option<serde_ast::Container<'a>> {
    if let syn::Data::Union(union) = &item.data {
        errors.push(
            union.union_token,
            "a union cannot be read from data: write an enum instead",
        );
        return None;
    }
    let context = Ctxt::new();
    // Only `borrow` uses this name, and that is refused.
    let private = Ident::new("__private", Span::call_site());
    let read = serde_ast::Container::from_ast(&context, item, Derive::Deserialize, &private);
    if let Err(error) = context.check() {
        errors.extend(error);
    }
    read
}

impl<'a> Data<'a> {
    fn parse(
        data: serde_ast::Data<'a>,
        attrs: &serde_attr::Container,
        errors: &mut Errors,
    ) -> Self {
        match data {
            serde_ast::Data::Enum(variants) => {
                let variants: Vec<_> = variants
                    .into_iter()
                    .map(|variant| Variant::parse(variant, errors))
                    .collect();
                Self::Enum(Repr::of(attrs.tag(), &variants), variants)
            }
            serde_ast::Data::Struct(style, fields) => {
                let transparent = fields.iter().position(|field| field.attrs.transparent());
                let mut fields = Field::parse_all(fields, errors);
                match (style, transparent) {
                    (_, Some(index)) => Self::Newtype(Box::new(fields.swap_remove(index))),
                    (Style::Newtype, None) => Self::Newtype(Box::new(fields.swap_remove(0))),
                    (Style::Struct, None) => Self::Struct(fields),
                    (Style::Tuple | Style::Unit, None) => Self::Nameless,
                }
            }
        }
    }
}

impl Repr {
    fn of(tag: &TagType, variants: &[Variant]) -> Self {
        let is_unit = |variant: &Variant| matches!(variant.data, VariantData::Unit);
        match tag {
            TagType::External if variants.iter().all(is_unit) => Self::Names,
            TagType::External => Self::External,
            TagType::Internal { tag } => Self::Internal(tag.clone()),
            TagType::Adjacent { .. } => Self::Adjacent,
            TagType::None => Self::Untagged,
        }
    }
}

impl<'a> Variant<'a> {
    fn parse(variant: serde_ast::Variant<'a>, errors: &mut Errors) -> Self {
        attr::refuse_nix(&variant.original.attrs, "a variant", errors);
        let mut fields = Field::parse_all(variant.fields, errors);
        Self {
            original: variant.original,
            doc: attr::doc(&variant.original.attrs, errors),
            serde: variant.attrs,
            data: match variant.style {
                Style::Unit => VariantData::Unit,
                Style::Newtype => VariantData::Newtype(Box::new(fields.swap_remove(0))),
                Style::Tuple => VariantData::Tuple,
                Style::Struct => VariantData::Struct(fields),
            },
        }
    }

    fn fields(&self) -> Vec<&Field<'a>> {
        match &self.data {
            VariantData::Unit | VariantData::Tuple => Vec::new(),
            VariantData::Newtype(field) => vec![field],
            VariantData::Struct(fields) => fields.iter().collect(),
        }
    }
}

impl<'a> Field<'a> {
    fn parse_all(fields: Vec<serde_ast::Field<'a>>, errors: &mut Errors) -> Vec<Self> {
        fields
            .into_iter()
            .map(|field| Self::parse(field, errors))
            .collect()
    }

    fn parse(field: serde_ast::Field<'a>, errors: &mut Errors) -> Self {
        Self {
            nix: FieldAttrs::parse(&field.original.attrs, errors),
            doc: attr::doc(&field.original.attrs, errors),
            original: field.original,
            member: field.member,
            ty: field.ty,
            serde: field.attrs,
        }
    }
}
