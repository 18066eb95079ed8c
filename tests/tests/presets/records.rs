//! What holds for each record.

use std::collections::{BTreeMap, BTreeSet};

use schema::preset::{self, Owner, Place, Presets};
use schema::scalar::{AbsPath, Mode, UserName};
use serde_json::{Value, json};

/// The paths that a place means where no option says otherwise.
fn literals(place: Place) -> Vec<String> {
    match place {
        Place::Fixed(path) => vec![path.to_owned()],
        Place::Setting { directory, .. }
        | Place::Holds { directory, .. }
        | Place::Stored { directory, .. } => vec![directory.to_owned()],
        Place::Each(_) => Vec::new(),
    }
}

fn is_owner(owner: Owner) -> bool {
    match owner {
        Owner::Name(name) | Owner::Setting { name, .. } => name.parse::<UserName>().is_ok(),
    }
}

#[test]
fn each_record_is_complete() {
    let mut names = BTreeSet::new();
    for preset in preset::all() {
        let name = preset.name;
        assert!(names.insert(name), "{name} is there twice");
        assert!(
            preset.reason.ends_with('.'),
            "{name}: its reason is no sentence"
        );
        assert!(
            !preset.keeps.is_empty() && !preset.keeps.ends_with('.'),
            "{name}"
        );
        assert!(
            !preset.source.is_empty(),
            "{name}: where its facts were read"
        );
        assert!(!preset.paths.is_empty(), "{name} keeps nothing");
        for path in preset.paths {
            assert!(path.mode.parse::<Mode>().is_ok(), "{name}: {}", path.mode);
            assert!(
                is_owner(path.user) && is_owner(path.group),
                "{name}: its owner"
            );
            assert!(path.why.is_empty() || path.why.ends_with('.'), "{name}");
            for literal in literals(path.place) {
                assert!(literal.parse::<AbsPath>().is_ok(), "{name}: {literal}");
            }
        }
    }
}

#[test]
fn what_is_required_exists_and_requires_no_circle() {
    let by_name: BTreeMap<_, _> = preset::all().map(|preset| (preset.name, preset)).collect();
    for preset in preset::all() {
        let mut open = preset.requires.to_vec();
        let mut seen = BTreeSet::new();
        while let Some(name) = open.pop() {
            assert_ne!(name, preset.name, "{name} requires itself");
            let required = by_name.get(name);
            assert!(required.is_some(), "{}: there is no {name}", preset.name);
            if seen.insert(name) {
                open.extend(required.into_iter().flat_map(|preset| preset.requires));
            }
        }
    }
}

#[test]
fn no_path_is_kept_twice_and_none_inside_another() {
    let mut paths: Vec<(String, &str)> = Vec::new();
    for preset in preset::all() {
        let literal = |path: &preset::PresetPath| !matches!(path.place, Place::Stored { .. });
        for path in preset.paths.iter().filter(|path| literal(path)) {
            paths.extend(
                literals(path.place)
                    .into_iter()
                    .map(|path| (path, preset.name)),
            );
        }
    }
    for (path, name) in &paths {
        let same = paths.iter().filter(|(other, _)| other == path).count();
        assert_eq!(same, 1, "{name}: {path}");
        let outer = paths
            .iter()
            .find(|(other, _)| path.starts_with(&format!("{other}/")));
        assert_eq!(outer, None, "{name}: {path}");
    }
}

#[test]
fn serde_and_the_json_schema_take_the_same_presets() {
    let schema = serde_json::to_value(schemars::schema_for!(Presets)).expect("it is JSON data");
    let check = |value: Value, expected: bool| {
        assert_eq!(jsonschema::is_valid(&schema, &value), expected, "{value}");
        let read = serde_json::from_value::<Presets>(value.clone());
        assert_eq!(read.is_ok(), expected, "{value}: {read:?}");
    };
    check(json!({}), true);
    check(json!({ "postgresql": {} }), true);
    check(json!({ "postgresql": { "enable": false } }), true);
    check(json!({ "postgresql": { "enable": null } }), false);
    check(json!({ "postgresql": { "enabled": true } }), false);
    check(json!({ "postgres": { "enable": true } }), false);
}
