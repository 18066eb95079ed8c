//! The presets as the behaviour file reads them.

use serde_json::{Map, Value, json};

use super::{Kind, Owner, Place, Preset, PresetPath, Switch, all};

/// All presets by name. Option paths are lists of names, ready for `attrByPath`.
pub fn data() -> Value {
    let presets = all().map(|preset| (preset.name.to_owned(), record(preset)));
    Value::Object(presets.collect())
}

fn record(preset: &Preset) -> Value {
    let (options, unless) = match preset.switch {
        Switch::Stores | Switch::Never => (Vec::new(), None),
        Switch::Options(options) => (options.to_vec(), None),
        Switch::NotEmpty(option) => (vec![option], None),
        Switch::Unless(options, unless) => (options.to_vec(), Some(unless)),
    };
    let paths: Vec<Value> = preset
        .paths
        .iter()
        .map(|path| entry(preset, path))
        .collect();
    json!({
        "stores": matches!(preset.switch, Switch::Stores),
        "options": options.iter().map(|option| names(option)).collect::<Vec<_>>(),
        "unless": unless.map(names),
        "requiredBy": preset.required_by().collect::<Vec<_>>(),
        "paths": paths,
    })
}

/// What is not said is left out: the behaviour has the same defaults as an entry.
fn entry(preset: &Preset, path: &PresetPath) -> Value {
    let mut entry = Map::new();
    entry.insert("place".to_owned(), place(path.place));
    entry.insert("kind".to_owned(), json!(kind(path.kind)));
    entry.insert("user".to_owned(), owner(path.user));
    entry.insert("group".to_owned(), owner(path.group));
    entry.insert("mode".to_owned(), json!(path.mode));
    entry.insert("reason".to_owned(), json!(preset.reason_of_entries()));
    let mut optional = |name: &str, value: Value| {
        if !value.is_null() {
            entry.insert(name.to_owned(), value);
        }
    };
    optional("phase", json!(path.phase));
    optional("onConflict", json!(path.on_conflict));
    Value::Object(entry)
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Directory => "directory",
        Kind::File => "file",
    }
}

/// One attribute, which says how the rest is meant.
fn place(place: Place) -> Value {
    match place {
        Place::Fixed(path) => json!({ "fixed": path }),
        Place::Setting { option, directory } => {
            json!({ "setting": { "option": names(option), "directory": directory } })
        }
        Place::Holds { option, directory } => {
            json!({ "holds": { "option": names(option), "directory": directory } })
        }
        Place::Each(option) => json!({ "each": { "option": names(option) } }),
        Place::Stored {
            option,
            attribute,
            suffix,
            directory,
        } => json!({ "stored": {
            "option": names(option),
            "attribute": attribute,
            "suffix": suffix,
            "directory": directory,
        } }),
    }
}

fn owner(owner: Owner) -> Value {
    match owner {
        Owner::Name(name) => json!(name),
        Owner::Setting { option, name } => json!({ "option": names(option), "name": name }),
    }
}

fn names(option: &str) -> Vec<&str> {
    option.split('.').collect()
}
