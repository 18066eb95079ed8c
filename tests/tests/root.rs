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

/// How many findings say that the root stays on disk, with more options beside it.
fn roots_on_disk(nix: Nix, options: &str) -> Value {
    let generated = Generated::stateless();
    let expression = format!(
        r#"let
          lib = import <nixpkgs/lib>;
          inherit (lib.evalModules {{
            modules = [ {} {} {{
              {options}
              config.stateless.root.enable = true;
              config.stateless.root.size = "2G";
              config.fileSystems = lib.mapAttrs (label: _: {{
                device = lib.mkForce "/dev/disk/by-label/root";
                fsType = lib.mkForce "ext4";
              }}) {{ "/" = null; "/boot" = null; "/nix" = null; }};
            }} ];
          }}) config;
        in
        lib.count (assertion: !assertion.assertion && lib.hasPrefix "[root-on-disk]" assertion.message)
          config.assertions"#,
        nix::path(&tests::root().join("tests/nixos")),
        nix::path(&generated.path("default.nix")),
    );
    nix.eval(&expression)
        .unwrap_or_else(|error| panic!("{error}"))
}

/// The profile of virtual machines declares this option, and puts the root on a disk image.
#[test]
fn a_virtual_machine_may_have_its_root_on_disk() {
    let Some(nix) = Nix::with_lib() else { return };
    assert_eq!(roots_on_disk(nix, ""), Value::from(1));
    let of_machines = "options.virtualisation.diskImage = lib.mkOption { default = null; };";
    assert_eq!(roots_on_disk(nix, of_machines), Value::from(0));
}
