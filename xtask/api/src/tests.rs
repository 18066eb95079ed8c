//! Each kind of change, in surfaces made for it.

use std::collections::BTreeMap;

use nixos_options::meta::Origin;
use pretty_assertions::assert_eq;

use super::surface::Former;
use super::*;

const ORIGIN: Origin = Origin {
    file: "schema/src/stores.rs",
    item: "Store::field",
};

/// One option of a surface: its path, its type as JSON Schema, its default as Nix text.
type Made<'a> = (&'a str, Value, Option<&'a str>);

fn flag(path: &str) -> Made<'_> {
    (path, json!({ "type": "boolean" }), Some("false"))
}

fn steps(path: &str) -> Vec<&str> {
    path.split('.').collect()
}

/// The two files of a surface.
fn files(options: &[Made]) -> (Value, Value) {
    let (mut all, mut schema) = (json!({}), json!({ "type": "object" }));
    for (path, ty, default) in options {
        all[path] = json!({
            "declarations": ["generated-modules/stores/options.nix"],
            "description": "An option.",
            "loc": steps(path),
            "readOnly": false,
            "type": ty.to_string(),
        });
        if let Some(text) = default {
            all[path]["default"] = json!({ "text": text });
        }
        let at = steps(path)
            .into_iter()
            .fold(&mut schema, |at, step| match step {
                step if step.starts_with('<') => &mut at["additionalProperties"],
                step => &mut at["properties"][step],
            });
        match at.as_object_mut() {
            Some(at) => at.extend(ty.as_object().cloned().unwrap_or_default()),
            None => *at = ty.clone(),
        }
    }
    (all, schema)
}

fn surface(options: &[Made]) -> Surface {
    let (all, schema) = files(options);
    let mut surface = Surface::default();
    surface
        .add("", &all.to_string(), Some(&schema.to_string()))
        .unwrap();
    surface
}

fn now(options: &[Made]) -> Now {
    let surface = surface(options);
    let origins = surface.options.keys().map(|key| (key.clone(), ORIGIN));
    Now {
        origins: origins.collect::<BTreeMap<_, _>>(),
        surface,
        mounts: [key("a")].into(),
        ..Now::default()
    }
}

/// The surface of a working tree whose schema has former options.
fn now_with(options: &[Made], former: &[(&str, Former)]) -> Now {
    let former = former.iter().map(|(path, former)| {
        let fate = match former {
            Former::Renamed(to) => Former::Renamed(to.clone()),
            Former::Removed(help) => Former::Removed(help.clone()),
        };
        (key(path), fate)
    });
    Now {
        former: former.collect(),
        ..now(options)
    }
}

fn renamed(to: &str) -> Former {
    Former::Renamed(key(to))
}

fn removed() -> Former {
    Former::Removed("Use `a.c`.".to_owned())
}

fn key(path: &str) -> Vec<String> {
    [""].into_iter()
        .chain(steps(path))
        .map(|step| if step.starts_with('<') { "<>" } else { step }.to_owned())
        .collect()
}

/// The changes, in words.
#[track_caller]
fn check(old: &[Made], new: &Now, expected: &[(&str, &str)]) {
    let found = changes(&surface(old), new);
    let found: Vec<_> = found
        .iter()
        .map(|change| (change.option.as_str(), change.what.word()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn the_same_surface_has_no_changes() {
    check(&[flag("a.b")], &now(&[flag("a.b")]), &[]);
}

#[test]
fn a_new_option_is_added() {
    check(
        &[flag("a.b")],
        &now(&[flag("a.b"), flag("a.c")]),
        &[("a.c", "added")],
    );
}

#[test]
fn a_new_option_that_must_be_set_breaks_the_sets_that_there_are() {
    let must = ("a.<x>.c", json!({ "type": "boolean" }), None);
    let new = now(&[flag("a.<x>.b"), must.clone()]);
    check(&[flag("a.<x>.b")], &new, &[("a.<x>.c", "required")]);
    // Nobody has a set without it yet.
    check(
        &[flag("d")],
        &now(&[flag("d"), must]),
        &[("a.<x>.c", "added")],
    );
}

#[test]
fn a_new_alternative_of_a_union_need_not_be_set() {
    let text = |path| (path, json!({ "type": "string" }), None);
    let mut new = now(&[text("a.b"), text("a.c")]);
    new.variants.insert(key("a.c"));
    check(&[text("a.b")], &new, &[("a.c", "added")]);
}

#[test]
fn an_option_that_is_gone_takes_those_inside_with_it() {
    let old = [flag("a.b"), flag("a.b.<x>.c"), flag("a.d")];
    check(&old, &now(&[flag("a.d")]), &[("a.b", "vanished")]);
}

#[test]
fn a_rename_is_guessed() {
    let found = changes(&surface(&[flag("a.b")]), &now(&[flag("a.c")]));
    let gone = found.iter().find(|change| change.option == "a.b").unwrap();
    let help = gone.problem().help;
    assert!(help.contains("`a.c`"), "{help}");
    // Two could be meant: no guess.
    let found = changes(&surface(&[flag("a.b")]), &now(&[flag("a.c"), flag("a.d")]));
    let gone = found.iter().find(|change| change.option == "a.b").unwrap();
    let unknown = What::Vanished {
        perhaps: None,
        path: Some("b".to_owned()),
    };
    assert_eq!(gone.what, unknown);
}

#[test]
fn a_rename_that_the_schema_knows() {
    let renamed = [("a.b", renamed("a.c"))];
    let new = now_with(&[flag("a.c")], &renamed);
    check(&[flag("a.b")], &new, &[("a.b", "renamed")]);
    assert!(!What::Renamed { to: String::new() }.is_breaking());
    // With what is inside of it.
    let old = [flag("a.b"), flag("a.b.<x>.d"), flag("a.b.<x>.e")];
    let new = now_with(&[flag("a.c"), flag("a.c.<x>.d")], &renamed);
    check(&old, &new, &[("a.b", "renamed"), ("a.b.<x>.e", "vanished")]);
}

#[test]
fn a_rename_to_what_takes_less_or_means_something_else() {
    let of = |path, names: &[&str], default| (path, json!({ "enum": names }), Some(default));
    let old = [of("a.b", &["x", "y"], "\"x\"")];
    let renamed = [("a.b", renamed("a.c"))];
    check(
        &old,
        &now_with(&[of("a.c", &["x"], "\"x\"")], &renamed),
        &[("a.b", "renamed"), ("a.c", "narrowed")],
    );
    check(
        &old,
        &now_with(&[of("a.c", &["x", "y"], "\"y\"")], &renamed),
        &[("a.b", "renamed"), ("a.c", "default")],
    );
    check(
        &old,
        &now_with(&[of("a.c", &["x", "y", "z"], "\"x\"")], &renamed),
        &[("a.b", "renamed"), ("a.c", "widened")],
    );
}

#[test]
fn a_rename_to_an_option_that_there_was() {
    let of = |path, ty: &str, default| (path, json!({ "type": ty }), Some(default));
    let old = [of("a.b", "boolean", "false"), of("a.c", "boolean", "true")];
    let renamed = [("a.b", renamed("a.c"))];
    let same = now_with(&[of("a.c", "boolean", "true")], &renamed);
    check(&old, &same, &[("a.b", "renamed")]);
    let wrong = now_with(&[of("a.c", "integer", "true")], &renamed);
    // Once for itself, and once for what was set under the other name.
    let narrowed = [("a.b", "renamed"), ("a.c", "narrowed"), ("a.c", "narrowed")];
    check(&old, &wrong, &narrowed);
}

#[test]
fn a_rename_that_leads_nowhere() {
    let new = now_with(&[flag("a.d")], &[("a.b", renamed("a.c"))]);
    check(&[flag("a.b"), flag("a.d")], &new, &[("a.b", "vanished")]);
}

#[test]
fn a_removal_that_the_schema_knows() {
    let gone = [("a.b", removed())];
    let new = now_with(&[flag("a.c")], &gone);
    check(
        &[flag("a.b"), flag("a.b.<x>.d"), flag("a.c")],
        &new,
        &[("a.b", "removed")],
    );
    // A whole set of options.
    check(
        &[flag("a.b.x"), flag("a.b.y"), flag("a.c")],
        &new,
        &[("a.b.x", "removed"), ("a.b.y", "removed")],
    );
    let help = "Use `a.c`.".to_owned();
    assert!(!What::Removed { help }.is_breaking());
    // Names that the old revision did not have either are history.
    check(&[flag("a.c")], &new, &[]);
}

#[test]
fn an_option_that_is_gone_says_what_to_write() {
    let old = [flag("a.b"), flag("a.<x>.g.d"), flag("a.<x>.e"), flag("f.b")];
    let new = now(&[flag("a.c"), flag("a.<x>.e"), flag("f.e")]);
    let found = changes(&surface(&old), &new);
    let help = |option: &str| {
        let gone = found.iter().find(|change| change.option == option);
        gone.unwrap().problem().help
    };
    let of_guess = "`#[nix(renamed_from = \"b\")]` on the field of `a.c` if that";
    assert!(help("a.b").contains(of_guess), "{}", help("a.b"));
    let nested = "`#[nix(removed(path = \"g.d\", help = ";
    let messages = help("a.<x>.g.d");
    assert!(
        messages.contains(nested) && messages.contains("the field that"),
        "{messages}"
    );
    // There is no struct to write it on.
    assert_eq!(help("f.b"), "restore it");
}

#[test]
fn types() {
    let of = |names: &[&str]| ("a", json!({ "enum": names }), Some("\"x\""));
    check(
        &[of(&["x", "y"])],
        &now(&[of(&["x"])]),
        &[("a", "narrowed")],
    );
    check(&[of(&["x"])], &now(&[of(&["x", "y"])]), &[("a", "widened")]);
    check(
        &[of(&["x", "z"])],
        &now(&[of(&["x", "y"])]),
        &[("a", "narrowed")],
    );
}

#[test]
fn defaults() {
    let of = |default| ("a", json!({ "type": "boolean" }), default);
    check(&[of(Some("true"))], &now(&[flag("a")]), &[("a", "default")]);
    check(&[of(None)], &now(&[flag("a")]), &[("a", "widened")]);
    check(&[flag("a")], &now(&[of(None)]), &[("a", "required")]);
}

#[test]
fn what_only_the_module_sets() {
    let mut new = now(&[flag("a")]);
    new.surface.options.get_mut(&key("a")).unwrap().read_only = true;
    check(&[flag("a")], &new, &[("a", "read-only")]);
    let found = changes(&new.surface, &now(&[flag("a")]));
    assert_eq!(found[0].what, What::Widened);
}

#[test]
fn words_alone_break_nothing() {
    let mut new = now(&[flag("a")]);
    new.surface.options.get_mut(&key("a")).unwrap().doc[0] = Some("Other words.".to_owned());
    check(&[flag("a")], &new, &[("a", "documented")]);
}

#[test]
fn the_names_of_placeholders_are_words() {
    check(&[flag("a.<x>.b")], &now(&[flag("a.<y>.b")]), &[]);
}

#[test]
fn without_a_schema_another_type_counts_as_narrower() {
    let old = |ty: &str| {
        let (mut all, _) = files(&[flag("a")]);
        all["a"]["type"] = json!(ty);
        let mut surface = Surface::default();
        surface.add("", &all.to_string(), None).unwrap();
        surface
    };
    let new = now(&[flag("a")]);
    let same = new.surface.options[&key("a")].phrase.clone();
    assert_eq!(changes(&old(&same), &new), []);
    assert_eq!(changes(&old("other"), &new)[0].what.word(), "narrowed");
}

#[path = "tests_whole.rs"]
mod whole;
