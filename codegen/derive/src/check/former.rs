//! Names of options that there were.

use syn::LitStr;

use crate::ast::{Data, Field, Input};
use crate::attr::Removed;
use crate::errors::Errors;

/// What a field was called before.
pub(super) fn renamed(field: &Field, errors: &mut Errors) {
    for text in &field.nix.renamed_from {
        path(text, errors);
        if text.value() == field.name() {
            errors.push(
                text,
                "the option has this name still: write the name that it had before instead",
            );
        }
        if field.nix.read_only {
            errors.push(
                text,
                "nobody sets a read-only option, so no configuration has its former name: remove `renamed_from`",
            );
        }
    }
}

/// A set that takes any name would take a former one as a name of its own, in Rust.
pub(super) fn freeform(input: &Input, fields: &[Field], errors: &mut Errors) {
    let renamed = fields.iter().flat_map(|field| &field.nix.renamed_from);
    let removed = input.nix.removed.iter().map(|removed| &removed.path);
    for text in renamed.chain(removed) {
        errors.push(
            text,
            "the flattened map takes this name as a key of its own: look for it where the map is read instead",
        );
    }
}

/// What a type had.
pub(super) fn removed(input: &Input, errors: &mut Errors) {
    for Removed { path: text, help } in &input.nix.removed {
        path(text, errors);
        if !help.value().trim_end().ends_with('.') {
            errors.push(
                help,
                "this ends a message to users: write sentences, each with a period at its end",
            );
        }
        if !matches!(input.data, Data::Struct(_)) {
            errors.push(
                text,
                "only a set has options that can be removed: write `removed` on the struct that had it",
            );
        }
    }
}

/// `a.b`, with `super.` before it for the set around.
fn path(text: &LitStr, errors: &mut Errors) {
    let value = text.value();
    let names: Vec<&str> = value
        .split('.')
        .skip_while(|name| *name == "super")
        .collect();
    if names.is_empty() || !names.iter().all(|name| is_name(name)) {
        errors.push(
            text,
            "this is no path of an option: write names joined by dots, from the set that this is in, as in \
             `old` or `group.old`; `super.` goes to the set around",
        );
    }
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'\'' | b'-'))
        && name != "super"
}
