//! What homes declare, collected by the NixOS modules.

use pretty_assertions::assert_eq;
use serde_json::json;
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// A value computed from the configuration `config` of a host with homes.
fn eval(settings: &str, value: &str) -> Result<serde_json::Value, String> {
    let nix = Nix::with_lib().ok_or("no Nix")?;
    let (host, home) = (Generated::stateless(), Generated::home_manager());
    let stand_ins = tests::root().join("tests/nixos");
    nix.eval(&format!(
        "let
           inherit (import <nixpkgs/lib>) evalModules;
           inherit (evalModules {{
             modules = [ {stand_ins} {homes} {host} {{ home-manager.sharedModules = [ {home} ]; }} {settings} ];
           }}) config;
         in
         {value}",
        stand_ins = nix::path(&stand_ins),
        homes = nix::path(&stand_ins.join("home-manager.nix")),
        host = nix::path(&host.path("default.nix")),
        home = nix::path(&home.path("default.nix")),
    ))
}

#[test]
fn what_a_home_declares_is_persisted() {
    if Nix::with_lib().is_none() {
        return;
    }
    let settings = "{
      users.users.alice = { isNormalUser = true; uid = 1000; };
      home-manager.users.alice.stateless.stores.main = {
        directories = [ \".ssh\" \"notes\" ];
        files.\".state\" = { mode = \"0640\"; reason = \"From the home.\"; };
      };
      home-manager.users.bob = { };
      stateless.presets.system.enable = false;
      networking.useDHCP = false;
      stateless.stores.main = {
        path = \"/persist\";
        users.alice.directories.notes.mode = \"0700\";
      };
    }";
    let paths = "map (p: [ p.path p.user p.mode p.reason ]) config.stateless.manifest.paths";
    assert_eq!(
        eval(settings, paths),
        Ok(json!([
            ["/home/alice/.ssh", "alice", "0700", null],
            ["/home/alice/.state", "alice", "0640", "From the home."],
            ["/home/alice/notes", "alice", "0700", null],
        ]))
    );
}

#[test]
fn a_store_that_only_a_home_names_is_named_with_the_home() {
    if Nix::with_lib().is_none() {
        return;
    }
    let settings = "{ home-manager.users.alice.stateless.stores.other.files = [ \".x\" ]; }";
    let error = eval(settings, "config.stateless.manifest").unwrap_err();
    let messages = "`stateless.stores.other` is in the home of `alice`, but the host has no store `other`. \
                Declare `stateless.stores.other.path` on the host, or write the name of an existing store.";
    assert!(error.contains(messages), "{error}");
}
