//! Paths that must never be deleted, and paths that are persisted by default.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// Defaults of hosts that these tests ignore.
const QUIET: &str = "{ networking.useDHCP = false; users.mutableUsers = false; }";

/// Checks a value computed from the configuration `config` of a host, if Nix is installed.
#[track_caller]
fn check(settings: &str, value: &str, expected: &Value) {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    let found = nix.eval(&format!(
        "let
           inherit (import <nixpkgs/lib>) evalModules;
           inherit (evalModules {{ modules = [ {} {} {QUIET} {settings} ]; }}) config;
         in
         {value}",
        nix::path(&tests::root().join("tests/nixos")),
        nix::path(&generated.path("default.nix")),
    ));
    assert_eq!(found.as_ref(), Ok(expected));
}

/// Checks which paths are emptied at boot, and how many entries are left alone with a warning.
#[track_caller]
fn emptied(settings: &str, lines: &[&str], left: usize) {
    let lines: String = lines.iter().flat_map(|line| [*line, "\n"]).collect();
    check(
        settings,
        "[
           ((config.environment.etc.\"stateless/tmpfiles.d\".source.texts or {}).\"a.scratch.conf\" or \"\")
           (builtins.length config.warnings)
         ]",
        &json!([lines, left]),
    );
}

/// Checks the persisted paths of a host with a root on tmpfs and without presets.
#[track_caller]
fn persisted(settings: &str, paths: &[[&str; 2]]) {
    let settings = format!(
        "{{ stateless = {{ root.enable = true; presets.system.enable = false; }}; }} {settings}"
    );
    let value = "map (entry: [ entry.store entry.path ]) config.stateless.manifest.paths";
    check(&settings, value, &json!(paths));
}

const FLAG: &str = r#"r! "/run/stateless/boot-a" - - - - -"#;

#[test]
fn own_directories_and_files_are_emptied_at_boot_only() {
    emptied(
        r#"{ stateless.stores.a = { path = "/s"; tier = "scratch"; directories = [ "/x" ]; files = [ "/f*" ]; }; }"#,
        &[r#"r! "/s/f\\*" - - - - -"#, r#"D! "/s/x" - - - - -"#, FLAG],
        0,
    );
}

#[test]
fn what_another_store_keeps_is_left_alone() {
    let stores = r#"{
      stateless.stores.a = { path = "/p"; tier = "scratch"; directories = [ "/same/x" "/above" "/in/side" "/q" "/own" ]; };
      stateless.stores.b = { path = "/p"; directories = [ "/above/y" "/in" ]; files = [ "/same/x/f" ]; };
      stateless.stores.c = { path = "/p/q/store"; };
    }"#;
    emptied(stores, &[r#"D! "/p/own" - - - - -"#, FLAG], 4);
}

#[test]
fn what_others_mount_is_left_alone() {
    let others = r#"{
      stateless.stores.a = { path = "/s"; tier = "scratch"; directories = [ "/disk" "/bound" "/guest" "/upstream" "/own" ]; };
      fileSystems."/s/disk/a" = { device = "/dev/sda"; fsType = "ext4"; };
      fileSystems."/elsewhere" = { device = "/s/bound/a"; fsType = "none"; options = [ "bind" ]; };
      containers.a.stateless = { enable = true; persist.root = "/s/guest/a"; };
      containers.b.bindMounts."/data".hostPath = "/s/upstream";
    }"#;
    emptied(others, &[r#"D! "/s/own" - - - - -"#, FLAG], 4);
}

#[test]
fn what_the_initrd_uses_is_left_alone() {
    let early = r#"{ stateless.stores.a = { path = "/s"; tier = "scratch"; directories = [ "/var/log" ]; }; }"#;
    emptied(early, &[FLAG], 1);
}

/// Network mounts may come after the services that use them.
#[test]
fn a_store_of_the_network_is_left_alone() {
    let remote = r#"{
      stateless.stores.a = { path = "/s"; tier = "scratch"; directories = [ "/x" ]; };
      fileSystems."/s" = { device = "/dev/sda"; fsType = "ext4"; options = [ "_netdev" ]; };
    }"#;
    emptied(remote, &[], 1);
}

#[test]
fn builds_are_emptied_below_a_scratch_store_alone() {
    let build = |path: &str| {
        format!(
            r#"{{
              stateless.stores.a = {{ path = "/s"; tier = "scratch"; }};
              stateless.root = {{ enable = true; buildDir = "{path}"; }};
            }}"#
        )
    };
    emptied(&build("/s/build"), &[r#"D! "/s/build" - - - - -"#, FLAG], 0);
    emptied(&build("/s"), &[FLAG], 0);
    emptied(&build("/elsewhere"), &[FLAG], 0);
}

#[test]
fn the_id_of_the_machine_is_persisted_where_there_is_one_store() {
    let id = ["a", "/etc/machine-id"];
    persisted(r#"{ stateless.stores.a.path = "/a"; }"#, &[id]);
    persisted("{ }", &[]);
    let two = r#"{ stateless.stores.a.path = "/a"; stateless.stores.b.path = "/b"; }"#;
    persisted(two, &[]);
    persisted(
        &format!(r#"{two} {{ stateless.presetStore = "a"; }}"#),
        &[id],
    );
    persisted(
        &format!(r#"{two} {{ stateless.stores.b.tier = "scratch"; }}"#),
        &[id],
    );
}

#[test]
fn what_survives_already_is_not_added() {
    let store = r#"{ stateless.stores.a.path = "/a"; }"#;
    let with = |more: &str| format!("{store} {{ {more} }}");
    persisted(&with(r#"stateless.machineId = "ephemeral";"#), &[]);
    persisted(&with(r#"stateless.machineId = "fixed";"#), &[]);
    persisted(
        &with(r#"stateless.stores.a.directories = [ "/etc" ];"#),
        &[["a", "/etc"]],
    );
    persisted(
        &with(r#"fileSystems."/etc" = { device = "x"; fsType = "ext4"; };"#),
        &[],
    );
    persisted(
        &with(r#"fileSystems."/etc" = { device = "tmpfs"; fsType = "tmpfs"; };"#),
        &[["a", "/etc/machine-id"]],
    );
}

#[test]
fn userborn_keeps_its_files() {
    persisted(
        r#"{ stateless.stores.a.path = "/a"; stateless.passwords = "userborn"; stateless.machineId = "fixed"; }"#,
        &[
            ["a", "/etc/group"],
            ["a", "/etc/passwd"],
            ["a", "/etc/shadow"],
            ["a", "/var/lib/userborn"],
        ],
    );
}

#[test]
fn what_is_switched_off_is_not_added_again() {
    persisted(
        r#"{ stateless.stores.main = { path = "/persist"; files."/etc/machine-id".enable = false; }; }"#,
        &[],
    );
}

/// The presets declare the stores once more, in a file that may be imported first.
#[test]
fn names_of_stores_are_judged_whichever_module_comes_first() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    for order in [["stores", "presets"], ["presets", "stores"]] {
        let modules: Vec<String> = order
            .iter()
            .map(|module| nix::path(&generated.path(module)))
            .collect();
        let refused = nix.eval(&format!(
            "((import <nixpkgs/lib>).evalModules {{
               modules = [ {} {} {{ stateless.stores.\"a b\".path = \"/persist\"; }} ];
             }}).config.stateless.manifest",
            nix::path(&tests::root().join("tests/nixos")),
            modules.join(" "),
        ));
        let error = refused.expect_err("the name is not a valid store name");
        assert!(
            error.contains("not a valid store name"),
            "{order:?}: {error}"
        );
    }
}
