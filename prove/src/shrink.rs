//! A disagreement, and the smallest value that still shows it.

use std::fmt;

use nixos_options::read::canonical;
use serde_json::{Map, Value, json};

use crate::judge::{Case, InNix, Kind, Verdicts};
use crate::nix::Nix;
use crate::subject::World;

/// A value on which the three do not agree.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// The domain.
    pub subject: &'static str,
    /// The option that the value was made for.
    pub option: String,
    /// The value, shrunk.
    pub value: Value,
    /// What each side says: its name and its verdict.
    pub by_side: Vec<(&'static str, String)>,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = brief(&self.value.to_string());
        writeln!(f, "{} (made for `{}`): {value}", self.subject, self.option)?;
        for (side, by_side) in &self.by_side {
            writeln!(f, "  {side:<12} {}", brief(by_side))?;
        }
        Ok(())
    }
}

/// Without the middle of what is long.
fn brief(text: &str) -> String {
    const MOST: usize = 600;
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= MOST {
        return text.to_owned();
    }
    let (start, end) = (&chars[..MOST / 2], &chars[chars.len() - MOST / 2..]);
    let middle = chars.len() - MOST;
    let (start, end): (String, String) = (start.iter().collect(), end.iter().collect());
    format!("{start} … {middle} characters … {end}")
}

/// At most this many rounds, each with one Nix process.
const ROUNDS: usize = 40;

/// Shrinks a value and asks each side for its words.
pub(crate) fn values(world: &World, nix: Nix, case: &Case, shrink: bool) -> Disagreement {
    let disagrees = |values: &[Value]| -> Vec<bool> {
        let cases: Vec<Case> = values
            .iter()
            .map(|value| Case {
                value: value.clone(),
                ..case.clone()
            })
            .collect();
        let verdicts = world.judge(nix, &cases);
        verdicts.iter().map(|verdicts| !verdicts.agree()).collect()
    };
    let value = if shrink {
        smallest(&case.value, 200, &disagrees)
    } else {
        case.value.clone()
    };
    let subject = &world.subjects[case.subject];
    let shrunk = Case {
        value: value.clone(),
        ..case.clone()
    };
    let verdicts = world
        .judge(nix, &[shrunk])
        .pop()
        .expect("one for each case");
    let option = match case.kind {
        Kind::Fits(place) | Kind::Mutated(place, _) => subject.places[place].name.clone(),
        Kind::FromSchema | Kind::Anything => subject.path().join("."),
    };
    Disagreement {
        subject: subject.label,
        option,
        by_side: by_side(world, nix, &value, case.subject, &verdicts),
        value,
    }
}

fn by_side(
    world: &World,
    nix: Nix,
    value: &Value,
    subject: usize,
    verdicts: &Verdicts,
) -> Vec<(&'static str, String)> {
    let mut rust = match &verdicts.rust {
        Ok(value) => format!("accepts: {value}"),
        Err(error) => format!("rejects: {error}"),
    };
    let schema = if verdicts.schema {
        "accepts"
    } else {
        "rejects"
    };
    let nix_verdict = match (verdicts.nix, canonical(value)) {
        (_, Err(error)) => format!("cannot hold it: {error}"),
        (InNix::Equal, _) => "accepts: the same value".to_owned(),
        (other, _) => match world.nix_verdict(nix, &world.subjects[subject], value) {
            Ok(value) => match &verdicts.rust {
                Ok(expected) => {
                    let at = difference(expected, &value);
                    let part = |whole: &Value| whole.pointer(&at).cloned();
                    rust = format!("accepts, {}", at_place(&at, part(expected)));
                    format!("accepts, {}", at_place(&at, part(&value)))
                }
                Err(_) => format!("accepts: {value}"),
            },
            Err(error) if other == InNix::Refused => format!("rejects: {}", last_line(&error)),
            Err(error) => format!("accepts, but not as JSON: {}", last_line(&error)),
        },
    };
    vec![
        ("serde", rust),
        ("JSON Schema", schema.to_owned()),
        ("Nix", nix_verdict),
    ]
}

fn at_place(at: &str, value: Option<Value>) -> String {
    match value {
        Some(value) => format!("at `{at}`: {value}"),
        None => format!("nothing at `{at}`"),
    }
}

/// Where two values first differ: a JSON pointer.
fn difference(one: &Value, other: &Value) -> String {
    let step = |key: &str| format!("/{}", key.replace('~', "~0").replace('/', "~1"));
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let keys = one.keys().chain(other.keys());
            let mut different = keys.filter(|key| one.get(*key) != other.get(*key));
            different.next().map_or_else(String::new, |key| {
                let inner = one.get(key).zip(other.get(key));
                step(key) + &inner.map_or_else(String::new, |(one, other)| difference(one, other))
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            let found = pairs.find(|(_, (one, other))| one != other);
            found.map_or_else(String::new, |(index, (one, other))| {
                format!("/{index}{}", difference(one, other))
            })
        }
        _ => String::new(),
    }
}

fn last_line(error: &str) -> &str {
    let lines = error.lines().map(str::trim);
    let mut lines = lines.filter(|line| line.starts_with("error:") && line.len() > 8);
    lines
        .next_back()
        .unwrap_or_else(|| error.lines().next().unwrap_or_default())
}

/// Removes parts while `disagrees` still holds. Tries `together` values at once.
pub(crate) fn smallest(
    value: &Value,
    together: usize,
    disagrees: &dyn Fn(&[Value]) -> Vec<bool>,
) -> Value {
    let mut smallest = value.clone();
    for _ in 0..ROUNDS {
        let mut candidates = smaller(&smallest);
        candidates.retain(|candidate| size(candidate) < size(&smallest));
        candidates.sort_by_cached_key(size);
        let found = candidates.chunks(together).take(10).find_map(|some| {
            let verdicts = disagrees(some);
            some.iter()
                .zip(verdicts)
                .find_map(|(candidate, still)| still.then_some(candidate))
        });
        let Some(candidate) = found else { break };
        smallest = candidate.clone();
    }
    smallest
}

fn size(value: &Value) -> usize {
    value.to_string().len()
}

/// All values with one part less, at any depth.
fn smaller(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(entries) => entries
            .iter()
            .flat_map(|(key, inner)| {
                let mut without = entries.clone();
                without.remove(key);
                let changed = smaller(inner)
                    .into_iter()
                    .map(|inner| with(entries, key, key, inner));
                let renamed = shorter(key).into_iter();
                let renamed = renamed.map(|new| with(entries, key, &new, inner.clone()));
                let all = std::iter::once(Value::Object(without));
                all.chain(changed).chain(renamed).collect::<Vec<_>>()
            })
            .collect(),
        Value::Array(items) => (0..items.len())
            .flat_map(|index| {
                let mut without = items.clone();
                without.remove(index);
                let changed = smaller(&items[index]).into_iter().map(move |inner| {
                    let mut items = items.clone();
                    items[index] = inner;
                    Value::Array(items)
                });
                std::iter::once(Value::Array(without)).chain(changed)
            })
            .collect(),
        Value::String(text) => shorter(text).into_iter().map(Value::String).collect(),
        Value::Number(number) => {
            let mut smaller = vec![json!(0), json!(1)];
            smaller.extend(number.as_i64().map(|number| json!(number / 2)));
            smaller
        }
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

fn with(entries: &Map<String, Value>, old: &str, new: &str, value: Value) -> Value {
    let mut entries = entries.clone();
    entries.remove(old);
    entries.insert(new.to_owned(), value);
    Value::Object(entries)
}

/// Halves, and the text without one character near an end.
fn shorter(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let half = chars.len() / 2;
    let mut all: Vec<String> = vec![
        chars[..half].iter().collect(),
        chars[half..].iter().collect(),
    ];
    for index in (0..chars.len())
        .take(8)
        .chain(chars.len().saturating_sub(8)..chars.len())
    {
        let mut fewer = chars.clone();
        fewer.remove(index);
        all.push(fewer.into_iter().collect());
    }
    all.retain(|shorter| shorter.len() < text.len());
    all
}
