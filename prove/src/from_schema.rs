//! Valid values, made from the JSON Schema. The schema depends on neither the derive nor `lower`,
//! so these values cover what both omit.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::{hostile, pattern};

/// A value for `schema`, whose references are to the `$defs` of `root`.
pub(crate) fn value(root: &Value, schema: &Value, rng: &mut Rng, depth: usize) -> Value {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let found = target.strip_prefix('#').and_then(|at| root.pointer(at));
        return found.map_or(Value::Null, |schema| value(root, schema, rng, depth));
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(all) = schema.get(keyword).and_then(Value::as_array) {
            let one = rng.choice(all).unwrap_or(&Value::Null);
            let made = value(root, one, rng, depth);
            // A tagged variant has what is common beside it.
            return match (made, schema.get("properties")) {
                (Value::Object(made), Some(_)) => {
                    let mut all = object(root, schema, rng, depth);
                    all.extend(made);
                    Value::Object(all)
                }
                (made, _) => made,
            };
        }
    }
    if let Some(constant) = schema.get("const") {
        return constant.clone();
    }
    if let Some(names) = schema.get("enum").and_then(Value::as_array) {
        return rng.choice(names).cloned().unwrap_or(Value::Null);
    }
    let kind = match schema.get("type") {
        Some(Value::String(name)) => name.as_str(),
        Some(Value::Array(names)) => rng.choice(names).and_then(Value::as_str).unwrap_or("null"),
        _ => return hostile::value(rng, 1),
    };
    match kind {
        "boolean" => json!(rng.bool()),
        "integer" => integer(schema, rng),
        "number" => hostile::number(rng),
        "string" => Value::String(string(schema, rng)),
        "array" => {
            let count = if depth == 0 { 0 } else { rng.usize(0..3) };
            let items = schema.get("items").unwrap_or(&Value::Null);
            (0..count)
                .map(|_| value(root, items, rng, depth - 1))
                .collect()
        }
        "object" => Value::Object(object(root, schema, rng, depth)),
        _ => Value::Null,
    }
}

/// An end of the range or one beyond, or any number within.
fn integer(schema: &Value, rng: &mut Rng) -> Value {
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_i64);
    let min = bound("minimum").unwrap_or(i64::MIN);
    let max = bound("maximum").unwrap_or(i64::MAX);
    match rng.u8(0..8) {
        0 => json!(min),
        1 => json!(max),
        2 => json!(min.saturating_sub(1)),
        3 => json!(max.saturating_add(1)),
        _ if min <= max => json!(rng.i64(min..=max)),
        _ => json!(min),
    }
}

fn string(schema: &Value, rng: &mut Rng) -> String {
    let example = schema.pointer("/examples/0").and_then(Value::as_str);
    if let (Some(example), 0) = (example, rng.u8(0..3)) {
        return example.to_owned();
    }
    let pattern = schema.get("pattern").and_then(Value::as_str);
    // The syntax of ECMA-262 for a character by its number is another than here.
    let pattern = pattern.map(|pattern| pattern.replace("\\u0000", "\\x00"));
    pattern
        .and_then(|pattern| pattern::fitting(&pattern, rng))
        .unwrap_or_else(|| hostile::text(rng))
}

fn object(root: &Value, schema: &Value, rng: &mut Rng, depth: usize) -> Map<String, Value> {
    let mut made = Map::new();
    let required = schema.get("required").and_then(Value::as_array);
    let is_required =
        |name: &str| required.is_some_and(|names| names.iter().any(|other| other == name));
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let few = properties.len().max(8);
        for (name, schema) in properties {
            // `false` takes nothing, and would spoil the whole.
            let is_open = *schema != Value::Bool(false) || rng.u8(0..40) == 0;
            if is_required(name) || depth > 0 && is_open && rng.usize(0..few) < 2 {
                made.insert(
                    name.clone(),
                    value(root, schema, rng, depth.saturating_sub(1)),
                );
            }
        }
    }
    if let (Some((names, values)), true) = (entries(schema), depth > 0) {
        for _ in 0..rng.usize(0..3) {
            let name = match names {
                Names::Any => hostile::key(rng),
                Names::Pattern(pattern) => pattern::fitting(pattern, rng).unwrap_or_default(),
                Names::Schema(names) => name(root, names, rng),
            };
            made.insert(name, value(root, values, rng, depth - 1));
        }
    }
    made
}

/// A name that a schema of names accepts.
fn name(root: &Value, names: &Value, rng: &mut Rng) -> String {
    let made = value(root, &with_type(names), rng, 0);
    made.as_str().unwrap_or_default().to_owned()
}

fn with_type(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if schema.get("$ref").is_none() {
        schema["type"] = json!("string");
    }
    schema
}

/// What says which names users may choose.
#[derive(Clone, Copy)]
enum Names<'a> {
    Any,
    Pattern(&'a str),
    Schema(&'a Value),
}

/// The names and the schema of the values that users choose.
fn entries(schema: &Value) -> Option<(Names<'_>, &Value)> {
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    if let Some((pattern, values)) = patterns.and_then(|patterns| patterns.iter().next()) {
        return Some((Names::Pattern(pattern), values));
    }
    let values = schema.get("additionalProperties")?;
    let names = schema.get("propertyNames");
    let names = names.and_then(|names| names.pointer("/allOf/0"));
    (!values.is_boolean()).then(|| (names.map_or(Names::Any, Names::Schema), values))
}
