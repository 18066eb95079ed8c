//! Which releases of NixOS the modules are for.

use tests::generated::Generated;
use tests::nix::{self, Nix};

/// Evaluates the manifest of a machine with the library of a release.
fn manifest(nix: Nix, generated: &Generated, release: &str) -> Result<(), String> {
    let expression = format!(
        "let
           older = import <nixpkgs/lib>;
           lib = older.extend (_: previous: {{
             trivial = previous.trivial // {{ release = {release:?}; }};
           }});
         in
         (lib.evalModules {{ modules = [ {} {} ]; }}).config.stateless.manifest",
        nix::path(&tests::root().join("tests/nixos")),
        nix::path(&generated.path("default.nix")),
    );
    nix.eval(&expression).map(drop)
}

#[test]
fn an_older_release_is_refused_in_one_sentence() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    for release in ["25.05", "25.11", "26.11"] {
        assert_eq!(manifest(nix, &generated, release), Ok(()), "{release}");
    }
    for release in ["23.11", "24.11"] {
        let error = manifest(nix, &generated, release).unwrap_err();
        let expected = format!(
            "These modules need NixOS 25.05 or newer, and this is NixOS {release}. \
             Update nixpkgs, or remove the modules from `imports`."
        );
        assert!(error.contains(&expected), "{error}");
    }
}
