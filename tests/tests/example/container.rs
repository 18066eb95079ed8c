//! The container of the minimal example.

use expect_test::expect;
use pretty_assertions::assert_eq;
use serde_json::json;

use super::{minimal, settings, text, unit};

const MOUNT: [&str; 2] = ["units", "run-nixos\\x2dcontainers-web.mount"];

#[test]
fn its_root_is_thrown_away() {
    if let Some(ephemeral) = minimal(&["containers", "web", "ephemeral"]) {
        assert_eq!(*ephemeral, json!(true));
        assert_eq!(minimal(&["containers", "web", "tmpfs"]), Some(&json!([])));
        let flags = minimal(&["containers", "web", "extraFlags"]);
        assert_eq!(flags, Some(&json!([])));
    }
}

#[test]
fn the_manifest_says_where_its_data_is() {
    let Some(kept) = minimal(&["manifest", "containers", "web"]) else {
        return;
    };
    let entry = |path: &str, mode: &str| {
        json!({
            "path": path,
            "source": format!("/persist/containers/web{path}"),
            "kind": "directory",
            "user": "root",
            "group": "root",
            "mode": mode,
        })
    };
    let expected = [
        entry("/var/lib/acme", "0750"),
        entry("/var/lib/nixos", "0755"),
    ];
    assert_eq!(*kept, json!(expected));
}

#[test]
fn what_survives_is_bound_and_writable() {
    let Some(binds) = minimal(&["containers", "web", "bindMounts"]) else {
        return;
    };
    let bound = |source: &str, target: &str| {
        assert_eq!(
            binds[target],
            json!({ "hostPath": source, "mountPoint": target, "isReadOnly": false })
        );
    };
    // Declared, of the preset that is always on, and its journal.
    for path in ["/var/lib/acme", "/var/lib/nixos"] {
        bound(&format!("/persist/containers/web{path}"), path);
    }
    let journal = "/var/log/journal/51ad3fa44bfb4039afe56f11555824cd";
    bound(journal, journal);
    assert_eq!(binds.as_object().map(serde_json::Map::len), Some(3));
}

#[test]
fn its_root_has_a_size() {
    let Some(options) = settings(&MOUNT, "Options") else {
        return;
    };
    let set = |name| settings(&MOUNT, name).expect("Nix is there");
    assert!(options[0].split(',').any(|option| option == "size=512M"));
    assert_eq!(set("Where"), ["/run/nixos-containers/web"]);
    assert_eq!(set("Type"), ["tmpfs"]);
    // Gone with the container, and fresh for the next start.
    assert_eq!(set("PartOf"), ["container@web.service"]);
    assert_eq!(set("StopWhenUnneeded"), ["yes"]);
    expect![[r#"
        wantedBy: []
        requiredBy: []

        [Unit]
        Description=Ephemeral root of container web
        DefaultDependencies=no
        Before=container@web.service umount.target
        Conflicts=umount.target
        PartOf=container@web.service
        StopWhenUnneeded=yes
        X-StopOnRemoval=false

        [Mount]
        What=tmpfs
        Where=/run/nixos-containers/web
        Type=tmpfs
        Options=mode=0755,size=512M
    "#]]
    .assert_eq(&unit(&MOUNT).expect("Nix is there"));
}

#[test]
fn its_directories_are_created_with_their_modes() {
    let Some(text) = text(&["etc", "stateless/containers/web.conf"]) else {
        return;
    };
    for path in [
        "/persist/containers/web/var/lib/acme",
        "/run/nixos-containers/web/var/lib/acme",
    ] {
        let line = format!("d \"{path}\" :0750 :root :root - -");
        assert!(text.lines().any(|found| found == line), "{line}");
    }
    expect![[r#"
        d "/persist/containers/web" :0700 :root :root - -
        d "/persist/containers/web/var" :0755 :root :root - -
        d "/persist/containers/web/var/lib" :0755 :root :root - -
        d "/persist/containers/web/var/lib/acme" :0750 :root :root - -
        d "/persist/containers/web/var/lib/nixos" :0755 :root :root - -
        d "/run/nixos-containers/web/var" :0755 :root :root - -
        d "/run/nixos-containers/web/var/lib" :0755 :root :root - -
        d "/run/nixos-containers/web/var/lib/acme" :0750 :root :root - -
        d "/run/nixos-containers/web/var/lib/nixos" :0755 :root :root - -
        d "/run/nixos-containers/web/var/log" :0755 :root :root - -
        d "/run/nixos-containers/web/var/log/journal" :0755 :root :root - -
        d "/run/nixos-containers/web/var/log/journal/51ad3fa44bfb4039afe56f11555824cd" :2755 :root :systemd-journal - -
        d "/var/log/journal/51ad3fa44bfb4039afe56f11555824cd" :2755 :root :systemd-journal - -
    "#]]
    .assert_eq(text);
}

#[test]
fn they_are_created_before_it_starts() {
    let path = ["units", "stateless-container-web.service"];
    let Some(before) = settings(&path, "Before") else {
        return;
    };
    assert!(
        before[0]
            .split(' ')
            .any(|unit| unit == "container@web.service")
    );
    expect![[r#"
        wantedBy: []
        requiredBy: []

        [Unit]
        Description=Create files for container web
        DefaultDependencies=no
        RequiresMountsFor="/persist/containers/web"
        RequiresMountsFor="/run/nixos-containers/web"
        RequiresMountsFor="/var/log/journal/51ad3fa44bfb4039afe56f11555824cd"
        After=local-fs.target systemd-tmpfiles-setup.service
        Before=container@web.service shutdown.target
        Conflicts=shutdown.target
        PartOf=container@web.service
        StopWhenUnneeded=yes
        X-Restart-Triggers=…

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        Environment=SYSTEMD_LOG_LEVEL=warning
        ExecStart=/nix/store/00000000000000000000000000000000-systemd/bin/systemd-tmpfiles --create /etc/stateless/containers/web.conf
    "#]].assert_eq(&unit(&path).expect("Nix is there"));
}

#[test]
fn it_starts_after_its_root_and_its_directories() {
    let path = ["units", "container@web.service"];
    let created = ["units", "stateless-container-web.service"];
    let Some(before) = settings(&created, "Before") else {
        return;
    };
    assert_eq!(before, ["container@web.service shutdown.target"]);
    let mounts = settings(&path, "RequiresMountsFor").expect("Nix is there");
    assert!(mounts.contains(&"\"/run/nixos-containers/web\""));
    assert!(mounts.contains(&"\"/persist/containers/web\""));
    expect![[r#"
        wantedBy: []
        requiredBy: []

        [Unit]
        After=run-systemd-nspawn-unix\x2dexport-web.mount
        PropagatesStopTo=run-systemd-nspawn-unix\x2dexport-web.mount
        RequiresMountsFor=/persist/containers/web/var/lib/acme
        RequiresMountsFor=/persist/containers/web/var/lib/nixos
        RequiresMountsFor=/var/log/journal/51ad3fa44bfb4039afe56f11555824cd
        RequiresMountsFor="/persist/containers/web"
        RequiresMountsFor="/run/nixos-containers/web"
        RequiresMountsFor="/var/log/journal/51ad3fa44bfb4039afe56f11555824cd"
        Wants=stateless-container-web.service
        X-Restart-Triggers=…

        [Service]
        X-RestartIfChanged=false
        EnvironmentFile=-/etc/nixos-containers/%i.conf
        ExecStart=/nix/store/00000000000000000000000000000000-systemd/bin/systemd-nspawn --keep-unit -M %i --private-users=${PRIVATE_USERS} -D /run/nixos-containers/%i --ephemeral    $EXTRA_NSPAWN_FLAGS
        KillMode=mixed
        RuntimeDirectory=nixos-containers/%i
        Slice=machine.slice
        Type=notify
    "#]].assert_eq(&unit(&path).expect("Nix is there"));
}

/// The service managers of the host and of the guest both expand variables, and a line break would
/// end the setting.
#[test]
fn a_health_check_runs_what_was_written() {
    let Some(fixture) = super::emitted("fixture") else {
        return;
    };
    let text = fixture["units"]["stateless-health-web.service"]["text"]
        .as_str()
        .expect("a unit has a text");
    assert!(!text.contains("\nExecStartPre="), "{text}");
    let (_, command) = text.split_once(" -- ").expect("a command");
    assert_eq!(
        command.lines().next(),
        Some(
            r#""/run/current-system/sw/bin/curl" "--fail" "http://localhost/a b?$$$$c=100%%" "$$$${x}\nExecStartPre=/bin/false""#
        )
    );
}
