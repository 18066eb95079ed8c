//! The proof on 5,000 configurations. `cargo xtask prove` runs it on any number, with any seed.

use prove::given::{self, Judged};
use prove::nix::Nix;
use prove::{Config, World, run, sweep};

#[test]
fn rust_the_json_schema_and_nix_have_one_meaning() {
    let Some(nix) = Nix::with_lib() else { return };
    let world = World::build(Vec::new()).unwrap_or_else(|error| panic!("{error}"));
    let config = Config {
        cases: 5_000,
        values: 20_000,
        seed: 1,
        most: 3,
        only: None,
        shrink: true,
    };
    let outcome = run(&world, nix, config, &mut |_| {});
    let shown: Vec<String> = outcome
        .disagreements
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    assert_eq!(outcome.values, config.values);
    assert_eq!(outcome.tally.untouched(), [""; 0]);
    for (option, counts) in &outcome.tally.options {
        assert!(counts.refused() > 0, "no value was rejected at {option}");
    }
}

#[test]
fn values_of_others_are_judged() {
    let Some(nix) = Nix::with_lib() else { return };
    let world = World::build(Vec::new()).unwrap_or_else(|error| panic!("{error}"));
    let text = r#"{
        "root": [ {}, { "size": "2G" }, { "size": "2Q" }, { "size": 2.0 }, null, { "watch": { "warnAt": 74.0 } } ],
        "every": [ { "givenList": [], "givenMap": {} }, { "givenList": [] } ]
    }"#;
    let mut messages = Vec::new();
    for (domain, values) in given::parse(text).unwrap_or_else(|error| panic!("{error}")) {
        let judged = given::judge(&world, nix, &domain, &values);
        for judged in judged.unwrap_or_else(|error| panic!("{error}")) {
            messages.push(match judged {
                Judged::Accepted => format!("{domain}: accepted"),
                Judged::Rejected(_) => format!("{domain}: rejected"),
                Judged::Disagreed(found) => panic!("{found}"),
            });
        }
    }
    let expected = [
        "every: accepted",
        "every: rejected",
        "root: accepted",
        "root: accepted",
        "root: rejected",
        "root: rejected",
        "root: rejected",
        "root: accepted",
    ];
    assert_eq!(messages, expected);
    let error = given::judge(&world, nix, "roots", &[]).expect_err("there is no such domain");
    assert!(error.contains("root, stores"), "{error}");
    for text in ["[]", "{ \"root\": {} }", "{"] {
        assert!(given::parse(text).is_err(), "{text}");
    }
}

/// Every keyword of the JSON Schema matters: without one, some case fails. The rest changes no
/// verdict, or needs more cases. Lower the number, do not raise it.
#[test]
#[ignore = "takes minutes: `cargo test -p tests prove:: -- --ignored`"]
fn every_keyword_of_the_json_schema_matters() {
    let world = World::build(Vec::new()).unwrap_or_else(|error| panic!("{error}"));
    let (survived, tried) =
        sweep::unnoticed(&world, 1, 60_000).unwrap_or_else(|error| panic!("{error}"));
    assert!(tried > 500, "{tried}");
    assert!(survived.len() <= 45, "{}", survived.join("\n"));
}

/// A proof that survives a defect is itself a defect.
#[test]
#[ignore = "takes minutes: `cargo test -p tests prove:: -- --ignored`"]
fn every_seeded_defect_is_found() {
    let Some(nix) = Nix::with_lib() else { return };
    let defects = prove::defects::all();
    assert!(defects.len() >= 25);
    let survived =
        defects.iter().filter_map(
            |defect| match prove::defects::find(defect, nix, 1, 40_000) {
                Ok(Some(_)) => None,
                Ok(None) => Some(format!("survived: {}", defect.name)),
                Err(error) => Some(format!("{}: {error}", defect.name)),
            },
        );
    let survived: Vec<String> = survived.collect();
    assert!(survived.is_empty(), "{}", survived.join("\n"));
}
