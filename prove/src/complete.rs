//! Values as the module has them: with the defaults that Rust leaves to it.

use codegen::ir::{Default, Node, Opt, Type};
use serde_json::{Value, json};

/// Fills in the defaults that Rust does not know, and writes as null or omits.
pub(crate) fn complete(nodes: &[Node], value: Value, name: &str, stand_ins: &Value) -> Value {
    let Value::Object(mut set) = value else {
        return value;
    };
    for node in nodes {
        let key = node.name();
        let stand_in = stand_ins.get(key).unwrap_or(&Value::Null);
        let given = set.remove(key);
        let filled = match node {
            Node::Group(group) => {
                let given = given.unwrap_or_else(|| json!({}));
                complete(&group.nodes, given, name, stand_in)
            }
            // What takes no null and has one is unset.
            Node::Option(option) => {
                match (&option.default, given.filter(|given| is_set(option, given))) {
                    (Default::FromName(parts), None) => json!(parts.join(name)),
                    (Default::FromConfig(_), None) => stand_in.clone(),
                    (Default::Value(default), None) => default.clone(),
                    (_, Some(given)) => inside(&option.ty, given, name),
                    (Default::Required, None) => continue,
                }
            }
        };
        set.insert(key.to_owned(), filled);
    }
    Value::Object(set)
}

fn is_set(option: &Opt, given: &Value) -> bool {
    !given.is_null() || matches!(option.ty, Type::NullOr(_) | Type::Anything)
}

/// The same in the sets of options that a type holds.
fn inside(ty: &Type, value: Value, name: &str) -> Value {
    match (ty, value) {
        (Type::NullOr(inner) | Type::Required(inner), value) => inside(inner, value, name),
        (Type::List(inner), Value::Array(items)) => items
            .into_iter()
            .map(|item| inside(inner, item, name))
            .collect(),
        (Type::Map(map) | Type::ListOrMap(map), Value::Object(entries)) => entries
            .into_iter()
            .map(|(key, value)| {
                let value = inside(&map.value, value, &key);
                (key, value)
            })
            .collect(),
        (Type::Submodule(submodule), value) => {
            complete(&submodule.nodes, value, name, &Value::Null)
        }
        (Type::Either(types), value) => {
            let fits = types.iter().find(|ty| match ty {
                Type::List(_) => value.is_array(),
                Type::Map(_) | Type::Submodule(_) | Type::AttrTag(_) | Type::Tagged { .. } => {
                    value.is_object()
                }
                Type::ListOrMap(_) => value.is_array() || value.is_object(),
                _ => false,
            });
            match fits {
                Some(ty) => inside(ty, value, name),
                None => value,
            }
        }
        (Type::AttrTag(variants), Value::Object(entries)) => entries
            .into_iter()
            .map(|(key, value)| {
                let found = variants.iter().find(|variant| variant.name == key);
                let value = match found {
                    Some(variant) => inside(&variant.ty, value, name),
                    None => value,
                };
                (key, value)
            })
            .collect(),
        (Type::Tagged { tag, variants }, value) => {
            let found = variants
                .iter()
                .find(|(variant, _)| value[&tag.name] == **variant);
            match found {
                Some((_, submodule)) => complete(&submodule.nodes, value, name, &Value::Null),
                None => value,
            }
        }
        (_, value) => value,
    }
}
