//! Defaults and examples: whether a value fits its type, and its shortest form.

use nixos_options::meta::IntKind;
use serde_json::{Map, Value};

use crate::ir::{Default, Node, Submodule, Type};

/// Checks whether the type accepts the value; the error is the reason.
pub(super) fn accepts(ty: &Type, value: &Value) -> Result<(), String> {
    match (ty, value) {
        (Type::Anything, _)
        | (Type::Bool, Value::Bool(_))
        | (Type::Number, Value::Number(_))
        | (Type::NullOr(_), Value::Null) => Ok(()),
        (Type::Str, Value::String(text)) => holdable(text),
        (Type::Int(kind), _) => between(bounds(*kind), value),
        (Type::Between(min, max), _) => between((*min, *max), value),
        (Type::Port, _) => between(bounds(IntKind::U16), value),
        (Type::Scalar(def), Value::String(text)) => {
            def.check(text).map_err(|error| error.to_string())
        }
        (Type::Enum(names), Value::String(text)) if names.contains(text) => Ok(()),
        (Type::NullOr(inner) | Type::Required(inner), _) => accepts(inner, value),
        (Type::List(inner), Value::Array(items)) => {
            items.iter().try_for_each(|item| accepts(inner, item))
        }
        (Type::Map(map) | Type::ListOrMap(map), Value::Object(entries)) => {
            entries.iter().try_for_each(|(name, value)| {
                accepts(
                    &map.key.map_or(Type::Str, Type::Scalar),
                    &Value::String(name.clone()),
                )?;
                accepts(&map.value, value)
            })
        }
        (Type::Submodule(submodule), Value::Object(given)) => submodule_accepts(submodule, given),
        (Type::Either(types), _) if types.iter().any(|ty| accepts(ty, value).is_ok()) => Ok(()),
        (Type::AttrTag(variants), Value::Object(given)) if given.len() == 1 => {
            let (name, value) = given.iter().next().expect("one entry");
            let variant = variants.iter().find(|variant| variant.name == *name);
            variant.map_or_else(
                || mismatch(ty, value),
                |variant| accepts(&variant.ty, value),
            )
        }
        (Type::Tagged { tag, variants }, Value::Object(given)) => {
            let variant = variants
                .iter()
                .find(|(name, _)| given.get(&tag.name).is_some_and(|tag| tag == name.as_str()));
            let Some((_, submodule)) = variant else {
                return mismatch(ty, value);
            };
            let rest = given
                .iter()
                .filter(|(name, _)| *name != &tag.name)
                .map(|(name, value)| (name.clone(), value.clone()));
            submodule_accepts(submodule, &rest.collect())
        }
        _ => mismatch(ty, value),
    }
}

fn mismatch(ty: &Type, value: &Value) -> Result<(), String> {
    Err(format!("{value} is not of type `{}`", ty.phrase().text))
}

fn holdable(text: &str) -> Result<(), String> {
    if text.contains('\0') {
        Err(format!("{text:?} contains NUL, which Nix cannot hold"))
    } else {
        Ok(())
    }
}

/// The bounds of an integer type, both included.
const fn bounds(kind: IntKind) -> (i64, i64) {
    match kind {
        IntKind::U8 => (0, u8::MAX as i64),
        IntKind::U16 => (0, u16::MAX as i64),
        IntKind::U32 => (0, u32::MAX as i64),
        IntKind::I8 => (i8::MIN as i64, i8::MAX as i64),
        IntKind::I16 => (i16::MIN as i64, i16::MAX as i64),
        IntKind::I32 => (i32::MIN as i64, i32::MAX as i64),
        IntKind::I64 => (i64::MIN, i64::MAX),
    }
}

fn between((min, max): (i64, i64), value: &Value) -> Result<(), String> {
    match value.as_i64() {
        Some(number) if (min..=max).contains(&number) => Ok(()),
        _ => Err(format!("{value} is not an integer from {min} to {max}")),
    }
}

fn submodule_accepts(submodule: &Submodule, given: &Map<String, Value>) -> Result<(), String> {
    nodes_accept(&submodule.nodes, given)?;
    for (name, value) in given {
        if submodule.nodes.iter().all(|node| node.name() != name) {
            let freeform = submodule
                .freeform
                .as_ref()
                .ok_or_else(|| format!("there is no option `{name}`"))?;
            accepts(freeform, value)?;
        }
    }
    Ok(())
}

fn nodes_accept(nodes: &[Node], given: &Map<String, Value>) -> Result<(), String> {
    nodes
        .iter()
        .try_for_each(|node| match (node, given.get(node.name())) {
            (Node::Option(option), Some(value)) if !is_unset(option, value) => {
                accepts(&option.ty, value).map_err(|why| format!("{}: {why}", option.name))
            }
            (Node::Group(group), Some(Value::Object(given))) => nodes_accept(&group.nodes, given),
            _ => Ok(()),
        })
}

/// Rust writes an unset `FromName` or `FromConfig` as null.
fn is_unset(option: &crate::ir::Opt, value: &Value) -> bool {
    option.default.is_unknown_to_rust() && value.is_null()
}

/// Removes the attributes that equal their defaults, because Rust writes all fields.
pub(super) fn prune(ty: &Type, value: Value) -> Value {
    match (ty, value) {
        (Type::NullOr(inner) | Type::Required(inner), value) => prune(inner, value),
        (Type::List(inner), Value::Array(items)) => {
            items.into_iter().map(|item| prune(inner, item)).collect()
        }
        (Type::Map(map) | Type::ListOrMap(map), Value::Object(entries)) => entries
            .into_iter()
            .map(|(name, value)| (name, prune(&map.value, value)))
            .collect(),
        (Type::Submodule(submodule), Value::Object(given)) => {
            Value::Object(prune_nodes(&submodule.nodes, given))
        }
        (Type::AttrTag(variants), Value::Object(given)) => {
            let inner = |name: &str| {
                variants
                    .iter()
                    .find(|variant| variant.name == name)
                    .map(|variant| &variant.ty)
            };
            let pruned = given.into_iter().map(|(name, value)| match inner(&name) {
                Some(ty) => (name, prune(ty, value)),
                None => (name, value),
            });
            pruned.collect()
        }
        (Type::Either(types), value) => match types.iter().find(|ty| accepts(ty, &value).is_ok()) {
            Some(ty) => prune(ty, value),
            None => value,
        },
        (Type::Tagged { tag, variants }, Value::Object(given)) => {
            let found = variants
                .iter()
                .find(|(name, _)| given.get(&tag.name).is_some_and(|tag| tag == name.as_str()));
            Value::Object(match found {
                Some((_, submodule)) => prune_nodes(&submodule.nodes, given),
                None => given,
            })
        }
        (_, value) => value,
    }
}

fn prune_nodes(nodes: &[Node], given: Map<String, Value>) -> Map<String, Value> {
    let pruned = given.into_iter().filter_map(|(name, value)| {
        match nodes.iter().find(|node| *node.name() == name) {
            Some(Node::Option(option)) if is_unset(option, &value) => None,
            Some(Node::Option(option)) => {
                let value = prune(&option.ty, value);
                (option.default != Default::Value(value.clone())).then_some((name, value))
            }
            Some(Node::Group(group)) => {
                let Value::Object(inner) = value else {
                    return Some((name, value));
                };
                let inner = prune_nodes(&group.nodes, inner);
                (!inner.is_empty()).then_some((name, Value::Object(inner)))
            }
            None => Some((name, value)),
        }
    });
    pruned.collect()
}

/// The value that the defaults of nested options make; the name of a required one otherwise.
pub(super) fn group_defaults(nodes: &[Node]) -> Result<Value, String> {
    let mut values = Map::new();
    for node in nodes {
        let value = match node {
            Node::Group(group) => group_defaults(&group.nodes)?,
            Node::Option(option) => match &option.default {
                Default::Value(value) => value.clone(),
                Default::FromName(_) | Default::FromConfig(_) => Value::Null,
                Default::Required => return Err(option.name.clone()),
            },
        };
        values.insert(node.name().to_owned(), value);
    }
    Ok(Value::Object(values))
}

/// Whether a captured default of a nested set says the same as its options' defaults.
pub(super) fn matches_defaults(captured: &Value, own: &Value, nodes: &[Node]) -> bool {
    let Value::Object(given) = captured else {
        return false;
    };
    let complete = nodes.iter().all(|node| given.contains_key(node.name()));
    (complete && prune_nodes(nodes, given.clone()).is_empty()) || captured == own
}
