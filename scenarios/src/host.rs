//! A host that keeps one of everything.

use codegen::vm::VmTest;
use serde_json::{Value, json};

/// As few bytes as a test can have: it must fill the root, and emulation is slow.
const ROOT_SIZE: &str = "96M";

/// Characters that are special to units, tmpfiles and the shell.
const ODD: &str = "/srv/odd/100% it's a \"test\" \\ é";

/// A name of so many bytes.
fn long(length: usize) -> String {
    format!("/srv/{}", "n".repeat(length))
}

/// Everything once, and two power cuts.
pub(crate) fn quick() -> VmTest {
    VmTest {
        name: "host",
        about: "Every kind of entry survives a shutdown, a reboot and power cuts; nothing else does.",
        origin: file!(),
        timeout: 2400,
        machines: vec![("machine", config())],
        script: crate::script(&[("POWER_CUTS", 2)], include_str!("../scripts/host.py")),
    }
}

/// A test that only cuts the power, many times.
pub(crate) fn power_cuts() -> VmTest {
    VmTest {
        name: "power-cuts",
        about: "What was acknowledged is there after each of twenty power cuts.",
        origin: file!(),
        timeout: 3600,
        machines: vec![("machine", config())],
        script: crate::script(
            &[("POWER_CUTS", 20)],
            include_str!("../scripts/power_cuts.py"),
        ),
    }
}

/// The base of every machine: a disk for the store, mounted in the initrd.
pub(crate) fn base() -> Value {
    json!({
        "boot": {
            "initrd": { "systemd": { "enable": true } },
            "loader": { "grub": { "enable": false } },
        },
        "virtualisation": {
            "emptyDiskImages": [256],
            "useDefaultFilesystems": false,
            "fileSystems": {
                // The profile of virtual machines drops the file systems that others declare. Size and
                // mode are those of `stateless.root` all the same.
                "/": { "fsType": "tmpfs" },
                "/persist": {
                    "device": "/dev/vdb",
                    "fsType": "ext4",
                    "autoFormat": true,
                    "neededForBoot": true,
                },
            },
        },
    })
}

fn config() -> Value {
    let mut config = base();
    config["stateless"] = json!({
        "root": { "enable": true, "size": ROOT_SIZE },
        "stores": { "main": {
            "path": "/persist",
            "directories": directories(),
            "files": files(),
            "users": { "alice": home() },
        },
        "builds": {
            "path": "/persist/builds",
            "tier": "scratch",
            "requireMount": "subpath",
            "directories": ["/srv/scratch"],
        } },
    });
    config["users"] = json!({ "users": { "alice": { "isNormalUser": true, "uid": 1000 } } });
    config["systemd"] = json!({ "services": services() });
    config
}

fn directories() -> Value {
    let mut directories = json!({
        "/var/log": {},
        "/var/lib/nixos": {},
        "/var/lib/app": { "user": "alice", "group": "users", "mode": "0750" },
        "/srv/closed": { "mode": "0700" },
        "/srv/enforced": { "mode": "0710", "enforce": "always" },
        "/srv/linked": { "how": "symlink", "user": "alice", "mode": "0701" },
        "/srv/adopted": { "onConflict": "adopt" },
        "/srv/refused": { "onConflict": "fail" },
        "/srv/hidden": { "onConflict": "hide" },
        "/srv/removed": {},
    });
    directories[ODD] = json!({});
    // The name of its mount unit has 200 bytes, the most that there may be; a link has none.
    directories[long(190)] = json!({});
    directories[long(200)] = json!({ "how": "symlink" });
    directories
}

fn files() -> Value {
    json!({
        "/etc/machine-id": {},
        "/etc/plain": { "mode": "0640", "group": "users" },
        "/etc/seeded": { "seed": { "text": "100% seeded\n" } },
        "/etc/linked": { "how": "symlink", "mode": "0604" },
        "/etc/synced": { "how": "synced", "mode": "0600", "group": "users" },
    })
}

fn home() -> Value {
    json!({
        "directories": { ".ssh": {}, "notes": { "phase": "initrd", "mode": "0711" } },
        "files": { ".config/app/state.json": { "mode": "0600" } },
    })
}

/// Services that look at what only shows while the machine boots.
fn services() -> Value {
    let look = |command: &str| json!({ "Type": "oneshot", "ExecStart": format!("/bin/sh -c '{command}'") });
    json!({
        "count-first-boots": {
            "wantedBy": ["multi-user.target"],
            "unitConfig": { "ConditionFirstBoot": true },
            "serviceConfig": look("echo first >> /var/lib/nixos/first-boots"),
        },
        // Before anything of stage 2 could have mounted it.
        "look-before-mounts": {
            "wantedBy": ["sysinit.target"],
            "before": ["stateless-tmpfiles-main.service", "local-fs-pre.target"],
            "unitConfig": { "DefaultDependencies": false },
            "serviceConfig": look("cat /proc/self/mountinfo > /run/mounts-early"),
        },
        // As soon as it is mounted.
        "look-at-mount": {
            "wantedBy": ["local-fs.target"],
            "after": ["var-lib-app.mount"],
            "before": ["systemd-tmpfiles-setup.service"],
            "unitConfig": { "DefaultDependencies": false },
            "serviceConfig": look("stat -c \"%%a %%u %%g\" /var/lib/app > /run/permissions-early"),
        },
    })
}
