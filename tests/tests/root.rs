//! The root on tmpfs: its size and mode hold, whatever else is said about its mount options.

use pretty_assertions::assert_eq;
use serde_json::Value;
use tests::generated::Generated;
use tests::nix::{self, Nix};

#[test]
fn the_kernel_is_told_size_and_mode() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    let expression = format!(
        "let lib = import <nixpkgs/lib>; in import {} {{
           inherit lib;
           evaluate = modules: (lib.evalModules {{ modules = [ {} {} ] ++ modules; }}).config;
         }}",
        nix::path(&tests::root().join("tests/root/kernel.nix")),
        nix::path(&tests::root().join("tests/nixos")),
        nix::path(&generated.path("default.nix")),
    );
    let cases = nix
        .eval(&expression)
        .unwrap_or_else(|error| panic!("{error}"));
    let of = |field: &str| -> Vec<(&String, &Value)> {
        let cases = cases.as_object().expect("cases by name");
        cases
            .iter()
            .map(|(name, case)| (name, &case[field]))
            .collect()
    };
    assert_eq!(of("found"), of("expected"));
}
