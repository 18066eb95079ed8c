//! `flake.nix` as a flake's user sees it, without a Nix that has flakes switched on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::nix::{self, Nix};

/// `outputs`, called as Nix calls it for a flake without inputs.
fn outputs() -> String {
    let flake = nix::path(&tests::root().join("flake.nix"));
    format!("((import {flake}).outputs {{ self = {{ }}; }})")
}

fn eval(nix: Nix, expr: &str) -> Value {
    nix.eval(expr)
        .unwrap_or_else(|error| panic!("{expr}: {error}"))
}

/// An expression whose value is a set of paths, as texts: paths in JSON would be copied to the Nix
/// store.
fn files(nix: Nix, expr: &str) -> BTreeMap<String, String> {
    let files = eval(nix, &format!("builtins.mapAttrs (_: toString) ({expr})"));
    serde_json::from_value(files).expect("a set of texts")
}

#[test]
fn it_is_formatted() {
    let text = fs::read_to_string(tests::root().join("flake.nix")).expect("there is a flake");
    assert_eq!(nixfmt_rs::format(&text).as_ref(), Ok(&text));
}

#[test]
fn it_has_no_inputs() {
    let Some(nix) = Nix::find() else { return };
    let flake = nix::path(&tests::root().join("flake.nix"));
    let names = eval(nix, &format!("builtins.attrNames (import {flake})"));
    assert_eq!(names, json!(["description", "outputs"]));
}

#[test]
fn every_domain_has_a_module() {
    let Some(nix) = Nix::find() else { return };
    let imported = "builtins.mapAttrs (_: module: builtins.head module.imports)";
    let modules = files(nix, &format!("{imported} {}.nixosModules", outputs()));
    let names: BTreeSet<&str> = modules.keys().map(String::as_str).collect();
    let domains = schema::domains().iter().map(|domain| domain.name);
    assert_eq!(names, domains.chain(["default"]).collect());
    for (name, path) in modules {
        assert!(Path::new(&path).join("default.nix").is_file(), "{name}");
    }
}

#[test]
fn every_test_that_boots_is_given_to_the_packages() {
    let Some(nix) = Nix::find() else { return };
    // Packages whose `runNixOSTest` gives back what it was called with.
    let pkgs = "{ testers.runNixOSTest = file: (import file).name; }";
    let names = eval(nix, &format!("{}.nixosTests {pkgs}", outputs()));
    let names = names.as_object().expect("a set");
    let tests: Vec<_> = scenarios::tests().iter().map(|test| test.name).collect();
    for name in tests {
        assert!(names.contains_key(name), "{name}");
    }
    // Those for NixOS alone, which are Nix files, are among them.
    for (name, found) in names {
        assert_eq!(found, &json!(name));
    }
}

#[test]
fn every_file_is_json() {
    let Some(nix) = Nix::find() else { return };
    for (name, path) in files(nix, &format!("{}.lib", outputs())) {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let json: Result<Value, _> = serde_json::from_str(&text);
        assert!(json.is_ok(), "{name}");
    }
}

#[test]
fn modules_that_are_imported_twice_count_once() {
    let Some(nix) = Nix::with_lib() else { return };
    let root = tests::root();
    let size = eval(
        nix,
        &format!(
            "((import <nixpkgs/lib>).evalModules {{
               modules = [ {} {} ] ++ builtins.attrValues {}.nixosModules;
             }}).config.stateless.root.size",
            nix::path(&root.join("tests/nixos")),
            nix::path(&root.join("generated-modules")),
            outputs()
        ),
    );
    assert_eq!(size, "25%");
}

#[test]
fn the_default_module_takes_the_minimal_configuration() {
    let Some(nix) = Nix::with_lib() else { return };
    let root = tests::root();
    let emitted = eval(
        nix,
        &format!(
            "import {} {{ modules = [ {}.nixosModules.default {} {} ]; }}",
            nix::path(&root.join("tests/eval/emitted.nix")),
            outputs(),
            nix::path(&root.join("tests/checks/host.nix")),
            nix::path(&root.join("tests/examples/minimal.nix")),
        ),
    );
    assert_eq!(emitted["failedAssertions"], json!([]));
    assert_eq!(emitted["warnings"], json!([]));
    assert_eq!(emitted["fileSystems"]["/"]["fsType"], "tmpfs");
    assert!(emitted["units"]["var-log.mount"].is_object());
    assert_eq!(emitted["containers"]["web"]["ephemeral"], true);
}

#[test]
fn each_module_stands_alone() {
    let Some(nix) = Nix::with_lib() else { return };
    let stand_ins = nix::path(&tests::root().join("tests/nixos"));
    for domain in schema::domains() {
        let units = eval(
            nix,
            &format!(
                "builtins.attrNames ((import <nixpkgs/lib>).evalModules {{
                   modules = [ {stand_ins} {}.nixosModules.{} ];
                 }}).config.systemd.units",
                outputs(),
                domain.name
            ),
        );
        // Nothing is switched on, so nothing of ours is there.
        let ours = |name: &Value| name.as_str().is_some_and(|name| name.contains("stateless"));
        let units = units.as_array().expect("names are a list");
        assert!(!units.iter().any(ours), "{}: {units:?}", domain.name);
    }
}
