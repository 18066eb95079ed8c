//! A root that runs full.

use codegen::vm::VmTest;
use serde_json::json;

use crate::host;

const ROOT_SIZE: &str = "64M";

/// The effects of a full root, and the data that survives it.
pub(crate) fn root_full() -> VmTest {
    let mut config = host::base();
    config["stateless"] = json!({
        "root": {
            "enable": true,
            "size": ROOT_SIZE,
            "watch": { "enable": true, "warnAt": 70, "criticalAt": 90 },
        },
        "stores": { "main": {
            "path": "/persist",
            "directories": ["/var/log", "/var/lib/nixos", "/var/lib/app"],
            "files": ["/etc/machine-id"],
        } },
    });
    VmTest {
        name: "root-full",
        about: "A root that runs full warns first, stops at its size, and does not touch the store.",
        origin: file!(),
        timeout: 1200,
        machines: vec![("machine", config)],
        script: include_str!("../scripts/root_full.py").to_owned(),
    }
}
