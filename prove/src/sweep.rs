//! Hundreds of defects of the JSON Schema: each keyword of each schema is removed or changed by
//! one, and some case must notice. The list of defects covers a few options, this one all.
//!
//! This does not need Nix, because the JSON Schema is compared with Rust.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;

use regex_syntax::hir::{Hir, HirKind};
use serde_json::{Map, Value, json};

use crate::judge::is_long_in_bytes_only;
use crate::run::{Config, case};
use crate::subject::World;

/// A value in the form of the JSON Schema, and whether Rust accepts it.
struct Known {
    whole: Value,
    is_taken: bool,
}

/// The changes that the cases of a seed do not notice, and the number of changes that were tried.
///
/// # Errors
///
/// When a case disagrees before anything is changed.
pub fn unnoticed(world: &World, seed: u64, cases: u64) -> Result<(Vec<String>, usize), String> {
    let known = known(world, seed, cases)?;
    let mut changes = Vec::new();
    for (project, built) in world.projects.iter().enumerate() {
        let mut found = Vec::new();
        visit(&built.schema, "", None, &mut found);
        changes.extend(found.into_iter().map(|change| (project, change)));
    }
    let left = Mutex::new(changes.iter().collect::<Vec<_>>());
    let survived = Mutex::new(Vec::new());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let workers = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((project, change)) = next() {
                    let schema = &world.projects[*project].schema;
                    if !is_noticed(&change.apply(schema), &known[*project]) {
                        let mut survived = survived.lock().unwrap_or_else(PoisonError::into_inner);
                        survived.push(format!("{}: {}", change.at, change.what));
                    }
                }
            });
        }
    });
    let mut survived = survived
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    survived.sort();
    Ok((survived, changes.len()))
}

/// The cases of each project.
fn known(world: &World, seed: u64, cases: u64) -> Result<Vec<Vec<Known>>, String> {
    let config = Config {
        cases,
        values: 0,
        seed,
        most: 1,
        only: None,
        shrink: false,
    };
    let mut known: Vec<Vec<Known>> = world.projects.iter().map(|_| Vec::new()).collect();
    for number in 0..cases {
        let case = case(world, config, number);
        let subject = &world.subjects[case.subject];
        let is_taken = world.rust(subject, &case.value).is_ok();
        if is_long_in_bytes_only(world, &case) {
            continue;
        }
        if world.schema_takes(subject, &case.value) != is_taken {
            return Err(format!("the JSON Schema disagrees on {}", case.value));
        }
        known[subject.project].push(Known {
            whole: subject.in_whole(&case.value),
            is_taken,
        });
    }
    Ok(known)
}

fn is_noticed(schema: &Value, known: &[Known]) -> bool {
    let Ok(validator) = jsonschema::validator_for(schema) else {
        return true;
    };
    known
        .iter()
        .any(|known| validator.is_valid(&known.whole) != known.is_taken)
}

/// One change of a schema.
struct Change {
    /// The JSON pointer of the schema in the whole.
    at: String,
    what: String,
    schema: Value,
}

impl Change {
    fn apply(&self, whole: &Value) -> Value {
        let mut whole = whole.clone();
        if let Some(at) = whole.pointer_mut(&self.at) {
            *at = self.schema.clone();
        }
        whole
    }
}

/// Changes that change no verdict.
const SAME: &[&str] = &[
    // Nothing is a value of what the module alone sets.
    "/properties/stateless: without the property `manifest`",
    // Any other key has the same type.
    "/$defs/Free: without the property `declared`",
];

/// All changes of a schema and of the schemas in it. Of a schema of names `names` is the pattern.
fn visit(schema: &Value, at: &str, names: Option<&str>, found: &mut Vec<Change>) {
    let Value::Object(keywords) = schema else {
        return;
    };
    for (keyword, value) in keywords {
        for (what, new) in changed(keyword, value, keywords) {
            let pattern = names.or_else(|| keywords.get("pattern")?.as_str());
            let is_same = pattern
                .is_some_and(|pattern| is_same(keyword, value, new.as_ref(), pattern, names));
            if is_same || SAME.contains(&format!("{at}: {what}").as_str()) {
                continue;
            }
            let mut schema = keywords.clone();
            match new {
                Some(new) => drop(schema.insert(keyword.clone(), new)),
                None => drop(schema.remove(keyword)),
            }
            found.push(Change {
                at: at.to_owned(),
                what,
                schema: Value::Object(schema),
            });
        }
        let at = format!("{at}/{}", step(keyword));
        match (keyword.as_str(), value) {
            ("properties" | "patternProperties" | "$defs", Value::Object(schemas)) => {
                for (name, schema) in schemas {
                    visit(schema, &format!("{at}/{}", step(name)), None, found);
                }
            }
            ("anyOf" | "oneOf" | "allOf", Value::Array(schemas)) => {
                for (index, schema) in schemas.iter().enumerate() {
                    visit(schema, &format!("{at}/{index}"), names, found);
                }
            }
            ("items" | "additionalProperties", schema) => visit(schema, &at, None, found),
            ("propertyNames", schema) => visit(schema, &at, pattern_of_names(keywords), found),
            _ => {}
        }
    }
}

fn pattern_of_names(schema: &Map<String, Value>) -> Option<&str> {
    let patterns = schema.get("patternProperties")?.as_object()?;
    patterns.keys().next().map(String::as_str)
}

/// Whether a pattern makes a change invisible: it has the length, or leaves out what is forbidden.
fn is_same(
    keyword: &str,
    old: &Value,
    new: Option<&Value>,
    pattern: &str,
    names: Option<&str>,
) -> bool {
    match keyword {
        "maxLength" => {
            let lengths = [Some(old), new].into_iter().flatten();
            let least = lengths.filter_map(Value::as_u64).min();
            longest(pattern).is_some_and(|longest| Some(longest) <= least)
        }
        "pattern" => names.is_some() && !pattern.contains("[^"),
        "not" if names.is_some() => {
            let regex = nixos_options::scalar::private::compile(pattern);
            !nixos_options::read::EXECUTED_KEYS
                .iter()
                .any(|key| regex.is_match(key))
        }
        _ => false,
    }
}

/// The most characters of a string of a pattern.
fn longest(pattern: &str) -> Option<u64> {
    fn of(hir: &Hir) -> Option<u64> {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Some(0),
            HirKind::Class(_) => Some(1),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).ok()?;
                u64::try_from(text.chars().count()).ok()
            }
            HirKind::Repetition(repetition) => {
                of(&repetition.sub)?.checked_mul(u64::from(repetition.max?))
            }
            HirKind::Capture(capture) => of(&capture.sub),
            HirKind::Concat(all) => all.iter().map(of).sum(),
            HirKind::Alternation(all) => all
                .iter()
                .map(of)
                .try_fold(0, |most, one| Some(one?.max(most))),
        }
    }
    of(&regex_syntax::parse(pattern).ok()?)
}

fn step(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The changed value of a keyword; `None` to remove it.
fn changed(
    keyword: &str,
    value: &Value,
    beside: &Map<String, Value>,
) -> Vec<(String, Option<Value>)> {
    let dropped = || (format!("without `{keyword}`"), None);
    match keyword {
        // A constant has a type, and nobody puts anything but a set around a domain.
        "type" if beside.contains_key("const") || beside.contains_key("enum") => Vec::new(),
        "type" if value == "object" && !beside.contains_key("description") => Vec::new(),
        // Only documentation, or no rule.
        "description" | "default" | "examples" | "format" | "title" | "$schema" | "$comment"
        | "$defs" => Vec::new(),
        "minimum" | "maximum" | "maxLength" => {
            let number = value.as_i64().unwrap_or_default();
            let moved = [number.checked_sub(1), number.checked_add(1)];
            let moved = moved.into_iter().flatten();
            let moved = moved.map(|to| (format!("`{keyword}` is {to}"), Some(json!(to))));
            moved.chain([dropped()]).collect()
        }
        "pattern" => {
            let pattern = value.as_str().unwrap_or_default();
            let ends = [pattern.strip_prefix('^'), pattern.strip_suffix('$')];
            let ends = ends.into_iter().flatten();
            let ends = ends.map(|to| (format!("`pattern` is {to}"), Some(json!(to))));
            ends.chain([dropped()]).collect()
        }
        "enum" | "anyOf" | "oneOf" | "required" => {
            let all = value.as_array().map(Vec::as_slice).unwrap_or_default();
            let fewer = all.iter().enumerate().map(|(index, one)| {
                let mut fewer = all.to_vec();
                fewer.remove(index);
                let fewer = (!fewer.is_empty()).then_some(Value::Array(fewer));
                (format!("without {one} in `{keyword}`"), fewer)
            });
            fewer.collect()
        }
        "properties" => {
            let all = value.as_object().into_iter().flatten();
            all.map(|(name, _)| {
                let mut fewer = value.clone();
                if let Some(fewer) = fewer.as_object_mut() {
                    fewer.remove(name);
                }
                (format!("without the property `{name}`"), Some(fewer))
            })
            .collect()
        }
        _ => vec![dropped()],
    }
}
