//! The generated options, evaluated by Nix with lib alone.

use std::collections::BTreeSet;

use pretty_assertions::assert_eq;
use serde_json::{Map, Value};
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// The options of a module, as nixosOptionsDoc derives options.json from them.
fn derived(nix: Nix, generated: &Generated, module: &str) -> Map<String, Value> {
    let file = format!("{module}/options.nix");
    let docs = nix
        .eval(&format!(
            "let
               lib = import <nixpkgs/lib>;
               inherit (lib.evalModules {{ modules = [ {} ]; }}) options;
             in
             lib.optionAttrSetToDocList options",
            nix::path(&generated.path(&file))
        ))
        .unwrap_or_else(|error| panic!("{file}: {error}"));
    let Value::Array(docs) = docs else {
        panic!("no list of options")
    };
    let shown = docs.into_iter().filter(|doc| {
        doc["internal"] == false && doc["visible"] == true && doc["loc"][0] != "_module"
    });
    // An option of another module that ours extends has only a type here.
    let ours = shown.filter(|doc| !doc["description"].is_null());
    ours.map(|doc| {
        (
            doc["name"]
                .as_str()
                .expect("an option has a name")
                .to_owned(),
            entry(doc, generated, &file),
        )
    })
    .collect()
}

/// An entry in the form of options.json: without fields that its generator omits, and with relative
/// files.
fn entry(mut doc: Value, generated: &Generated, file: &str) -> Value {
    let entry = doc.as_object_mut().expect("an option is a set");
    for left_out in ["internal", "name", "visible"] {
        entry.remove(left_out);
    }
    let declared = entry["declarations"]
        .as_array()
        .expect("declarations are a list")
        .clone();
    // The attribute that tells variants apart is declared by our type, so by no file.
    assert!(
        declared
            .iter()
            .all(|at| *at == generated.path(file).to_str().expect("a UTF-8 path")),
        "{declared:?}"
    );
    entry["declarations"] = serde_json::json!([format!("generated-modules/{file}")]);
    doc
}

#[track_caller]
fn check(generated: &Generated, modules: &[&str]) {
    let Some(nix) = Nix::with_lib() else { return };
    let written: Map<String, Value> =
        serde_json::from_str(generated.text("options.json")).expect("options.json is JSON");
    let mut read = Map::new();
    for module in modules {
        read.extend(derived(nix, generated, module));
    }
    let names = read.keys().chain(written.keys());
    for name in names.collect::<BTreeSet<_>>() {
        assert_eq!(read.get(name), written.get(name), "{name}");
    }
}

#[test]
fn options_json_is_what_nix_derives() {
    let modules: Vec<&str> = schema::domains().iter().map(|domain| domain.name).collect();
    check(&Generated::stateless(), &modules);
}

#[test]
fn options_json_of_homes_is_what_nix_derives() {
    check(&Generated::home_manager(), &["stores"]);
}

#[test]
fn options_json_of_a_daemon_is_what_nix_derives() {
    check(&Generated::daemon(), &["relay"]);
}
