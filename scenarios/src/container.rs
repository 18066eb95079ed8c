//! A container with an ephemeral root, in a user namespace.

use codegen::vm::VmTest;
use serde_json::json;

use crate::host;

/// What the container keeps, and what is gone.
pub(crate) fn containers() -> VmTest {
    let mut config = host::base("128M");
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
    });
    config["virtualisation"]["memorySize"] = json!(1024);
    VmTest {
        name: "containers",
        about: "A container forgets its root at each stop, keeps what is declared, and harms nobody.",
        origin: file!(),
        timeout: 900,
        machines: vec![("machine", config)],
        script: include_str!("../scripts/containers.py").to_owned(),
    }
}
