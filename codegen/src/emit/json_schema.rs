//! The JSON Schema of the whole configuration: schemars' schema of each domain's Rust type, put at
//! the domain's place.

use nixos_options::meta::{Domain, ScalarDef};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::json_schema_tight::tighten;
use crate::Problem;

/// One schema for all domains. `comment` says where it comes from, `grammars` are those in use.
pub fn schema(
    domains: &[Domain],
    grammars: &[&ScalarDef],
    comment: &str,
) -> Result<Value, Problem> {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut root = object();
    for domain in domains {
        let schema = (domain.json_schema)(&mut generator).to_value();
        let mut schema = resolve(schema, generator.definitions());
        tighten(&mut schema, grammars);
        place(&mut root, domain.mount, schema).map_err(|message| Problem {
            subject: domain.mount.join("."),
            places: vec![domain.name.to_owned()],
            message,
            help: "mount the domains at paths that do not overlap".to_owned(),
        })?;
    }
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    root["$comment"] = json!(comment);
    root["$defs"] = used(&generator.take_definitions(true), &root, grammars);
    Ok(root)
}

fn object() -> Value {
    json!({ "type": "object" })
}

/// The definition that a domain's own schema refers to: it is merged at the domain's place.
fn resolve(schema: Value, definitions: &Map<String, Value>) -> Value {
    let name = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|target| target.rsplit('/').next());
    name.and_then(|name| definitions.get(name))
        .cloned()
        .unwrap_or(schema)
}

/// Puts `schema` below `at`. What other modules declare beside it stays open.
fn place(at: &mut Value, mount: &[&str], schema: Value) -> Result<(), String> {
    let Some((step, rest)) = mount.split_first() else {
        return merge(at, schema);
    };
    let next = if step.starts_with('<') {
        at.as_object_mut()
            .ok_or("a place is no object")?
            .entry("additionalProperties")
            .or_insert_with(object)
    } else {
        let properties = at
            .as_object_mut()
            .ok_or("a place is no object")?
            .entry("properties")
            .or_insert_with(|| json!({}));
        properties
            .as_object_mut()
            .ok_or("a place is no object")?
            .entry(*step)
            .or_insert_with(object)
    };
    place(next, rest, schema)
}

fn merge(at: &mut Value, schema: Value) -> Result<(), String> {
    let Value::Object(schema) = schema else {
        return Err("the domain's schema is no object".to_owned());
    };
    for (key, value) in schema {
        match (at.get_mut(&key), value) {
            (Some(Value::Object(old)), Value::Object(new)) if key == "properties" => {
                for (name, value) in new {
                    if old.insert(name.clone(), value).is_some() {
                        return Err(format!("two domains declare `{name}`"));
                    }
                }
            }
            (_, value) => at[key] = value,
        }
    }
    Ok(())
}

/// The definitions that are referenced. Those merged into the root are no longer needed.
fn used(definitions: &Map<String, Value>, root: &Value, grammars: &[&ScalarDef]) -> Value {
    let mut kept = Map::new();
    let mut queue = references(root);
    while let Some(name) = queue.pop() {
        if let Some(definition) = definitions.get(&name).filter(|_| !kept.contains_key(&name)) {
            queue.extend(references(definition));
            let mut definition = definition.clone();
            tighten(&mut definition, grammars);
            kept.insert(name, definition);
        }
    }
    Value::Object(kept)
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(entries) => {
            let own = entries
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|target| target.strip_prefix("#/$defs/"));
            own.map(str::to_owned)
                .into_iter()
                .chain(entries.values().flat_map(references))
                .collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}
