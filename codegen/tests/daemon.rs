//! A program gets its modules from `codegen` and `nixos-options` alone: this test is built with the
//! dependencies of `codegen` only.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "it is a program, whose `main` and type no test uses"
)]
#[path = "../examples/daemon.rs"]
mod daemon;

use daemon::modules;

fn text(path: &str) -> String {
    let outputs = modules().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let found = outputs.iter().find(|output| output.path == path);
    let names: Vec<_> = outputs.iter().map(|output| output.path.as_str()).collect();
    found
        .unwrap_or_else(|| panic!("no {path} in {names:?}"))
        .text
        .clone()
}

#[test]
fn a_daemon_gets_options_documentation_and_a_schema() {
    let options = text("relay/options.nix");
    assert!(options.contains("options.services.relay"), "{options}");
    assert!(options.contains("8025"), "{options}");
    let read =
        |path| -> serde_json::Value { serde_json::from_str(&text(path)).expect("it is JSON") };
    let port = &read("options.json")["services.relay.port"];
    assert_eq!(port["default"]["text"], "8025", "{port}");
    assert_eq!(port["example"]["text"], "9000", "{port}");
    let schema = read("schema.json").to_string();
    assert!(
        schema.contains("The port on which the daemon listens."),
        "{schema}"
    );
}

/// The guide and the README show the type as it is in the program.
#[test]
fn documents_show_this_program() {
    shows_the_program(include_str!("../../docs/guides/60-rust-daemon.md"));
    shows_the_program(include_str!("../../README.md"));
}

#[track_caller]
fn shows_the_program(document: &str) {
    let program = include_str!("../examples/daemon.rs");
    let blocks: Vec<&str> = document
        .split("```rust\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(!blocks.is_empty(), "the document has no block of Rust");
    for piece in blocks.iter().flat_map(|block| block.split("\n\n")) {
        assert!(
            program.contains(piece.trim_end()),
            "not in the program:\n{piece}"
        );
    }
}
