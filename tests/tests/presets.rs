//! What the presets keep: each preset with its service on and off, and everything that they yield
//! to. One Nix process evaluates all configurations.

mod cases;
mod records;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use cases::{CASES, cases};
use expect_test::expect_file;
use schema::preset::{self, Place, Preset};
use serde_json::Value;
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// The result of a configuration: the persisted paths, and messages.
struct Outcome {
    paths: Vec<String>,
    messages: Vec<String>,
}

/// The base of all cases. It declares accounts, because the stand-ins for services have only
/// options.
const HOST: &str = r#"{
  networking.useDHCP = lib.mkDefault false;
  stateless.checks = { unknown-user = "off"; unknown-group = "off"; };
  fileSystems = builtins.listToAttrs (map (name: {
    name = "/${name}";
    value = { device = "/dev/disk/by-label/${name}"; fsType = "ext4"; neededForBoot = true; };
  }) [ "big" "databases" "other" "persist" ]);
}"#;

/// Everything at once: the paths of each case as `STORE PATH USER:GROUP MODE KIND`.
fn evaluate(nix: Nix) -> BTreeMap<String, Outcome> {
    let cases: String = cases().iter().fold(String::new(), |mut all, (name, text)| {
        write!(all, "{} = {{ {text} }};", nix::string(name)).expect("a string takes everything");
        all
    });
    let generated = Generated::stateless();
    let outcomes = nix
        .eval(&format!(
            r#"let
              lib = import <nixpkgs/lib>;
              evaluate = name: module:
                let
                  inherit (lib.evalModules {{ modules = [ {} {} {HOST} module ]; }}) config;
                in
                {{
                  paths = map (entry:
                    "${{entry.store}} ${{entry.path}} ${{entry.user}}:${{entry.group}} ${{entry.mode}} ${{entry.kind}}"
                  ) config.stateless.manifest.paths;
                  messages = map (assertion: assertion.message) (
                    lib.filter (assertion: !assertion.assertion) config.assertions
                  ) ++ config.warnings;
                }};
            in
            lib.mapAttrs evaluate {{ {cases} }}"#,
            nix::path(&tests::root().join("tests/nixos")),
            nix::path(&generated.path("default.nix")),
        ))
        .unwrap_or_else(|error| panic!("{error}"));
    let Value::Object(outcomes) = outcomes else {
        panic!("no set")
    };
    let texts = |value: &Value| -> Vec<String> {
        serde_json::from_value(value.clone()).expect("a list of texts")
    };
    outcomes
        .into_iter()
        .map(|(name, outcome)| {
            let outcome = Outcome {
                paths: texts(&outcome["paths"]),
                messages: texts(&outcome["messages"]),
            };
            (name, outcome)
        })
        .collect()
}

/// The presets that every system with a store has.
fn baseline(outcomes: &BTreeMap<String, Outcome>) -> &[String] {
    &outcomes["only the system"].paths
}

fn each_preset(outcomes: &BTreeMap<String, Outcome>) -> String {
    let mut text = String::new();
    for preset in preset::all() {
        writeln!(text, "{}", preset.name).expect("a string takes everything");
        let mut shown = |line: &String| {
            let line = line.trim_start_matches("main ");
            writeln!(text, "  {line}").expect("a string takes everything");
        };
        if is_of_the_system(preset) {
            let own = |line: &&String| keeps(preset, line);
            baseline(outcomes).iter().filter(own).for_each(&mut shown);
        } else {
            let all = &outcomes[&format!("{} on", preset.name)].paths;
            let own = |line: &&String| !baseline(outcomes).contains(line);
            all.iter().filter(own).for_each(&mut shown);
        }
    }
    text
}

/// Whether every system with a store has it.
fn is_of_the_system(preset: &Preset) -> bool {
    preset.name == "system" || preset.required_by().any(|name| name == "system")
}

fn keeps(preset: &Preset, line: &str) -> bool {
    preset.paths.iter().any(
        |path| matches!(path.place, Place::Fixed(place) if line.split(' ').nth(1) == Some(place)),
    )
}

fn named_cases(outcomes: &BTreeMap<String, Outcome>) -> String {
    let mut text = String::new();
    for (name, _) in CASES {
        let outcome = &outcomes[*name];
        writeln!(text, "{name}").expect("a string takes everything");
        let system = baseline(outcomes);
        let whole = *name == "only the system";
        for path in outcome
            .paths
            .iter()
            .filter(|path| whole || !system.contains(path))
        {
            writeln!(text, "  + {path}").expect("a string takes everything");
        }
        for path in system.iter().filter(|path| !outcome.paths.contains(path)) {
            writeln!(text, "  - {path}").expect("a string takes everything");
        }
        for message in &outcome.messages {
            writeln!(text, "  ! {message}").expect("a string takes everything");
        }
    }
    text
}

#[test]
fn presets_keep_what_they_say() {
    let Some(nix) = Nix::with_lib() else { return };
    let outcomes = evaluate(nix);
    for preset in preset::all() {
        let on = &outcomes[&format!("{} on", preset.name)];
        assert!(on.messages.is_empty(), "{}: {:?}", preset.name, on.messages);
        if let Some(off) = outcomes.get(&format!("{} off", preset.name)) {
            assert!(off.paths.is_empty(), "{}: {:?}", preset.name, off.paths);
            assert!(
                on.paths.len() > baseline(&outcomes).len(),
                "{}",
                preset.name
            );
        }
    }
    expect_file!["presets/each.txt"].assert_eq(&each_preset(&outcomes));
    expect_file!["presets/cases.txt"].assert_eq(&named_cases(&outcomes));
}
