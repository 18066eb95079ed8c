//! The host of the minimal example: root, tmpfiles and services.

use expect_test::expect;
use pretty_assertions::assert_eq;
use serde_json::json;

use super::{EMITTED, check_unit, minimal, settings, text};

/// The lines of a tmpfiles file whose path is `path`: type, mode, user, group, argument.
#[track_caller]
fn check_lines(file: &[&str], path: &str, expected: &[&str]) {
    let Some(text) = text(file) else { return };
    let field = format!(" \"{path}\" ");
    let lines: Vec<String> = text
        .lines()
        .filter(|line| line.contains(&field))
        .map(|line| line.replace(&field, " "))
        .collect();
    assert_eq!(lines, expected, "{path}");
}

const TMPFILES: [&str; 2] = ["etc", "stateless/tmpfiles.d/main.conf"];
const BELOW_HOME: [&str; 2] = ["etc", "stateless/tmpfiles.d/main.below-home-alice.conf"];
const INITRD_TMPFILES: [&str; 3] = ["initrd", "contents", "/etc/stateless/tmpfiles.d/main.conf"];

#[test]
fn root_is_a_tmpfs() {
    let Some(root) = minimal(&["fileSystems", "/"]) else {
        return;
    };
    assert_eq!(
        *root,
        json!({
            "device": "tmpfs",
            "fsType": "tmpfs",
            "options": ["x-initrd.mount", "mode=0755", "size=2G"],
            "neededForBoot": true,
        })
    );
}

#[test]
fn no_other_file_system_is_declared() {
    let Some(all) = minimal(&["fileSystems"]) else {
        return;
    };
    let all = all.as_object().expect("file systems by mount point");
    let places: Vec<&String> = all.keys().collect();
    assert_eq!(places, ["/", "/boot", "/nix", "/persist"]);
}

#[test]
fn no_check_fails() {
    let Some(failed) = minimal(&["failedAssertions"]) else {
        return;
    };
    assert_eq!(*failed, json!([]));
    assert_eq!(minimal(&["warnings"]), Some(&json!([])));
}

#[test]
fn the_machine_id_is_seeded_and_adopted() {
    let seed = "f :0444 :root :root - uninitialized\\n";
    check_lines(&TMPFILES, "/etc/machine-id", &[seed]);
    check_lines(
        &TMPFILES,
        "/persist/etc/machine-id",
        &["C - - - - /etc/machine-id", seed],
    );
}

#[test]
fn ssh_belongs_to_alice_alone() {
    let owned = "d :0700 :alice :users - -";
    check_lines(&BELOW_HOME, "/home/alice/.ssh", &[owned]);
    check_lines(
        &BELOW_HOME,
        "/persist/home/alice/.ssh",
        &["C - - - - /home/alice/.ssh", owned],
    );
}

#[test]
fn parents_belong_to_whose_they_are() {
    for home in ["/home/alice", "/persist/home/alice"] {
        // The mode as `users.users.alice.homeMode` has it.
        check_lines(&TMPFILES, home, &["d :700 :alice :users - -"]);
    }
    for parent in ["/etc", "/home", "/var", "/var/lib"] {
        let root = "d :0755 :root :root - -";
        check_lines(&TMPFILES, parent, &[root]);
        check_lines(&TMPFILES, &format!("/persist{parent}"), &[root]);
    }
}

#[test]
fn no_parent_comes_after_what_is_in_it() {
    for file in [&TMPFILES[..], &INITRD_TMPFILES] {
        let Some(text) = text(file) else { return };
        let paths = text.lines().filter_map(|line| line.split('"').nth(1));
        let paths: Vec<&str> = paths.collect();
        assert!(paths.is_sorted(), "{paths:#?}");
    }
}

#[test]
fn the_tmpfiles_of_stage_2() {
    if let Some(text) = text(&TMPFILES) {
        expect![[r#"
            d "/etc" :0755 :root :root - -
            f "/etc/machine-id" :0444 :root :root - uninitialized\n
            d "/home" :0755 :root :root - -
            d "/home/alice" :700 :alice :users - -
            d "/persist/etc" :0755 :root :root - -
            C "/persist/etc/machine-id" - - - - /etc/machine-id
            f "/persist/etc/machine-id" :0444 :root :root - uninitialized\n
            d "/persist/home" :0755 :root :root - -
            d "/persist/home/alice" :700 :alice :users - -
            d "/persist/var" :0755 :root :root - -
            d "/persist/var/lib" :0755 :root :root - -
            C "/persist/var/lib/nixos" - - - - /var/lib/nixos/../nixos
            d "/persist/var/lib/nixos" :0755 :root :root - -
            C "/persist/var/lib/systemd" - - - - /var/lib/systemd/../systemd
            d "/persist/var/lib/systemd" :0755 :root :root - -
            C "/persist/var/log" - - - - /var/log/../log
            d "/persist/var/log" :0755 :root :root - -
            d "/var" :0755 :root :root - -
            d "/var/lib" :0755 :root :root - -
            d "/var/lib/nixos" :0755 :root :root - -
            d "/var/lib/systemd" :0755 :root :root - -
            d "/var/log" :0755 :root :root - -
        "#]]
        .assert_eq(text);
    }
}

#[test]
fn the_initrd_knows_no_names() {
    let Some(text) = text(&INITRD_TMPFILES) else {
        return;
    };
    for line in text.lines() {
        let mut fields = line.split(' ').skip(2);
        let mode = fields.next();
        let ids = [fields.next(), fields.next()];
        let expected = if mode == Some("-") { "-" } else { ":0" };
        assert_eq!(ids, [Some(expected); 2], "{line}");
        assert!(line.contains("\"/sysroot/"), "{line}");
    }
    expect![[r#"
        d "/sysroot/etc" :0755 :0 :0 - -
        f "/sysroot/etc/machine-id" :0444 :0 :0 - uninitialized\n
        d "/sysroot/persist/etc" :0755 :0 :0 - -
        C "/sysroot/persist/etc/machine-id" - - - - /sysroot/etc/machine-id
        f "/sysroot/persist/etc/machine-id" :0444 :0 :0 - uninitialized\n
        d "/sysroot/persist/var" :0755 :0 :0 - -
        d "/sysroot/persist/var/lib" :0755 :0 :0 - -
        C "/sysroot/persist/var/lib/nixos" - - - - /sysroot/var/lib/nixos/../nixos
        d "/sysroot/persist/var/lib/nixos" :0755 :0 :0 - -
        C "/sysroot/persist/var/log" - - - - /sysroot/var/log/../log
        d "/sysroot/persist/var/log" :0755 :0 :0 - -
        d "/sysroot/var" :0755 :0 :0 - -
        d "/sysroot/var/lib" :0755 :0 :0 - -
        d "/sysroot/var/lib/nixos" :0755 :0 :0 - -
        d "/sysroot/var/log" :0755 :0 :0 - -
    "#]]
    .assert_eq(text);
}

#[test]
fn the_service_of_a_home() {
    let path = ["units", "stateless-tmpfiles-main.below-home-alice.service"];
    check_unit(
        &path,
        &expect![[r#"
            wantedBy: ["local-fs.target","sysinit-reactivation.target","home-alice-.ssh.mount"]
            requiredBy: []

            [Unit]
            Description=Create the paths of the store main below /home/alice
            DefaultDependencies=no
            RequiresMountsFor="/persist"
            AssertPathIsMountPoint=/persist
            WantsMountsFor="/home/alice"
            Wants=home-alice-.ssh.mount
            After=systemd-remount-fs.service systemd-sysusers.service userborn.service stateless-tmpfiles-main.service
            Before=home-alice-.ssh.mount local-fs.target shutdown.target sysinit-reactivation.target
            Conflicts=shutdown.target
            X-Restart-Triggers=…

            [Service]
            Type=oneshot
            RemainAfterExit=yes
            Environment=SYSTEMD_LOG_LEVEL=warning
            ExecStart=/nix/store/00000000000000000000000000000000-systemd/bin/systemd-tmpfiles --create /etc/stateless/tmpfiles.d/main.below-home-alice.conf
        "#]],
    );
}

#[test]
fn the_service_of_stage_2() {
    let path = ["units", "stateless-tmpfiles-main.service"];
    check_unit(
        &path,
        &expect![[r#"
            wantedBy: ["local-fs.target","sysinit-reactivation.target"]
            requiredBy: []

            [Unit]
            Description=Create the paths of the store main
            DefaultDependencies=no
            RequiresMountsFor="/persist"
            AssertPathIsMountPoint=/persist
            WantsMountsFor="/etc"
            WantsMountsFor="/home"
            WantsMountsFor="/var"
            WantsMountsFor="/var/lib"
            Wants=etc-machine\x2did.mount var-lib-nixos.mount var-lib-systemd.mount var-log.mount
            After=systemd-remount-fs.service systemd-sysusers.service userborn.service
            Before=local-fs.target shutdown.target sysinit-reactivation.target
            Conflicts=shutdown.target
            X-Restart-Triggers=…

            [Service]
            Type=oneshot
            RemainAfterExit=yes
            Environment=SYSTEMD_LOG_LEVEL=warning
            ExecStart=/nix/store/00000000000000000000000000000000-systemd/bin/systemd-tmpfiles --create /etc/stateless/tmpfiles.d/main.conf
        "#]],
    );
}

#[test]
fn the_service_of_the_initrd() {
    let path = ["initrd", "units", "stateless-initrd-tmpfiles-main.service"];
    check_unit(
        &path,
        &expect![[r#"
            wantedBy: ["initrd-fs.target"]
            requiredBy: []

            [Unit]
            Description=Create the paths of the store main, in the initrd
            DefaultDependencies=no
            RequiresMountsFor="/sysroot/nix/store"
            RequiresMountsFor="/sysroot/persist"
            AssertPathIsMountPoint=/sysroot/persist
            WantsMountsFor="/sysroot/etc"
            WantsMountsFor="/sysroot/var"
            WantsMountsFor="/sysroot/var/lib"
            After=initrd-root-fs.target initrd-etc-overlay.service
            Before=initrd-fs.target initrd-switch-root.target shutdown.target
            Conflicts=initrd-switch-root.target shutdown.target
            X-Restart-Triggers=…

            [Service]
            Type=oneshot
            RemainAfterExit=yes
            Environment=SYSTEMD_LOG_LEVEL=warning
            ExecStart=/nix/store/00000000000000000000000000000000-systemd/bin/systemd-tmpfiles --create /etc/stateless/tmpfiles.d/main.conf
        "#]],
    );
    let tool = "/nix/store/00000000000000000000000000000000-systemd/bin/systemd-tmpfiles";
    if let Some(paths) = minimal(&["initrd", "storePaths"]) {
        assert_eq!(*paths, json!([tool]));
    }
}

#[test]
fn a_changed_file_restarts_its_service() {
    let path = ["units", "stateless-tmpfiles-main.service"];
    if let (Some(all), Some(set)) = (&*EMITTED, settings(&path, "X-Restart-Triggers")) {
        assert_eq!(json!(set), json!([all["hash"]]));
    }
}

#[test]
fn the_machine_id_is_committed_on_the_first_boot_only() {
    let path = ["units", "stateless-machine-id.service"];
    check_unit(
        &path,
        &expect![[r#"
        wantedBy: ["sysinit.target"]
        requiredBy: []

        [Unit]
        After=local-fs.target first-boot-complete.target
        Before=shutdown.target
        ConditionFirstBoot=true
        ConditionPathIsMountPoint=/etc/machine-id
        Conflicts=shutdown.target
        DefaultDependencies=false
        Description=Write the machine ID of the first boot to its store

        [Service]
        X-RestartIfChanged=false
        ExecCondition=/nix/store/00000000000000000000000000000000-gnugrep/bin/grep --quiet "/etc/machine-id .* - tmpfs " /proc/self/mountinfo
        ExecStart=/nix/store/00000000000000000000000000000000-systemd/bin/systemd-machine-id-setup --commit
        RemainAfterExit=true
        Type=oneshot

        [Install]
        WantedBy=sysinit.target
    "#]],
    );
}

#[test]
fn the_service_of_systemd_that_commits_is_masked() {
    let commit = "systemd-machine-id-commit.service";
    if let Some(unit) = minimal(&["units", commit]) {
        assert_eq!(unit["enable"], json!(false));
    }
}

#[test]
fn no_unit_is_forgotten() {
    let Some(units) = minimal(&["units"]) else {
        return;
    };
    let names: Vec<&str> = units
        .as_object()
        .expect("units by name")
        .keys()
        .map(String::as_str)
        .collect();
    expect![[r#"
        container@web.service
        etc-machine\x2did.mount
        home-alice-.ssh.mount
        nix-daemon.service
        run-nixos\x2dcontainers-web.mount
        stateless-container-web.service
        stateless-machine-id.service
        stateless-mounted@.service
        stateless-root-watch.service
        stateless-root-watch.timer
        stateless-tmpfiles-main.below-home-alice.service
        stateless-tmpfiles-main.service
        systemd-machine-id-commit.service
        var-lib-nixos.mount
        var-lib-systemd.mount
        var-log.mount"#]]
    .assert_eq(&names.join("\n"));
}
