//! The proof on 5,000 configurations. `cargo xtask prove` runs it on any number, with any seed.

use prove::nix::Nix;
use prove::{Config, World, run};

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

/// A proof that survives a defect is itself a defect.
#[test]
#[ignore = "takes minutes: `cargo test -p tests --test prove -- --ignored`"]
fn every_seeded_defect_is_found() {
    let Some(nix) = Nix::with_lib() else { return };
    let defects = prove::defects::all();
    assert!(defects.len() >= 25);
    let survived =
        defects.iter().filter_map(
            |defect| match prove::defects::find(defect, nix, 1, 12_000) {
                Ok(Some(_)) => None,
                Ok(None) => Some(format!("survived: {}", defect.name)),
                Err(error) => Some(format!("{}: {error}", defect.name)),
            },
        );
    let survived: Vec<String> = survived.collect();
    assert!(survived.is_empty(), "{}", survived.join("\n"));
}
