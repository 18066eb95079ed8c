//! Containers with an ephemeral root, in a user namespace: one that keeps data, and one with limits.

use codegen::vm::VmTest;
use serde_json::json;

use crate::host;

/// A container keeps its persisted paths and loses everything else.
pub(crate) fn containers() -> VmTest {
    let mut config = host::base();
    config["stateless"] = json!({
        "root": { "enable": true, "size": "128M" },
        "stores": { "main": {
            "path": "/persist",
            "directories": ["/var/log", "/var/lib/nixos", "/var/lib/nixos-containers"],
            "files": ["/etc/machine-id"],
        } },
    });
    config["containers"] = json!({
        "web": {
            "privateUsers": "pick",
            "config": { "system": { "stateVersion": "26.05" } },
            "stateless": {
                "enable": true,
                "root": { "size": "32M" },
                "persist": { "directories": { "/var/lib/app": { "mode": "0750" } } },
            },
        },
        "guarded": {
            "privateUsers": "pick",
            "config": { "system": { "stateVersion": "26.05" } },
            "stateless": {
                "enable": true,
                "root": { "size": "32M" },
                "machineId": "derived",
                "journal": "host",
                "credentials": { "token": { "path": "/persist/token" } },
                "resources": { "memoryMax": "200M", "tasksMax": 321 },
                "sandbox": { "rlimits": { "NOFILE": "1234" }, "dropCapabilities": ["CAP_MKNOD"] },
                "persist": {
                    "directories": { "/srv/outer": {}, "/srv/outer/a/inner": {} },
                },
                "healthCheck": {
                    "command": ["/bin/sh", "-c", "! test -e /run/sick"],
                    "interval": "60s",
                    "retries": 1,
                    "onFailure": "restart",
                },
            },
        },
    });
    // An entry in another one, for the link that is planted there.
    config["stateless"]["checks"] = json!({ "nested": "off" });
    config["virtualisation"]["memorySize"] = json!(1024);
    VmTest {
        name: "containers",
        about: "A container forgets its root at each stop, keeps what is declared, and harms nobody.",
        origin: file!(),
        timeout: 1800,
        machines: vec![("machine", config)],
        script: include_str!("../scripts/containers.py").to_owned(),
    }
}
