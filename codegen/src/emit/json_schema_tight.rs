//! What schemars leaves open and both serde and Nix refuse: integers beyond their type, NUL, long names,
//! keys that the module system executes, and defaults that are none.

use nixos_options::meta::ScalarDef;
use nixos_options::read::EXECUTED_KEYS;
use nixos_options::scalar::anchored;
use serde_json::{Map, Value, json};

/// No NUL anywhere; `.` would leave out line breaks.
const NO_NUL: &str = "^[^\\u0000]*$";

/// Closes these gaps in a schema and all schemas in it.
pub(super) fn tighten(schema: &mut Value, grammars: &[&ScalarDef]) {
    let Value::Object(schema) = schema else {
        return;
    };
    integer(schema);
    string(schema);
    unset(schema);
    names(schema, grammars);
    for (keyword, value) in schema.iter_mut() {
        match (keyword.as_str(), value) {
            ("properties" | "patternProperties", Value::Object(schemas)) => {
                for schema in schemas.values_mut() {
                    tighten(schema, grammars);
                }
            }
            ("anyOf" | "oneOf" | "allOf", Value::Array(schemas)) => {
                for schema in schemas {
                    tighten(schema, grammars);
                }
            }
            ("items" | "additionalProperties", inner) => tighten(inner, grammars),
            _ => {}
        }
    }
}

/// `format` says nothing to a validator, and schemars gives bounds to the smallest types only.
fn integer(schema: &mut Map<String, Value>) {
    let (min, max) = match schema.get("format").and_then(Value::as_str) {
        Some("uint32") => (0, i64::from(u32::MAX)),
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("int64") => (i64::MIN, i64::MAX),
        _ => return,
    };
    schema.entry("minimum").or_insert_with(|| json!(min));
    schema.entry("maximum").or_insert_with(|| json!(max));
}

/// Rust writes null for a default that only Nix knows. Null is not a valid value, so the default is
/// removed.
fn unset(schema: &mut Map<String, Value>) {
    let takes_null = match schema.get("type") {
        Some(Value::Array(names)) => names.iter().any(|name| name == "null"),
        Some(name) => name == "null",
        None => !schema.contains_key("$ref"),
    };
    match schema.get_mut("default") {
        Some(Value::Null) if !takes_null => drop(schema.remove("default")),
        Some(default) => drop_null(default),
        None => {}
    }
}

/// In the default of a set of options, null says what leaving the option out says.
fn drop_null(default: &mut Value) {
    if let Value::Object(options) = default {
        options.retain(|_, value| !value.is_null());
        options.values_mut().for_each(drop_null);
    }
}

fn string(schema: &mut Map<String, Value>) {
    let is_string = match schema.get("type") {
        Some(Value::String(name)) => name == "string",
        Some(Value::Array(names)) => names.iter().any(|name| name == "string"),
        _ => false,
    };
    let is_limited = ["const", "enum", "pattern"]
        .iter()
        .any(|keyword| schema.contains_key(*keyword));
    if is_string && !is_limited {
        schema.insert("pattern".to_owned(), json!(NO_NUL));
    }
}

/// Names that users choose. schemars keeps only the pattern of their grammar, so the other limits
/// are added.
fn names(schema: &mut Map<String, Value>, grammars: &[&ScalarDef]) {
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    let of_pattern = patterns.and_then(|patterns| {
        let (pattern, _) = patterns.iter().next()?;
        let mut found = grammars
            .iter()
            .filter(|def| anchored(def.pattern) == *pattern);
        found.next()
    });
    let is_map = patterns.is_some()
        || schema
            .get("additionalProperties")
            .is_some_and(|values| *values != Value::Bool(false));
    if is_map {
        let mut free = json!({ "pattern": NO_NUL, "not": { "enum": EXECUTED_KEYS } });
        if let Some(def) = of_pattern {
            free["maxLength"] = json!(def.max_len);
        }
        let names = match schema.remove("propertyNames") {
            Some(grammar) => json!({ "allOf": [grammar, free] }),
            None => free,
        };
        schema.insert("propertyNames".to_owned(), names);
    }
}
