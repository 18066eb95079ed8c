//! Without a store only a few checks are computed. They find what all of them would.

use std::fs;

use serde_json::Value;
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// What the module finds on the hosts of all cases without their stores.
fn found(nix: Nix, generated: &Generated) -> Value {
    let expression = format!(
        "(import {} {{ modules = [ {} ]; }}).withoutStores",
        nix::path(&tests::root().join("tests/checks/findings.nix")),
        nix::path(&generated.path("default.nix")),
    );
    nix.eval(&expression)
        .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn no_finding_is_left_out_without_stores() {
    let Some(nix) = Nix::with_lib() else { return };
    let ours = found(nix, &Generated::stateless());
    let everything = Generated::stateless();
    let checks = everything.path("stores/checks/default.nix");
    let text = fs::read_to_string(&checks).expect("the checks");
    let all = text.replace(
        "if stores == { } then withoutStores else withStores",
        "withStores",
    );
    assert_ne!(text, all, "the choice has another form");
    fs::write(&checks, all).expect("a temporary folder is writable");
    assert_eq!(ours, found(nix, &everything));
    let lines = ours.to_string();
    for id in ["password-file-late", "path-api-fs", "root-size-total"] {
        assert!(
            lines.contains(&format!("[{id}]")),
            "{id} finds nothing without a store"
        );
    }
}
