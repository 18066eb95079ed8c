//! Defects of the JSON Schema.

use serde_json::{Map, Value, json};

use super::Defect;
use crate::patch::Patch;

pub(super) const DEFECTS: &[Defect] = &[
    schema("unknown keys are taken", "home", |schema| {
        in_definition(schema, "Entry", |entry| {
            entry.remove("additionalProperties").is_some()
        })
    }),
    schema("a pattern is not anchored", "root", |schema| {
        in_definition(schema, "Mode", |mode| {
            mode.insert("pattern".to_owned(), json!("[0-7]{3,4}"))
                .is_some()
        })
    }),
    schema("a lower bound is missing", "root", |schema| {
        in_definition(schema, "Percent", |percent| {
            percent.remove("minimum").is_some()
        })
    }),
    schema("a length is missing", "home", |schema| {
        in_definition(schema, "Size", |size| size.remove("maxLength").is_some())
            | in_definition(schema, "UnitName", |name| {
                name.remove("maxLength").is_some()
            })
    }),
    schema("a variant is missing", "stores", |schema| {
        in_definition(schema, "Tier", |tier| {
            let variants = tier.get_mut("oneOf").and_then(Value::as_array_mut);
            variants.is_some_and(|variants| variants.pop().is_some())
        })
    }),
    schema("a required option may be missing", "stores", |schema| {
        in_definition(schema, "Store", |store| store.remove("required").is_some())
    }),
    schema("NUL is taken", "every", |schema| {
        everywhere(schema, &mut |schema| {
            schema.get("pattern") == Some(&json!("^[^\\u0000]*$"))
                && schema.get("type").is_some()
                && schema.remove("pattern").is_some()
        })
    }),
    schema("names have no grammar", "home", |schema| {
        everywhere(schema, &mut |schema| {
            schema.remove("propertyNames").is_some()
        })
    }),
    schema("integers have no upper bound", "every", |schema| {
        everywhere(schema, &mut |schema| {
            schema.contains_key("format") && schema.remove("maximum").is_some()
        })
    }),
    schema("a default is written down as another", "root", |schema| {
        let option =
            schema.pointer_mut("/properties/stateless/properties/root/properties/mode/default");
        option.is_some_and(|default| {
            *default = json!("0700");
            true
        })
    }),
    schema("null is refused", "home", |schema| {
        in_definition(schema, "Parent", |parent| {
            let user = parent
                .get_mut("properties")
                .and_then(|all| all.get_mut("user"));
            user.is_some_and(|user| {
                *user = json!({ "$ref": "#/$defs/UserName" });
                true
            })
        })
    }),
];

const fn schema(
    name: &'static str,
    shown_by: &'static str,
    change: fn(&mut Value) -> bool,
) -> Defect {
    Defect {
        name,
        shown_by,
        patch: Patch::Schema(change),
    }
}

fn in_definition(
    schema: &mut Value,
    name: &str,
    change: impl FnOnce(&mut Map<String, Value>) -> bool,
) -> bool {
    let definition = schema.get_mut("$defs").and_then(|all| all.get_mut(name));
    definition
        .and_then(Value::as_object_mut)
        .is_some_and(change)
}

/// Changes each schema in a schema; whether it changed any.
fn everywhere(schema: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>) -> bool) -> bool {
    match schema {
        Value::Object(entries) => {
            let changed = change(entries);
            entries.values_mut().fold(changed, |changed, inner| {
                everywhere(inner, change) | changed
            })
        }
        Value::Array(items) => items
            .iter_mut()
            .fold(false, |changed, inner| everywhere(inner, change) | changed),
        _ => false,
    }
}
