//! The root: on tmpfs its size and mode hold, whatever else is said about its mount options; on btrfs it is
//! replaced at the right time of the boot.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
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

/// What the modules make of a root on a disk: `settings` of `stateless.root` and of `fileSystems."/"`.
fn on_disk(nix: Nix, root: &Value, file_system: &Value) -> Value {
    let generated = Generated::stateless();
    let host = nix::path(&tests::root().join("tests/checks/host.nix"));
    let emitted = nix.eval(&format!(
        "let all = import {} {{ modules = [ {} {host} {} ]; }};
         in {{ inherit (all) initrd units failedAssertions; }}",
        nix::path(&tests::root().join("tests/eval/emitted.nix")),
        nix::path(&generated.path("default.nix")),
        nix::json(&json!({ "stateless": { "root": root }, "fileSystems": { "/": file_system } })),
    ));
    emitted.unwrap_or_else(|error| panic!("{error}"))
}

const REPLACE: &str = "stateless-replace-root.service";

/// The words of a setting that the unit has once.
fn words<'a>(text: &'a str, setting: &str) -> Vec<&'a str> {
    let start = format!("{setting}=");
    let mut lines = text.lines().filter_map(|line| line.strip_prefix(&start));
    let words = lines.next().expect("the unit has the setting");
    assert_eq!(lines.next(), None, "{setting}");
    words.split(' ').filter(|word| !word.is_empty()).collect()
}

#[test]
fn a_root_on_btrfs_is_replaced_after_its_device_and_a_resume_and_before_its_mount() {
    let Some(nix) = Nix::with_lib() else { return };
    for (device, unit) in [
        (
            "/dev/disk/by-label/a b",
            Some(r"dev-disk-by\x2dlabel-a\x20b.device"),
        ),
        ("LABEL=system", None),
    ] {
        let options = [
            "subvol=a%b",
            "x-systemd.device-timeout=0,degraded",
            "compress=zstd",
        ];
        let emitted = on_disk(
            nix,
            &json!({ "kind": "btrfs" }),
            &json!({ "device": device, "fsType": "btrfs", "options": options }),
        );
        let text = emitted["initrd"]["units"][REPLACE]["text"].as_str();
        let text = text.expect("the unit has a text");
        assert_eq!(words(text, "Requires"), Vec::from_iter(unit));
        let mut after = Vec::from_iter(unit);
        after.extend([
            "initrd-root-device.target",
            "local-fs-pre.target",
            "systemd-hibernate-resume.service",
        ]);
        assert_eq!(words(text, "After"), after);
        assert_eq!(words(text, "Before")[0], "sysroot.mount");
        assert_eq!(words(text, "ConditionPathIsMountPoint"), ["!/sysroot"]);
        // The options of the file system count also for the mount of its top level.
        assert!(
            text.contains("\"MOUNT_OPTIONS=subvolid=5,degraded,compress=zstd\"\n"),
            "{text}"
        );
        assert!(text.contains("\"SUBVOLUME=/a%%b\"\n"), "{text}");
        assert_eq!(emitted["initrd"]["units"][REPLACE]["requiredBy"], json!([]));
    }
}

#[test]
fn nothing_replaces_a_root_that_is_no_named_subvolume() {
    let Some(nix) = Nix::with_lib() else { return };
    let btrfs =
        |options: &str| json!({ "device": "/dev/vda", "fsType": "btrfs", "options": [options] });
    let cases = [
        (json!({ "kind": "btrfs" }), btrfs("subvol=root"), true),
        (json!({ "kind": "btrfs" }), btrfs("subvolid=256"), false),
        (json!({ "kind": "btrfs" }), btrfs("noatime"), false),
        (
            json!({ "kind": "btrfs", "enable": false }),
            btrfs("subvol=root"),
            false,
        ),
        (json!({ "kind": "external" }), btrfs("subvol=root"), false),
        (
            json!({ "kind": "btrfs" }),
            json!({ "device": "/dev/vda", "fsType": "ext4", "options": ["subvol=root"] }),
            false,
        ),
    ];
    for (root, file_system, is_replaced) in cases {
        let emitted = on_disk(nix, &root, &file_system);
        let has = |units: &Value, name: &str| units.get(name).is_some();
        let case = format!("{root} {file_system}");
        assert_eq!(
            has(&emitted["initrd"]["units"], REPLACE),
            is_replaced,
            "{case}"
        );
        for unit in ["stateless-old-roots.service", "stateless-old-roots.timer"] {
            assert_eq!(has(&emitted["units"], unit), is_replaced, "{case}");
        }
        assert!(
            !has(&emitted["units"], "stateless-root-watch.timer"),
            "{case}"
        );
    }
}
