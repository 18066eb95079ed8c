//! Attributes of serde and schemars that let the three readers of a value disagree.

use serde_derive_internals::attr::TagType;
use syn::{Attribute, Meta};

use crate::ast::{Data, Input};
use crate::attr;
use crate::errors::Errors;

/// Attributes by place, with what is wrong and what to write instead.
type Refused = &'static [(&'static [&'static str], &'static str)];

const ON_TYPES: Refused = &[
    (
        &["from", "try_from", "into", "remote"],
        "hides which values are accepted: derive on the type that serde reads, and convert in code instead",
    ),
    (
        &["bound"],
        "is for generic types: write concrete types instead",
    ),
    (
        &["field_identifier", "variant_identifier"],
        "is for hand-written deserializers: write a plain enum instead",
    ),
];

const ON_VARIANTS: Refused = &[
    (
        &["alias"],
        "gives one variant two names, and the module would know only one: write one name instead",
    ),
    (
        &["other"],
        "accepts every name: write out the permitted variants instead",
    ),
    (
        &["untagged"],
        "mixes two forms in one enum: write a separate untagged enum around this one instead",
    ),
    (
        &["skip", "skip_serializing", "skip_deserializing"],
        "makes a variant that nobody can write: remove the variant instead",
    ),
    (
        &[
            "with",
            "serialize_with",
            "deserialize_with",
            "borrow",
            "bound",
        ],
        "hides the form of the value from the module: write a type with its own `HasNixType` instead",
    ),
];

const ON_FIELDS: Refused = &[
    (
        &["alias"],
        "gives one option two names, and the module would know only one: write one name instead",
    ),
    (
        &["skip_serializing", "skip_serializing_if"],
        "loses values when the configuration is written: write `#[serde(default)]`, or `#[serde(skip)]` without an option, instead",
    ),
    (
        &["skip_deserializing"],
        "makes an option that cannot be set: write `#[serde(skip)]`, or `#[nix(read_only)]` with a default, instead",
    ),
    (
        &[
            "with",
            "serialize_with",
            "deserialize_with",
            "getter",
            "borrow",
            "bound",
        ],
        "hides the form of the value from the module: write a type with its own `HasNixType` instead",
    ),
];

/// The schemars attributes that do not change names, defaults or values.
const SCHEMARS: [&str; 4] = ["crate", "extend", "inline", "transform"];

/// Checks all attributes of the type, its variants and its fields.
pub(super) fn check(input: &Input, errors: &mut Errors) {
    refuse(&input.item.attrs, ON_TYPES, errors);
    if matches!(input.data, Data::Struct(_)) && !matches!(input.serde.tag(), TagType::External) {
        errors.push(
            input.ident(),
            "a tag on a struct adds an undeclared key: write a field, or an enum with this tag, instead",
        );
    }
    if let Data::Enum(_, variants) = &input.data {
        for variant in variants {
            refuse(&variant.original.attrs, ON_VARIANTS, errors);
        }
    }
    for field in input.fields() {
        refuse(&field.original.attrs, ON_FIELDS, errors);
    }
}

fn refuse(attrs: &[Attribute], refused: Refused, errors: &mut Errors) {
    for entry in attr::entries(attrs, "serde") {
        for (names, why) in refused {
            if let Some(name) = names.iter().find(|name| entry.path().is_ident(name)) {
                errors.push(&entry, format_args!("`#[serde({name})]` {why}"));
            }
        }
    }
    for entry in attr::entries(attrs, "schemars") {
        refuse_schemars(&entry, errors);
    }
}

fn refuse_schemars(entry: &Meta, errors: &mut Errors) {
    if !SCHEMARS.iter().any(|name| entry.path().is_ident(name)) {
        errors.push(
            entry,
            "only the JSON Schema would apply this rule: write a serde attribute, or a type with a grammar, instead",
        );
    }
}
