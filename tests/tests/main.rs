//! Tests of the whole pipeline in one program, because linking forty takes longer than running
//! them.
//!
//! `cargo test -p tests checks::` runs those of one file.

#![allow(missing_docs, reason = "the files say what they are")]

mod activation;
mod add_option;
mod alone;
mod checks;
mod containers_upstream;
mod cost;
mod crates;
mod daemon;
mod derive;
mod documentation;
mod driver;
mod early_services;
mod effects;
mod evaluate;
mod example;
mod examples;
mod flake;
mod former;
mod fuzz;
mod home_manager;
mod hostile;
mod inspect;
mod late_owners;
mod nspawn;
mod presets;
mod problems;
mod prove;
mod readme;
mod registry;
mod releases;
mod root;
mod round_trip;
mod safety;
mod scalars;
mod state;
mod stores;
mod submodules;
mod switch;
mod types;
mod unit_package;
mod without_stores;

/// A file that is not listed here would never run.
#[test]
fn every_file_is_a_module() {
    let names = std::fs::read_dir(tests::root().join("tests/tests")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let here = include_str!("main.rs");
    for name in names.filter(|name| name != "main.rs") {
        if let Some(module) = name.strip_suffix(".rs") {
            assert!(here.contains(&format!("\nmod {module};\n")), "{name}");
        }
    }
}
