//! `tests/eval/inspect.nix`, which CONTRIBUTING offers for any configuration.

use serde_json::{Value, json};
use tests::nix::{self, Nix};

/// Options of NixOS that the stand-ins do not declare, at the top and in submodules.
const UNDECLARED: &str = "{ pkgs, lib, config, ... }: {
  environment.systemPackages = [ pkgs.hello ];
  programs.zsh.enable = lib.mkDefault true;
  services.example.settings = lib.mkIf config.programs.zsh.enable { a = 1; };
  fileSystems.\"/persist\" = {
    device = \"/dev/disk/by-label/persist\";
    fsType = \"ext4\";
    neededForBoot = true;
    encrypted.enable = true;
  };
  users.users.alice = {
    isNormalUser = true;
    linger = true;
  };
  systemd.services.example.path = [ pkgs.hello ];
}";

fn inspect(nix: Nix, configuration: &str) -> Result<Value, String> {
    nix.eval(&format!(
        "import {} {{ modules = [ ({configuration}) ({UNDECLARED}) ]; }}",
        nix::path(&tests::root().join("tests/eval/inspect.nix")),
    ))
}

#[test]
fn undeclared_options_are_ignored() {
    let Some(nix) = Nix::with_lib() else { return };
    let configuration = "{
      stateless.stores.main = { path = \"/persist\"; directories = [ \"/var/log\" ]; };
    }";
    let found = inspect(nix, configuration).unwrap();
    assert_eq!(found["failedAssertions"], json!([]));
    let paths = found["manifest"]["paths"].as_array().unwrap();
    assert!(
        paths.iter().any(|entry| entry["path"] == "/var/log"),
        "{paths:?}"
    );
    let unit = found["units"]["var-log.mount"].as_str();
    assert!(
        unit.is_some_and(|text| text.contains("What=/persist/var/log")),
        "{unit:?}"
    );
}

#[test]
fn findings_are_reported() {
    let Some(nix) = Nix::with_lib() else { return };
    let configuration = "{
      stateless.stores.main = { path = \"/other\"; directories = [ \"/var/log\" ]; };
      stateless.root.enable = true;
    }";
    let found = inspect(nix, configuration).unwrap();
    assert_ne!(found["failedAssertions"], json!([]));
}

#[test]
fn misspelt_options_of_the_modules_are_refused() {
    let Some(nix) = Nix::with_lib() else { return };
    for name in ["stateless.rot.enable", "stateless.root.enabled"] {
        let error = inspect(nix, &format!("{{ {name} = true; }}")).unwrap_err();
        let path = name.trim_end_matches(".enable");
        assert!(
            error.contains("do not exist") && error.contains(path),
            "{error}"
        );
    }
    let inside = "{ stateless.stores.main = { path = \"/persist\"; directoris = [ ]; }; }";
    let error = inspect(nix, inside).unwrap_err();
    assert!(error.contains("directoris"), "{error}");
}
