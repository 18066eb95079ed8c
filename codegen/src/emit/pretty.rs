//! Values as `lib.generators.toPretty` shows them, because that is what options.json holds for a
//! plain default or example (`lib.options.renderOptionValue`).
//!
//! toPretty is meant for people: it prints a few strings as Nix with another meaning, and floats
//! depending on the version of Nix. [`is_exact`] recognizes the values that it prints correctly.
//! For all others, the module has a `literalExpression` with exact text.

use serde_json::{Map, Value};

use crate::ir::attribute;
use crate::nix;

/// The text of options.json for a value: toPretty's if it evaluates to the value, otherwise our
/// own.
pub(super) fn text(value: &Value) -> String {
    if is_exact(value) {
        to_pretty(value)
    } else {
        exact(value)
    }
}

/// Whether toPretty prints the value correctly.
pub(super) fn is_exact(value: &Value) -> bool {
    is_simple(value) || {
        let expr = nix::value(value).expect("checked while lowering");
        !is_misread(value) && nix::lift(&to_pretty(value)).is_ok_and(|read| read == expr)
    }
}

/// Whether there is nothing that toPretty could get wrong: most values, and cheap to see.
fn is_simple(value: &Value) -> bool {
    let harmless = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_graphic() || byte == b' ')
            && !text.contains(['\\', '"', '$'])
    };
    match value {
        Value::Null | Value::Bool(_) => true,
        // Negative numbers in lists are where it goes wrong.
        Value::Number(number) => number.is_u64(),
        Value::String(text) => harmless(text),
        Value::Array(items) => items.iter().all(is_simple),
        Value::Object(entries) => {
            !is_special(entries)
                && entries
                    .iter()
                    .all(|(name, value)| harmless(name) && is_simple(value))
        }
    }
}

/// Whether toPretty interprets the set instead of printing it.
fn is_misread(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(is_misread),
        Value::Object(entries) => is_special(entries) || entries.values().any(is_misread),
        _ => false,
    }
}

/// Sets that toPretty calls, or treats as a derivation.
fn is_special(entries: &Map<String, Value>) -> bool {
    ["__functor", "__pretty"]
        .iter()
        .any(|name| entries.contains_key(*name))
        || entries.get("type").is_some_and(|kind| kind == "derivation")
}

/// The value as formatted Nix text that means it.
fn exact(value: &Value) -> String {
    let expr = nix::value(value).expect("checked while lowering");
    let text = nix::format(&expr, &[]).unwrap_or_else(|_| nix::print(&expr));
    text.trim_end().to_owned()
}

/// `toPretty { multiline = true; }`.
fn to_pretty(value: &Value) -> String {
    let mut out = String::new();
    go(value, "", &mut out);
    out
}

fn go(value: &Value, indent: &str, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => string(text, indent, out),
        Value::Array(items) if items.is_empty() => out.push_str("[ ]"),
        Value::Array(items) => {
            out.push('[');
            block(items.iter(), indent, out, |item, indent, out| {
                go(item, indent, out);
            });
            out.push(']');
        }
        Value::Object(entries) if entries.is_empty() => out.push_str("{ }"),
        Value::Object(entries) => {
            out.push('{');
            block(entries.iter(), indent, out, |(name, value), indent, out| {
                out.push_str(&attribute(name));
                out.push_str(" = ");
                go(value, indent, out);
                out.push(';');
            });
            out.push('}');
        }
    }
}

/// Items on lines of their own, two columns in.
fn block<T>(
    items: impl Iterator<Item = T>,
    indent: &str,
    out: &mut String,
    show: impl Fn(T, &str, &mut String),
) {
    let inner = format!("{indent}  ");
    for item in items {
        out.push('\n');
        out.push_str(&inner);
        show(item, &inner, out);
    }
    out.push('\n');
    out.push_str(indent);
}

fn string(text: &str, indent: &str, out: &mut String) {
    let Some((head, last)) = text.rsplit_once('\n') else {
        out.extend(["\"", &single_line(text), "\""]);
        return;
    };
    let escape = |line: &str| line.replace("''", "'''").replace("${", "''${");
    out.push_str("''");
    for line in head.split('\n') {
        out.extend(["\n", indent, "  ", &escape(line)]);
    }
    if last.is_empty() {
        out.extend(["\n", indent, "''"]);
    } else {
        out.extend(["\n", indent, "  ", &escape(last), "''"]);
    }
}

fn single_line(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace("${", "\\${")
}
