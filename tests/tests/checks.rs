//! Checks: the findings of each, and similar valid configurations, in the module and in the schema.
//!
//! The cases are Nix (`tests/checks`), evaluated together by one process.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use expect_test::expect_file;
use pretty_assertions::assert_eq;
use schema::check::{Checks, Finding, Id, Needs, Severity, check, check_containers, known};
use schema::container::Container;
use schema::root::Root;
use schema::store::Persistence;
use serde_json::{Map, Value, json};
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// What the module found in all cases; `None` without Nix.
static FOUND: LazyLock<Option<Value>> = LazyLock::new(|| {
    let nix = Nix::with_lib()?;
    let generated = Generated::stateless();
    let expression = format!(
        "import {} {{ modules = [ {} ]; }}",
        nix::path(&tests::root().join("tests/checks/findings.nix")),
        nix::path(&generated.path("default.nix")),
    );
    Some(
        nix.eval(&expression)
            .unwrap_or_else(|error| panic!("{error}")),
    )
});

fn cases() -> Option<&'static Map<String, Value>> {
    FOUND.as_ref().map(|found| set(&found["cases"]))
}

#[track_caller]
fn set(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("a set")
}

/// The messages of one severity, or of both.
#[track_caller]
fn lines<'a>(found: &'a Value, severities: &[&str]) -> Vec<&'a str> {
    let lists = severities.iter().map(|severity| &found[*severity]);
    let lists = lists.map(|list| list.as_array().unwrap_or_else(|| panic!("{found}")));
    let mut lines: Vec<_> = lists
        .flatten()
        .map(|line| line.as_str().expect("a message"))
        .collect();
    lines.sort_unstable();
    lines
}

const BOTH: &[&str] = &["errors", "warnings"];

/// The findings of the schema in the same configuration.
#[track_caller]
fn schema_finds(configuration: &Value) -> Vec<Finding> {
    let mut ours = match configuration.get("stateless") {
        Some(ours) => set(ours).clone(),
        None => Map::new(),
    };
    // What presets add is known to the module alone.
    ours.remove("presets");
    let root: Option<Root> = ours
        .remove("root")
        .map(|root| serde_json::from_value(root).expect("a root"));
    let persistence: Persistence =
        serde_json::from_value(Value::Object(ours)).expect("persistence");
    let mut findings = check(&persistence, root.as_ref());
    findings.extend(check_containers(
        &containers(configuration),
        &persistence.checks,
    ));
    findings.sort_by_cached_key(ToString::to_string);
    findings
}

/// Our options of containers, without those of NixOS.
#[track_caller]
fn containers(configuration: &Value) -> BTreeMap<String, Container> {
    let Some(containers) = configuration.get("containers") else {
        return BTreeMap::new();
    };
    let ours = set(containers).iter().map(|(name, container)| {
        let ours = container.get("stateless").cloned();
        let ours = ours.unwrap_or_else(|| json!({}));
        let container = serde_json::from_value(ours).expect("a container");
        (name.clone(), container)
    });
    ours.collect()
}

/// The messages of the checks that need only our own options.
fn of_options(lines: Vec<&str>) -> Vec<String> {
    let ids = Id::ALL.iter().filter(|id| id.needs() == Needs::Options);
    let marks: Vec<_> = ids.map(|id| format!("[{}] ", id.name())).collect();
    // The schema does not know what presets add.
    let ours = lines.into_iter().filter(|line| {
        marks.iter().any(|mark| line.starts_with(mark)) && !line.contains("the preset `")
    });
    ours.map(str::to_owned).collect()
}

#[track_caller]
fn agree(name: &str, configuration: &Value, found: &Value) {
    let schema: Vec<_> = schema_finds(configuration)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(schema, of_options(lines(found, BOTH)), "{name}");
}

#[test]
fn every_check_has_a_case() {
    let Some(cases) = cases() else { return };
    let mut ids: Vec<_> = Id::ALL.iter().map(|id| id.name()).collect();
    ids.sort_unstable();
    let names: Vec<_> = cases.keys().map(String::as_str).collect();
    assert_eq!(names, ids);
}

#[test]
fn each_finding_is_the_only_one_and_says_what_to_do() {
    let Some(cases) = cases() else { return };
    let mut text = String::new();
    for (id, case) in cases {
        let found = lines(&case["found"], BOTH);
        assert!(!found.is_empty(), "{id} finds nothing");
        for line in found {
            assert!(line.starts_with(&format!("[{id}] `")), "{id}: {line}");
            assert!(!line.contains('\n'), "{id}: {line}");
            writeln!(text, "{line}").expect("a string takes everything");
        }
    }
    expect_file!["../checks/messages.txt"].assert_eq(&text);
}

#[test]
fn every_finding_has_its_message() {
    let Some(found) = FOUND.as_ref() else { return };
    for (file, cases) in set(&found["messages"]) {
        let mut text = String::new();
        for (name, case) in set(cases) {
            let found = lines(&case["found"], BOTH);
            assert!(!found.is_empty(), "{name} finds nothing");
            writeln!(text, "{name}\n  {}", found.join("\n  ")).expect("a string takes everything");
        }
        expect_file![format!("../checks/messages/{file}.txt")].assert_eq(&text);
    }
}

#[test]
fn near_misses_pass() {
    let Some(cases) = cases() else { return };
    for (id, case) in cases {
        assert_eq!(lines(&case["passed"], BOTH), [""; 0], "{id}");
    }
}

#[test]
fn severities_decide_what_a_finding_counts() {
    let Some(cases) = cases() else { return };
    let defaults = serde_json::to_value(Checks::default()).expect("checks are data");
    for (id, case) in cases {
        let all = lines(&case["found"], BOTH);
        let by_default = match defaults[id].as_str() {
            Some("error") => "errors",
            _ => "warnings",
        };
        assert_eq!(lines(&case["found"], &[by_default]), all, "{id}");
        assert_eq!(lines(&case["error"], &["errors"]), all, "{id}");
        assert_eq!(lines(&case["error"], &["warnings"]), [""; 0], "{id}");
        assert_eq!(lines(&case["warn"], &["warnings"]), all, "{id}");
        assert_eq!(lines(&case["warn"], &["errors"]), [""; 0], "{id}");
        assert_eq!(lines(&case["off"], BOTH), [""; 0], "{id}");
    }
}

#[test]
fn unusual_configurations_pass() {
    let Some(found) = FOUND.as_ref() else { return };
    for (name, case) in set(&found["good"]) {
        assert_eq!(lines(&case["found"], BOTH), [""; 0], "{name}");
    }
}

#[test]
fn schema_and_module_find_the_same() {
    let Some(found) = FOUND.as_ref() else { return };
    for (id, case) in set(&found["cases"]) {
        agree(id, &case["rejects"], &case["found"]);
        agree(id, &case["accepts"], &case["passed"]);
    }
    for (name, case) in set(&found["good"]) {
        agree(name, &case["configuration"], &case["found"]);
    }
    let messages = set(&found["messages"]).values().flat_map(set);
    for (name, case) in messages {
        agree(name, &case["configuration"], &case["found"]);
    }
}

#[test]
fn a_check_that_is_off_is_off_in_the_schema() {
    let Some(cases) = cases() else { return };
    for id in Id::ALL.iter().filter(|id| id.needs() == Needs::Options) {
        let mut configuration = cases[id.name()]["rejects"].clone();
        assert_ne!(schema_finds(&configuration), [], "{id:?}");
        configuration["stateless"]["checks"] = json!({ id.name(): Severity::Off });
        assert_eq!(schema_finds(&configuration), [], "{id:?}");
    }
}

#[test]
fn ids_are_the_names_of_the_options() {
    let defaults = serde_json::to_value(Checks::default()).expect("checks are data");
    let mut ids: Vec<_> = Id::ALL.iter().map(|id| id.name()).collect();
    ids.sort_unstable();
    assert_eq!(set(&defaults).keys().collect::<Vec<_>>(), ids);
    for id in Id::ALL {
        let severity = json!(Checks::default().severity(*id));
        assert_eq!(defaults[id.name()], severity, "{id:?}");
    }
}

#[test]
fn known_paths_are_the_same_and_sorted() {
    for (name, list) in known::LISTS {
        assert!(list.is_sorted(), "{name}");
    }
    let Some(found) = FOUND.as_ref() else { return };
    let lists = known::LISTS.iter();
    let lists: Map<_, _> = lists
        .map(|(name, list)| ((*name).to_owned(), json!(list)))
        .collect();
    assert_eq!(found["known"], Value::Object(lists));
}

#[test]
fn a_refused_path_names_the_rule_it_breaks() {
    let refused = [
        ("directories", json!(["var/lib"]), "path-relative"),
        ("directories", json!(["~/foo"]), "path-home"),
        ("directories", json!(["$HOME/foo"]), "path-home"),
        ("directories", json!(["/"]), "path-root"),
        ("directories", json!(["/a//b"]), "path-slash"),
        ("directories", json!(["/a/"]), "path-slash"),
        ("directories", json!(["/a/../b"]), "path-dot"),
        ("directories", json!(["/a/."]), "path-dot"),
        ("files", json!({ "/a\tb": {} }), "path-control"),
        ("files", json!(["/a\nb"]), "path-control"),
        ("files", json!(["/a\u{7f}"]), "path-control"),
        (
            "files",
            json!([format!("/{}", "a".repeat(4095))]),
            "path-long",
        ),
        (
            "users",
            json!({ "a": { "files": ["/b"] } }),
            "user-path-absolute",
        ),
        (
            "users",
            json!({ "a": { "files": ["../b"] } }),
            "user-path-escapes",
        ),
        (
            "users",
            json!({ "a": { "files": ["b/.."] } }),
            "user-path-escapes",
        ),
        ("users", json!({ "a": { "files": ["./b"] } }), "path-dot"),
        (
            "users",
            json!({ "a": { "directories": { "b/": {} } } }),
            "path-slash",
        ),
        (
            "users",
            json!({ "a": { "directories": { "b\u{1}": {} } } }),
            "path-control",
        ),
    ];
    let generated = Generated::stateless();
    let mut text = String::new();
    for (option, value, id) in refused {
        let mut store = json!({ "path": "/persist" });
        store[option] = value;
        let stores = json!({ "stores": { "main": store } });
        let error = serde_json::from_value::<Persistence>(stores.clone())
            .expect_err(id)
            .to_string();
        assert!(error.contains(&format!("[{id}]")), "{id}: {error}");
        if error.len() < 300 {
            writeln!(text, "{error}").expect("a string takes everything");
        }
        if let Some(nix) = Nix::with_lib() {
            let reported = refused_by(nix, &generated, &stores);
            let reason = error
                .split_once(&format!(": [{id}]"))
                .expect("checked above")
                .1;
            let reason = format!(": [{id}]{reason}");
            assert!(reported.contains(&reason), "{id}: {reason}\n{reported}");
        }
    }
    expect_file!["../checks/refused.txt"].assert_eq(&text);
}

/// The messages of Nix. `tryEval` does not return them, so each needs a process.
fn refused_by(nix: Nix, generated: &Generated, stateless: &Value) -> String {
    let expression = format!(
        "(import <nixpkgs/lib>).evalModules {{
           modules = [ {} {{ config.stateless = {}; }} ];
         }}",
        nix::path(&generated.path("stores/options.nix")),
        nix::json(stateless),
    );
    nix.eval(&format!("({expression}).config.stateless.stores"))
        .expect_err("refused")
}
