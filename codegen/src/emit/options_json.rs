//! options.json, as nixosOptionsDoc makes it: what search tools and manuals read.

use serde_json::{Map, Value, json};

use super::pretty;
use crate::ir::{Default, Module, Opt, Step, show};

/// The options of one module as entries of options.json; `declared` is the file that declares them.
pub fn entries(module: &Module, declared: &str) -> Map<String, Value> {
    let options = module.options();
    options
        .iter()
        .map(|(path, option)| (show(path), entry(path, option, declared)))
        .collect()
}

fn entry(path: &[Step], option: &Opt, declared: &str) -> Value {
    let mut entry = json!({
        "declarations": [declared],
        "description": option.description,
        "loc": path.iter().map(part).collect::<Vec<_>>(),
        "readOnly": option.read_only,
        "type": option.ty.phrase().text,
    });
    if let Some(text) = default_text(&option.default) {
        entry["default"] = literal(&text);
    }
    if let Some(example) = &option.example {
        entry["example"] = literal(&pretty::text(example));
    }
    entry
}

/// A default as documentation shows it.
pub fn default_text(default: &Default) -> Option<String> {
    match default {
        Default::Required => None,
        Default::Value(value) => Some(pretty::text(value)),
        Default::FromName(parts) => Some(super::options::from_name_text(parts)),
        Default::FromConfig(text) => Some(text.clone()),
    }
}

fn literal(text: &str) -> Value {
    json!({ "_type": "literalExpression", "text": text })
}

/// A part of `loc`, where placeholders stand as they are shown.
fn part(step: &Step) -> String {
    match step {
        Step::Name(name) => name.clone(),
        Step::Any(name) => format!("<{name}>"),
        Step::Element => "*".to_owned(),
    }
}
