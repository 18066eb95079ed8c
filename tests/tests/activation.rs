//! Paths that activation reads or creates are mounted before it runs.

use std::collections::BTreeMap;

use pretty_assertions::assert_eq;
use tests::emitted::{example, function};
use tests::generated::Generated;
use tests::nix::{self, Nix};

#[test]
fn password_files_and_what_homes_are_made_in_are_mounted_in_the_initrd() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    let configuration = r#"{
      users.users = {
        root.hashedPasswordFile = "/etc/passwords/root";
        bob = { isNormalUser = true; home = "/srv/homes/staff/bob"; };
        carol = { isNormalUser = true; createHome = false; home = "/srv/mail/carol"; };
        dave = { enable = false; isNormalUser = true; home = "/srv/gone/dave"; };
      };
      stateless.stores.main.directories = [
        "/etc/passwords" "/home" "/srv/data" "/srv/gone" "/srv/homes" "/srv/mail"
      ];
    }"#;
    let expression = format!(
        "({} [ {} {configuration} ]).manifest.paths",
        function(&generated),
        nix::path(&example("minimal")),
    );
    let found = nix
        .eval(&expression)
        .unwrap_or_else(|error| panic!("{error}"));
    let phases: BTreeMap<&str, &str> = found
        .as_array()
        .expect("paths")
        .iter()
        .map(|entry| {
            let text = |field: &str| entry[field].as_str().expect("a text");
            (text("path"), text("phase"))
        })
        .collect();
    for path in ["/etc/passwords", "/home", "/srv/homes"] {
        assert_eq!(phases[path], "initrd", "{path}");
    }
    for path in ["/srv/data", "/srv/gone", "/srv/mail", "/home/alice/.ssh"] {
        assert_eq!(phases[path], "stage2", "{path}");
    }
}

#[test]
fn an_entry_for_a_home_belongs_to_its_user() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    let configuration = r#"{
      users.users = {
        bob = { isNormalUser = true; home = "/srv/bob"; };
        daemon = { isSystemUser = true; home = "/srv/daemon"; };
      };
      stateless.stores.main.directories = {
        "/srv/bob" = { };
        "/srv/daemon" = { };
        "/home/alice" = { user = "root"; mode = "0755"; };
      };
    }"#;
    let expression = format!(
        "map (entry: [ entry.path entry.user entry.mode ])
           (builtins.filter (entry: builtins.match \"/(srv|home)/[a-z]*\" entry.path != null)
             ({} [ {} {configuration} ]).manifest.paths)",
        function(&generated),
        nix::path(&example("minimal")),
    );
    assert_eq!(
        nix.eval(&expression),
        Ok(serde_json::json!([
            ["/home/alice", "root", "0755"],
            ["/srv/bob", "bob", "700"],
            ["/srv/daemon", "root", "0755"],
        ]))
    );
}
