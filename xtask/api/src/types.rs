//! The values that an option accepts according to a JSON Schema, and those that a newer schema no
//! longer accepts.
//!
//! Options inside sets are skipped, because each is compared as an option of the surface.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::grammar::{Inclusion, inclusion};

/// Where a schema that refers to itself is cut.
const DEPTH: usize = 32;

/// Alternatives.
pub(super) type Type = Vec<Shape>;

/// Values of one kind.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// Anything.
    Any,
    /// `null`.
    Null,
    /// `true` and `false`.
    Bool,
    /// Numbers within bounds, both included.
    Number {
        whole: bool,
        min: Option<i128>,
        max: Option<i128>,
    },
    /// One text.
    Name(String),
    /// Texts with a grammar.
    Text(Text),
    /// Lists.
    List(Type),
    /// Attribute sets: the grammars of free names, and the type below them; `None`: no free names.
    Set {
        names: Vec<Text>,
        values: Option<Type>,
    },
    /// An unknown keyword, which is only compatible with an equal one.
    Other(String),
}

/// Texts with a grammar.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Text {
    pattern: Option<String>,
    longest: Option<u64>,
    /// The schemas of skipped options.
    without: BTreeSet<String>,
}

/// The type that `schema` describes; `root` has the definitions it refers to.
pub(super) fn read(schema: &Value, root: &Value) -> Type {
    let mut shapes = Vec::new();
    add(schema, root, DEPTH, &mut shapes);
    shapes.dedup();
    shapes
}

/// The schema behind a reference.
pub(super) fn resolve<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let target = schema.get("$ref").and_then(Value::as_str);
    let pointer = target.and_then(|target| target.strip_prefix('#'));
    pointer
        .and_then(|pointer| root.pointer(pointer))
        .unwrap_or(schema)
}

/// The alternatives of a schema: `anyOf` and `oneOf`, or itself.
pub(super) fn alternatives(schema: &Value) -> Vec<&Value> {
    let several = ["anyOf", "oneOf"].iter().filter_map(|key| schema.get(*key));
    let several: Vec<&Value> = several.filter_map(Value::as_array).flatten().collect();
    if several.is_empty() {
        vec![schema]
    } else {
        several
    }
}

fn add(schema: &Value, root: &Value, depth: usize, shapes: &mut Type) {
    let schema = resolve(schema, root);
    if depth == 0 {
        return shapes.push(Shape::Other(schema.to_string()));
    }
    let several = alternatives(schema);
    if !matches!(several.as_slice(), [only] if std::ptr::eq(*only, schema)) {
        return several
            .into_iter()
            .for_each(|each| add(each, root, depth - 1, shapes));
    }
    let Value::Object(fields) = schema else {
        return shapes.push(match schema {
            Value::Bool(true) => Shape::Any,
            other => Shape::Other(other.to_string()),
        });
    };
    let given = |key: &str| fields.get(key);
    if let Some(name) = given("const") {
        return shapes.push(constant(name));
    }
    if let Some(Value::Array(names)) = given("enum") {
        return shapes.extend(names.iter().map(constant));
    }
    match given("type") {
        Some(Value::String(kind)) => shapes.push(shape(kind, fields, root, depth)),
        Some(Value::Array(kinds)) => {
            let kinds = kinds.iter().filter_map(Value::as_str);
            shapes.extend(kinds.map(|kind| shape(kind, fields, root, depth)));
        }
        _ if given("pattern").is_some() => shapes.push(Shape::Text(text(fields))),
        _ if given("allOf").is_none() && given("not").is_none() => shapes.push(Shape::Any),
        _ => shapes.push(Shape::Other(schema.to_string())),
    }
}

fn constant(value: &Value) -> Shape {
    match value {
        Value::String(name) => Shape::Name(name.clone()),
        Value::Null => Shape::Null,
        other => Shape::Other(other.to_string()),
    }
}

fn shape(kind: &str, fields: &Map<String, Value>, root: &Value, depth: usize) -> Shape {
    let inner = |schema: &Value| {
        let mut shapes = Vec::new();
        add(schema, root, depth - 1, &mut shapes);
        shapes
    };
    let bound = |key: &str| {
        let number = fields.get(key)?;
        number
            .as_i64()
            .map(i128::from)
            .or_else(|| number.as_u64().map(i128::from))
    };
    match kind {
        "null" => Shape::Null,
        "boolean" => Shape::Bool,
        "integer" | "number" => Shape::Number {
            whole: kind == "integer",
            min: bound("minimum"),
            max: bound("maximum"),
        },
        "string" => Shape::Text(text(fields)),
        "array" => Shape::List(fields.get("items").map_or(vec![Shape::Any], inner)),
        "object" => set(fields, inner),
        other => Shape::Other(other.to_owned()),
    }
}

fn text(fields: &Map<String, Value>) -> Text {
    Text {
        pattern: fields
            .get("pattern")
            .and_then(Value::as_str)
            .map(str::to_owned),
        longest: fields.get("maxLength").and_then(Value::as_u64),
        without: fields
            .get("not")
            .map(ToString::to_string)
            .into_iter()
            .collect(),
    }
}

fn set(fields: &Map<String, Value>, inner: impl Fn(&Value) -> Type) -> Shape {
    let patterns = fields.get("patternProperties").and_then(Value::as_object);
    let of_pattern = patterns.and_then(|patterns| patterns.iter().next());
    let free = fields
        .get("additionalProperties")
        .filter(|values| **values != Value::Bool(false));
    let mut names = Vec::new();
    if let Some((pattern, _)) = of_pattern {
        names.push(Text {
            pattern: Some(pattern.clone()),
            ..Text::default()
        });
    }
    let rules = fields.get("propertyNames").into_iter();
    let rules = rules.flat_map(|rule| match rule.get("allOf").and_then(Value::as_array) {
        Some(all) => all.iter().collect(),
        None => vec![rule],
    });
    names.extend(rules.filter_map(Value::as_object).map(text));
    Shape::Set {
        names,
        values: of_pattern.map(|(_, values)| values).or(free).map(inner),
    }
}

/// The values that `old` accepts and `new` refuses, as sentences without a period.
pub(super) fn narrower(old: &Type, new: &Type) -> Vec<String> {
    let mut found = Vec::new();
    for shape in old {
        found.extend(missing(shape, new));
    }
    found.dedup();
    found
}

fn missing(old: &Shape, new: &Type) -> Vec<String> {
    if new.contains(old) || new.contains(&Shape::Any) {
        return Vec::new();
    }
    match old {
        Shape::Any => vec!["it accepted any value, and now accepts only some".to_owned()],
        Shape::Null => vec!["`null` is refused now".to_owned()],
        Shape::Bool => vec!["`true` and `false` are refused now".to_owned()],
        Shape::Number { .. } => best(new, "numbers are", |new| number(old, new)),
        Shape::Name(name) => missing_name(name, new),
        Shape::Text(text) => missing_text(text, new),
        Shape::List(elements) => best(new, "lists are", |new| match new {
            Shape::List(new) => Some(prefixed("an element: ", narrower(elements, new))),
            _ => None,
        }),
        Shape::Set { names, values } => best(new, "sets are", |new| match new {
            Shape::Set {
                names: new_names,
                values: new_values,
            } => Some(narrower_set(
                (names, values.as_ref()),
                (new_names, new_values.as_ref()),
            )),
            _ => None,
        }),
        Shape::Other(_) => vec!["its type changed in a way that cannot be compared".to_owned()],
    }
}

/// The shortest list of what is missing in one alternative of the same kind.
fn best(new: &Type, what: &str, compare: impl Fn(&Shape) -> Option<Vec<String>>) -> Vec<String> {
    new.iter()
        .filter_map(compare)
        .min_by_key(Vec::len)
        .unwrap_or_else(|| vec![format!("{what} refused now")])
}

fn prefixed(prefix: &str, reasons: Vec<String>) -> Vec<String> {
    reasons
        .into_iter()
        .map(|reason| format!("{prefix}{reason}"))
        .collect()
}

fn number(old: &Shape, new: &Shape) -> Option<Vec<String>> {
    let (
        Shape::Number { whole, min, max },
        Shape::Number {
            whole: new_whole,
            min: new_min,
            max: new_max,
        },
    ) = (old, new)
    else {
        return None;
    };
    let mut found = Vec::new();
    if *new_whole && !whole {
        found.push("numbers with a fraction are refused now".to_owned());
    }
    let shown = |bound: &Option<i128>| bound.map_or("none".to_owned(), |bound| bound.to_string());
    if new_min.is_some_and(|new| min.is_none_or(|old| old < new)) {
        found.push(format!(
            "the least was {} and is {} now",
            shown(min),
            shown(new_min)
        ));
    }
    if new_max.is_some_and(|new| max.is_none_or(|old| old > new)) {
        found.push(format!(
            "the most was {} and is {} now",
            shown(max),
            shown(new_max)
        ));
    }
    Some(found)
}

fn missing_name(name: &str, new: &Type) -> Vec<String> {
    let text = Text {
        pattern: Some(literal(name)),
        longest: Some(name.chars().count() as u64),
        without: BTreeSet::new(),
    };
    // What a text leaves out is NUL, which no name has.
    let taken = new.iter().any(|shape| match shape {
        Shape::Text(new) => grammar(&text, &[new], &[]).is_none(),
        _ => false,
    });
    if taken {
        Vec::new()
    } else {
        vec![format!("{name:?} is refused now")]
    }
}

fn missing_text(old: &Text, new: &Type) -> Vec<String> {
    let texts: Vec<&Text> = new.iter().filter_map(Shape::as_text).collect();
    let names: Vec<&str> = new.iter().filter_map(Shape::as_name).collect();
    if texts.is_empty() && names.is_empty() {
        return vec!["texts are refused now".to_owned()];
    }
    grammar(old, &texts, &names).into_iter().collect()
}

/// Why a string of `old` may be refused by all of `new`.
fn grammar(old: &Text, new: &[&Text], names: &[&str]) -> Option<String> {
    let as_long = |new: &&&Text| {
        new.longest
            .is_none_or(|new| old.longest.is_some_and(|old| old <= new))
    };
    let long: Vec<&&Text> = new.iter().filter(as_long).collect();
    if let (true, Some(most)) = (
        long.is_empty(),
        new.iter().filter_map(|new| new.longest).max(),
    ) {
        let before = old
            .longest
            .map_or("any number".to_owned(), |old| old.to_string());
        return Some(format!(
            "at most {most} characters are taken now, before {before}"
        ));
    }
    if let Some(rule) = long
        .iter()
        .flat_map(|new| new.without.difference(&old.without))
        .next()
    {
        return Some(format!("values that match {rule} are refused now"));
    }
    let any = || "^(?s:.*)$".to_owned();
    let mut patterns: Vec<String> = long
        .iter()
        .map(|new| new.pattern.clone().unwrap_or_else(any))
        .collect();
    patterns.extend(names.iter().map(|name| literal(name)));
    match inclusion(&old.pattern.clone().unwrap_or_else(any), &patterns) {
        Inclusion::Whole => None,
        Inclusion::Refused(text) => Some(format!("{text:?} is refused now, by the grammar")),
        Inclusion::Unknown => {
            Some("its grammar changed in a way that cannot be compared".to_owned())
        }
    }
}

/// A pattern that only this text matches.
fn literal(name: &str) -> String {
    let escaped = name.chars().map(|c| format!("\\x{{{:x}}}", c as u32));
    format!("^{}$", escaped.collect::<String>())
}

fn narrower_set(old: (&[Text], Option<&Type>), new: (&[Text], Option<&Type>)) -> Vec<String> {
    let (Some(values), Some(new_values)) = (old.1, new.1) else {
        let closed = old.1.is_some();
        return closed
            .then(|| "names of one's own are refused now".to_owned())
            .into_iter()
            .collect();
    };
    // Every rule for names has to hold; a new one is met when an old one implies it.
    let broken = new.0.iter().filter_map(|new| {
        let free = [Text::default()];
        let rules = if old.0.is_empty() { &free } else { old.0 };
        let reasons = rules.iter().map(|old| grammar(old, &[new], &[]));
        let reasons: Option<Vec<String>> = reasons.collect();
        reasons?.into_iter().next()
    });
    let mut found = prefixed("a name: ", broken.collect());
    found.extend(prefixed("a value: ", narrower(values, new_values)));
    found
}

impl Shape {
    fn as_text(&self) -> Option<&Text> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    fn as_name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }
}

#[cfg(test)]
#[path = "types_tests.rs"]
mod tests;
