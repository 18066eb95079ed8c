//! One change to a value that fits, at one option.

use codegen::ir::Type;
use fastrand::Rng;
use nixos_options::read::EXECUTED_KEYS;
use serde_json::{Value, json};

use crate::lengths::{long, with_nul};
use crate::{hostile, make};

/// Every way to change a value, by the name that reports use.
const RULES: &[&str] = &[
    "wrong type",
    "missing",
    "extra key",
    "known key",
    "number",
    "float",
    "text",
    "string",
    "list for set",
    "set for list",
    "hostile key",
    "swapped tag",
    "two variants",
    "deep",
    "case",
    "nul",
];

/// The rule that has its turn: between all others, again and again those that a type is about.
pub(crate) fn rule(ty: &Type, turn: usize) -> &'static str {
    let own: &[&str] = match ty {
        Type::NullOr(inner) | Type::Required(inner) => return rule(inner, turn),
        Type::Enum(_) => &["variant", "null", "variant", "case"],
        Type::Int(_) | Type::Between(..) | Type::Port => &["boundary", "null", "boundary", "float"],
        Type::Number => &["number", "null", "float"],
        Type::Scalar(_) => &[
            "boundary",
            "wrong type",
            "text",
            "nul",
            "boundary",
            "null",
            "string",
        ],
        Type::Str => &["wrong type", "nul", "null"],
        Type::Map(_) | Type::ListOrMap(_) => &[
            "hostile key",
            "boundary",
            "nul",
            "executed key",
            "null",
            "missing",
        ],
        Type::Either(_) | Type::AttrTag(_) => &["swapped tag", "null", "two variants", "variant"],
        Type::Tagged { .. } => &["swapped tag", "null", "variant"],
        _ => &["null", "boundary", "missing"],
    };
    let turn = turn / 2;
    if turn % 2 == 0 {
        own[turn / 2 % own.len()]
    } else {
        RULES[turn / 2 % RULES.len()]
    }
}

/// Names that mean something elsewhere.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    /// Of the options and variants of the domain.
    pub(crate) keys: &'a [String],
    /// Of the variants of the domain, or of all.
    pub(crate) variants: &'a [String],
}

/// Changes `value` at `pointer`, where a value of `ty` is, by a rule.
pub(crate) fn mutate(
    value: &mut Value,
    pointer: &[String],
    ty: &Type,
    rule: &str,
    names: Names<'_>,
    rng: &mut Rng,
) {
    match rule {
        "missing" => remove(value, pointer),
        "extra key" => insert(value, pointer, &hostile::key(rng), rng),
        "known key" => {
            let key = rng.choice(names.keys).cloned().unwrap_or_default();
            insert(value, pointer, &key, rng);
        }
        "variant" => {
            if let Some(at) = at(value, pointer) {
                *at = json!(rng.choice(names.variants));
            }
        }
        _ => {
            if let Some(at) = at(value, pointer) {
                change(at, ty, rule, rng);
            }
        }
    }
}

/// The value that a pointer leads to.
pub(crate) fn at<'a>(value: &'a mut Value, pointer: &[String]) -> Option<&'a mut Value> {
    pointer.iter().try_fold(value, |value, step| match value {
        Value::Object(entries) => entries.get_mut(step),
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

fn remove(value: &mut Value, pointer: &[String]) {
    let Some((last, above)) = pointer.split_last() else {
        return;
    };
    match at(value, above) {
        Some(Value::Object(entries)) => drop(entries.remove(last)),
        Some(Value::Array(items)) => drop(items.pop()),
        _ => {}
    }
}

/// A key beside the option, or in it where it is a set.
fn insert(value: &mut Value, pointer: &[String], key: &str, rng: &mut Rng) {
    let inside = rng.bool() && matches!(at(value, pointer), Some(Value::Object(_)));
    let above = &pointer[..pointer.len().saturating_sub(1)];
    let pointer = if inside { pointer } else { above };
    let inserted = match rng.u8(0..4) {
        0 => json!(true),
        1 => json!({}),
        2 => json!({ "check": false }),
        _ => hostile::value(rng, 1),
    };
    if let Some(Value::Object(entries)) = at(value, pointer) {
        entries.entry(key).or_insert(inserted);
    }
}

fn change(at: &mut Value, ty: &Type, rule: &str, rng: &mut Rng) {
    *at = match rule {
        "null" => Value::Null,
        "wrong type" => hostile::value(rng, 2),
        "number" => hostile::number(rng),
        "float" => float(at, rng),
        "string" => Value::String(hostile::text(rng)),
        "deep" => hostile::deep(rng),
        "boundary" => return boundary(at, ty, rng),
        "text" => return text(at, rng),
        "case" => return case(at),
        "list for set" => match at.take() {
            Value::Object(entries) if rng.bool() => entries.into_iter().map(|(_, v)| v).collect(),
            Value::Object(entries) => entries.into_iter().map(|(key, _)| json!(key)).collect(),
            other => json!([other]),
        },
        "set for list" => match at.take() {
            Value::Array(items) => {
                let entries = items.into_iter().enumerate();
                let entries = entries.map(|(index, item)| match item {
                    Value::String(key) if rng.bool() => (key, json!({})),
                    item => (index.to_string(), item),
                });
                Value::Object(entries.collect())
            }
            // What serde takes for a variant without data.
            Value::String(text) => match rng.u8(0..3) {
                0 => json!({ text: null }),
                1 => json!({ text: {} }),
                _ => json!({ text: [] }),
            },
            other => json!({ "value": other }),
        },
        "hostile key" => return rename(at, hostile::key(rng)),
        "executed key" => {
            let key = rng.choice(&EXECUTED_KEYS).copied().unwrap_or_default();
            return rename(at, key.to_owned());
        }
        "nul" => return nul(at, rng),
        "swapped tag" => return swap(at, ty, rng),
        "two variants" => return add_variant(at, ty, rng),
        _ => return,
    };
}

/// The same number as a float, or one with a fraction.
fn float(at: &Value, rng: &mut Rng) -> Value {
    let number = at.as_f64().unwrap_or(1.0);
    json!(if rng.bool() { number } else { number + 0.5 })
}

/// The limits of a type, and values just beyond them.
fn boundary(at: &mut Value, ty: &Type, rng: &mut Rng) {
    match ty {
        Type::NullOr(inner) | Type::Required(inner) => boundary(at, inner, rng),
        Type::Int(kind) => *at = around(make::bounds(*kind), rng),
        Type::Between(min, max) => *at = around((*min, *max), rng),
        Type::Port => *at = around((0, 65_535), rng),
        Type::Scalar(def) => *at = Value::String(long(def, rng)),
        Type::List(inner) => {
            if let Some(first) = at.as_array_mut().and_then(|items| items.first_mut()) {
                boundary(first, inner, rng);
            }
        }
        Type::Map(map) | Type::ListOrMap(map) => {
            if let (Some(def), Value::Object(entries)) = (map.key, at) {
                let last = entries.pop_last_value();
                let value = last.unwrap_or_else(|| make::of_type(&map.value, rng));
                entries.insert(long(def, rng), value);
            }
        }
        Type::Either(types) => boundary(at, &types[rng.usize(0..types.len())], rng),
        _ => *at = hostile::number(rng),
    }
}

/// A limit of a range, as an integer or an equal float, or a value just beyond it.
fn around((min, max): (i64, i64), rng: &mut Rng) -> Value {
    let low = rng.bool();
    let beyond = if low { -1 } else { 1 };
    let over = *rng.choice(&[beyond, beyond, 0]).unwrap_or(&0);
    let number = i128::from(if low { min } else { max }) + over;
    match i64::try_from(number) {
        #[expect(clippy::cast_precision_loss, reason = "any float will do")]
        Ok(number) if rng.u8(0..4) == 0 => json!(number as f64),
        Ok(number) => json!(number),
        Err(_) => u64::try_from(number).map_or_else(|_| json!(-1e19), |number| json!(number)),
    }
}

/// A string with a piece more or less.
fn text(at: &mut Value, rng: &mut Rng) {
    let string = match at {
        Value::String(string) => string,
        Value::Array(items) if !items.is_empty() => {
            let index = rng.usize(0..items.len());
            return text(&mut items[index], rng);
        }
        Value::Object(_) => return rename(at, hostile::key(rng)),
        _ => {
            *at = json!(at.to_string());
            return;
        }
    };
    let mut chars: Vec<String> = string.chars().map(String::from).collect();
    let start = match rng.u8(0..4) {
        0 => 0,
        1 => chars.len(),
        _ => rng.usize(0..=chars.len()),
    };
    let end = (start + rng.usize(0..3)).min(chars.len());
    let piece = (*rng.choice(hostile::PIECES).unwrap_or(&"")).to_owned();
    let piece = if rng.u8(0..4) == 0 {
        String::new()
    } else {
        piece
    };
    chars.splice(start..end, [piece]);
    *at = Value::String(chars.concat());
}

/// The same name in other letters, or a part of it.
fn case(at: &mut Value) {
    if let Value::String(text) = at {
        *at = Value::String(match text.chars().next() {
            Some(first) if first.is_lowercase() => {
                format!("{}{}", first.to_uppercase(), &text[first.len_utf8()..])
            }
            Some(_) => text.to_lowercase(),
            None => " ".to_owned(),
        });
    }
}

fn rename(at: &mut Value, key: String) {
    let Value::Object(entries) = at else {
        *at = json!({ key: at.take() });
        return;
    };
    let value = entries.pop_last_value().unwrap_or(Value::Null);
    entries.insert(key, value);
}

/// NUL in a text, or in a name.
fn nul(at: &mut Value, rng: &mut Rng) {
    match at {
        Value::Object(entries) if !entries.is_empty() => {
            let (key, value) = entries.pop_last().unwrap_or_default();
            entries.insert(with_nul(&key, rng), value);
        }
        Value::Array(items) if !items.is_empty() => {
            let index = rng.usize(0..items.len());
            nul(&mut items[index], rng);
        }
        Value::String(text) => *text = with_nul(text, rng),
        _ => *at = json!("\0"),
    }
}

/// Replaces the name of the variant with another one.
fn swap(at: &mut Value, ty: &Type, rng: &mut Rng) {
    match (ty, at) {
        (Type::NullOr(inner) | Type::Required(inner), at) => swap(at, inner, rng),
        (Type::Either(types), at) => swap(at, &types[rng.usize(0..types.len())], rng),
        (Type::Tagged { tag, variants }, Value::Object(entries)) => match rng.u8(0..4) {
            0 => drop(entries.remove(&tag.name)),
            1 => drop(entries.insert(tag.name.clone(), hostile::value(rng, 1))),
            _ => {
                let (name, _) = &variants[rng.usize(0..variants.len())];
                entries.insert(tag.name.clone(), json!(name));
            }
        },
        (Type::AttrTag(variants), Value::Object(entries)) => {
            let value = entries.pop_last_value().unwrap_or(Value::Null);
            let name = variants[rng.usize(0..variants.len())].name.clone();
            entries.insert(name, value);
        }
        (Type::AttrTag(variants), at) => {
            *at = json!(variants[rng.usize(0..variants.len())].name);
        }
        (Type::Enum(names), at) => {
            let name = &names[rng.usize(0..names.len())];
            *at = if rng.bool() {
                json!({ name: {} })
            } else {
                json!(name)
            };
        }
        (_, at) => *at = hostile::value(rng, 1),
    }
}

fn add_variant(at: &mut Value, ty: &Type, rng: &mut Rng) {
    match (ty, at) {
        (Type::NullOr(inner) | Type::Required(inner), at) => add_variant(at, inner, rng),
        (Type::Either(types), at) => {
            let found = types.iter().find(|ty| matches!(ty, Type::AttrTag(_)));
            add_variant(at, found.unwrap_or(&types[0]), rng);
        }
        (Type::AttrTag(variants), Value::Object(entries)) => {
            let variant = &variants[rng.usize(0..variants.len())];
            entries.insert(variant.name.clone(), make::of_type(&variant.ty, rng));
        }
        (_, at @ Value::Object(_)) => *at = json!([at.take()]),
        (_, at) => *at = json!({}),
    }
}

/// What `serde_json::Map` lacks without the order of insertion.
trait PopLast {
    fn pop_last(&mut self) -> Option<(String, Value)>;
    fn pop_last_value(&mut self) -> Option<Value> {
        self.pop_last().map(|(_, value)| value)
    }
}

impl PopLast for serde_json::Map<String, Value> {
    fn pop_last(&mut self) -> Option<(String, Value)> {
        let key = self.keys().next_back()?.clone();
        self.remove_entry(&key)
    }
}
