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
                "this is the current name of the option: write its former name instead",
            );
        }
        if field.nix.read_only {
            errors.push(
                text,
                "configurations cannot set a read-only option, so they cannot use its former name: remove `renamed_from`",
            );
        }
    }
}

/// In Rust, a set that accepts any name would accept a former option name as an ordinary key.
pub(super) fn freeform(input: &Input, fields: &[Field], errors: &mut Errors) {
    let renamed = fields.iter().flat_map(|field| &field.nix.renamed_from);
    let removed = input.nix.removed.iter().map(|removed| &removed.path);
    for text in renamed.chain(removed) {
        errors.push(
            text,
            "the flattened map accepts this name as a key: handle it where the map is read instead",
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
                "this text ends a message to users: write sentences that end with a period",
            );
        }
        if !matches!(input.data, Data::Struct(_)) {
            errors.push(
                text,
                "only a set of options can have removed options: write `removed` on the struct that contained it",
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
            "this is not the path of an option: write names joined by dots, relative to the enclosing set, as in \
             `old` or `group.old`; `super.` is the parent set",
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
