//! NixOS builds the documentation of our options apart from any configuration, as it does for its own.

use serde_json::Value;
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// The expression that NixOS evaluates in the sandbox of that build: without packages, and with a
/// configuration that has nothing.
const CACHEABLE: &str = "<nixpkgs/nixos/lib/eval-cacheable-options.nix>";

/// Whether `nixos/modules/misc/documentation.nix` builds the documentation of a file apart.
const IS_CACHED: &str = "file:
    let
      function = import file;
      withheld = builtins.mapAttrs (name: _: throw name) (builtins.functionArgs function);
      module = function withheld;
    in
      builtins.isFunction function && module ? options && module.meta.buildDocsInSandbox or true";

#[test]
fn every_folder_can_be_documented_apart() {
    let Some(nix) = Nix::find() else { return };
    let generated = Generated::stateless();
    for folder in ["", "root/", "stores/", "containers/", "presets/"] {
        let file = nix::path(&generated.path(&format!("{folder}default.nix")));
        let cached = nix.eval(&format!("({IS_CACHED}) {file}"));
        assert_eq!(cached, Ok(Value::Bool(true)), "{folder}");
    }
}

#[test]
fn all_options_evaluate_as_nixos_documents_its_own() {
    let Some(nix) = Nix::with_lib() else { return };
    let exists = nix.eval(&format!("builtins.pathExists {CACHEABLE}"));
    if exists != Ok(Value::Bool(true)) {
        return nix::skip("nixpkgs", "<nixpkgs> has no nixos/").unwrap_or_default();
    }
    let generated = Generated::stateless();
    // Modules are named by their path below those of NixOS.
    let up = "../".repeat(64);
    let module = format!("{up}{}", generated.path("").display());
    let documented = nix.eval(&format!(
        "import {CACHEABLE} {{
           libPath = <nixpkgs/lib>;
           pkgsLibPath = <nixpkgs/pkgs/pkgs-lib>;
           nixosPath = toString <nixpkgs/nixos>;
           modules = [ {} ];
           stateVersion = \"25.05\";
           release = \"25.05\";
         }}",
        nix::string(&module)
    ));
    let documented = documented.unwrap_or_else(|error| panic!("{error}"));
    let ours = generated.text("options.json");
    let ours: Value = serde_json::from_str(ours).expect("JSON");
    let ours = ours.as_object().expect("options by name");
    assert!(ours.len() > 200);
    for (name, option) in ours {
        for field in ["default", "description", "example", "type"] {
            assert_eq!(documented[name][field], option[field], "{name}: {field}");
        }
    }
}
