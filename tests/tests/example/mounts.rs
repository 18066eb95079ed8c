//! The mounts of the minimal example, in the initrd and in stage 2.

use expect_test::{Expect, expect};
use pretty_assertions::assert_eq;
use serde_json::json;

use super::{check_unit, minimal, settings};

/// A mount from the store, after the service that makes both its ends.
#[track_caller]
fn check_mount(path: &[&str], what: &str, target: &str, service: &str) {
    let Some(unit) = minimal(path) else { return };
    let set = |name| settings(path, name).expect("Nix is there").join(" ");
    // The service that creates what mounts need wants those of stage 2. Of the initrd, the boot stops for
    // accounts alone.
    let (required, wanted) = match target {
        "local-fs.target" => (json!([]), json!([])),
        _ if what.ends_with("/var/lib/nixos") => (json!([target]), json!([])),
        _ => (json!([]), json!([target])),
    };
    assert_eq!(unit["requiredBy"], required);
    assert_eq!(unit["wantedBy"], wanted);
    assert_eq!(set("What"), what);
    assert_eq!(set("Where"), what.replacen("/persist", "", 1));
    assert!(set("Options").split(',').any(|option| option == "bind"));
    let words = |name| {
        let words = set(name);
        words.split(' ').map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(words("Before").contains(&target.to_owned()));
    assert!(words("Before").contains(&"umount.target".to_owned()));
    let first = service.split(".below-").next().expect("a name");
    let first = format!("{}.service", first.trim_end_matches(".service"));
    assert!(words("After").contains(&first));
    assert!(words("Conflicts").contains(&"umount.target".to_owned()));
    assert_eq!(set("DefaultDependencies"), "no");
    assert_eq!(set("X-StopOnRemoval"), "false");
}

#[track_caller]
fn check_stage2(name: &str, what: &str, expected: &Expect) {
    let path = ["units", name];
    let service = if what.starts_with("/persist/home/alice/") {
        "stateless-tmpfiles-main.below-home-alice.service"
    } else {
        "stateless-tmpfiles-main.service"
    };
    check_mount(&path, what, "local-fs.target", service);
    check_unit(&path, expected);
    if service.contains(".below-") {
        let before = settings(&["units", service], "Before").expect("Nix is there");
        assert!(before.join(" ").contains(name), "{before:?}");
        let wants = settings(&["units", service], "Wants").expect("Nix is there");
        assert!(wants.join(" ").contains(name), "{wants:?}");
        let wants = minimal(&["units", service, "wantedBy"]).expect("Nix is there");
        assert_eq!(
            *wants,
            json!(["local-fs.target", "sysinit-reactivation.target", name])
        );
    }
}

#[track_caller]
fn check_initrd(name: &str, what: &str, expected: &Expect) {
    let path = ["initrd", "units", name];
    let service = "stateless-initrd-tmpfiles-main.service";
    check_mount(&path, what, "initrd-fs.target", service);
    check_unit(&path, expected);
}

#[test]
fn log_is_mounted_in_stage_2() {
    check_stage2(
        "var-log.mount",
        "/persist/var/log",
        &expect![[r#"
            wantedBy: []
            requiredBy: []

            [Unit]
            Description=/var/log from stateless store
            DefaultDependencies=no
            RequiresMountsFor="/persist"
            AssertPathIsMountPoint=/persist
            Wants=stateless-tmpfiles-main.service
            OnFailure=stateless-mounted@%N.service
            After=local-fs-pre.target stateless-tmpfiles-main.service
            Before=local-fs.target systemd-tmpfiles-setup.service systemd-tmpfiles-resetup.service sysinit-reactivation.target umount.target
            Conflicts=umount.target
            X-StopOnRemoval=false

            [Mount]
            What=/persist/var/log
            Where=/var/log
            Type=none
            Options=bind,x-gvfs-hide
        "#]],
    );
}

#[test]
fn log_is_mounted_in_the_initrd() {
    check_initrd(
        "sysroot-var-log.mount",
        "/sysroot/persist/var/log",
        &expect![[r#"
            wantedBy: ["initrd-fs.target"]
            requiredBy: []

            [Unit]
            Description=/sysroot/var/log from stateless store
            DefaultDependencies=no
            RequiresMountsFor="/sysroot/persist"
            AssertPathIsMountPoint=/sysroot/persist
            Wants=stateless-initrd-tmpfiles-main.service
            After=initrd-etc-overlay.service stateless-initrd-tmpfiles-main.service
            Before=initrd-fs.target umount.target
            Conflicts=umount.target
            X-StopOnRemoval=false

            [Mount]
            What=/sysroot/persist/var/log
            Where=/sysroot/var/log
            Type=none
            Options=bind,x-gvfs-hide
        "#]],
    );
}

#[test]
fn uid_map_is_mounted_in_stage_2() {
    check_stage2(
        "var-lib-nixos.mount",
        "/persist/var/lib/nixos",
        &expect![[r#"
            wantedBy: []
            requiredBy: []

            [Unit]
            Description=/var/lib/nixos from stateless store
            DefaultDependencies=no
            RequiresMountsFor="/persist"
            AssertPathIsMountPoint=/persist
            Wants=stateless-tmpfiles-main.service
            OnFailure=stateless-mounted@%N.service
            After=local-fs-pre.target stateless-tmpfiles-main.service
            Before=local-fs.target systemd-tmpfiles-setup.service systemd-tmpfiles-resetup.service sysinit-reactivation.target umount.target
            Conflicts=umount.target
            X-StopOnRemoval=false

            [Mount]
            What=/persist/var/lib/nixos
            Where=/var/lib/nixos
            Type=none
            Options=bind,x-gvfs-hide
        "#]],
    );
}

#[test]
fn uid_map_is_mounted_in_the_initrd() {
    check_initrd(
        "sysroot-var-lib-nixos.mount",
        "/sysroot/persist/var/lib/nixos",
        &expect![[r#"
            wantedBy: []
            requiredBy: ["initrd-fs.target"]

            [Unit]
            Description=/sysroot/var/lib/nixos from stateless store
            DefaultDependencies=no
            RequiresMountsFor="/sysroot/persist"
            AssertPathIsMountPoint=/sysroot/persist
            Wants=stateless-initrd-tmpfiles-main.service
            After=initrd-etc-overlay.service stateless-initrd-tmpfiles-main.service
            Before=initrd-fs.target umount.target
            Conflicts=umount.target
            X-StopOnRemoval=false

            [Mount]
            What=/sysroot/persist/var/lib/nixos
            Where=/sysroot/var/lib/nixos
            Type=none
            Options=bind,x-gvfs-hide
        "#]],
    );
}

#[test]
fn machine_id_is_mounted_in_stage_2() {
    check_stage2(
        "etc-machine\\x2did.mount",
        "/persist/etc/machine-id",
        &expect![[r#"
            wantedBy: []
            requiredBy: []

            [Unit]
            Description=/etc/machine-id from stateless store
            DefaultDependencies=no
            RequiresMountsFor="/persist"
            AssertPathIsMountPoint=/persist
            Wants=stateless-tmpfiles-main.service
            Wants=stateless-mounted@%N.service
            After=local-fs-pre.target stateless-tmpfiles-main.service
            Before=local-fs.target systemd-tmpfiles-setup.service systemd-tmpfiles-resetup.service sysinit-reactivation.target umount.target
            Conflicts=umount.target
            X-StopOnRemoval=false
            AssertPathExists=/persist/etc/machine-id
            AssertPathIsDirectory=!/persist/etc/machine-id
            AssertPathIsSymbolicLink=!/persist/etc/machine-id

            [Mount]
            What=/persist/etc/machine-id
            Where=/etc/machine-id
            Type=none
            Options=bind,x-gvfs-hide
        "#]],
    );
}

#[test]
fn machine_id_is_mounted_in_the_initrd() {
    check_initrd(
        "sysroot-etc-machine\\x2did.mount",
        "/sysroot/persist/etc/machine-id",
        &expect![[r#"
            wantedBy: ["initrd-fs.target"]
            requiredBy: []

            [Unit]
            Description=/sysroot/etc/machine-id from stateless store
            DefaultDependencies=no
            RequiresMountsFor="/sysroot/persist"
            AssertPathIsMountPoint=/sysroot/persist
            Wants=stateless-initrd-tmpfiles-main.service
            After=initrd-etc-overlay.service stateless-initrd-tmpfiles-main.service
            Before=initrd-fs.target umount.target
            Conflicts=umount.target
            X-StopOnRemoval=false
            AssertPathExists=/sysroot/persist/etc/machine-id
            AssertPathIsDirectory=!/sysroot/persist/etc/machine-id
            AssertPathIsSymbolicLink=!/sysroot/persist/etc/machine-id

            [Mount]
            What=/sysroot/persist/etc/machine-id
            Where=/sysroot/etc/machine-id
            Type=none
            Options=bind,x-gvfs-hide
        "#]],
    );
}

#[test]
fn a_file_is_mounted_only_from_a_file() {
    for path in [
        &["units", "etc-machine\\x2did.mount"][..],
        &["initrd", "units", "sysroot-etc-machine\\x2did.mount"][..],
    ] {
        let Some(what) = settings(path, "What") else {
            return;
        };
        assert_eq!(settings(path, "AssertPathExists"), Some(what.clone()));
        let directory = settings(path, "AssertPathIsDirectory").expect("Nix is there");
        assert_eq!(directory, [format!("!{}", what[0])]);
    }
}

#[test]
fn a_home_is_mounted_in_stage_2_only() {
    check_stage2(
        "home-alice-.ssh.mount",
        "/persist/home/alice/.ssh",
        &expect![[r#"
            wantedBy: []
            requiredBy: []

            [Unit]
            Description=/home/alice/.ssh from stateless store
            DefaultDependencies=no
            RequiresMountsFor="/persist"
            AssertPathIsMountPoint=/persist
            Wants=stateless-tmpfiles-main.service
            Wants=stateless-mounted@%N.service
            After=local-fs-pre.target stateless-tmpfiles-main.service
            Before=local-fs.target systemd-tmpfiles-setup.service systemd-tmpfiles-resetup.service sysinit-reactivation.target umount.target
            Conflicts=umount.target
            X-StopOnRemoval=false
            ConditionPathIsSymbolicLink=!/persist/home/alice/.ssh
            AssertPathIsDirectory=/persist/home/alice/.ssh

            [Mount]
            What=/persist/home/alice/.ssh
            Where=/home/alice/.ssh
            Type=none
            Options=bind,x-gvfs-hide
        "#]],
    );
    let Some(initrd) = minimal(&["initrd", "units"]) else {
        return;
    };
    let names: Vec<&String> = initrd.as_object().expect("units by name").keys().collect();
    assert_eq!(
        names,
        [
            "stateless-initrd-tmpfiles-main.service",
            "sysroot-etc-machine\\x2did.mount",
            "sysroot-var-lib-nixos.mount",
            "sysroot-var-log.mount",
        ]
    );
}
