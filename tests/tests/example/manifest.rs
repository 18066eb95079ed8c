//! The manifest of the minimal example.

use expect_test::expect;
use pretty_assertions::assert_eq;
use serde_json::json;

use super::{minimal, text};

#[test]
fn the_manifest_names_what_survives() {
    let Some(manifest) = minimal(&["manifest"]) else {
        return;
    };
    let entry = |kind, path: &str, owner: [&str; 3], phase, reason: Option<&str>| {
        json!({
            "path": path,
            "source": format!("/persist{path}"),
            "store": "main",
            "tier": "data",
            "kind": kind,
            "how": "bind",
            "user": owner[0],
            "group": owner[1],
            "mode": owner[2],
            "phase": phase,
            "reason": reason,
        })
    };
    // The presets give their reason to what the example names, too.
    let system = Some("The state that the NixOS manual lists as necessary (preset `system`)");
    let root = |mode| ["root", "root", mode];
    let declared = [
        entry("file", "/etc/machine-id", root("0444"), "initrd", system),
        entry(
            "directory",
            "/home/alice/.ssh",
            ["alice", "users", "0700"],
            "stage2",
            None,
        ),
        entry(
            "directory",
            "/var/lib/nixos",
            root("0755"),
            "initrd",
            Some("User and group IDs (preset `uid-map`)"),
        ),
        entry("directory", "/var/log", root("0755"), "initrd", None),
    ];
    let paths = manifest["paths"].as_array().expect("a list of paths");
    for entry in &declared {
        assert!(paths.contains(entry), "{entry:#}\n{manifest:#}");
    }
    // What nobody named: the system has it anyway.
    let added = paths.iter().filter(|path| !declared.contains(path));
    let shown = ["path", "kind", "user", "group", "mode", "phase"];
    let added = added.map(|path| {
        shown
            .map(|name| path[name].as_str().expect("a text"))
            .join(" ")
    });
    expect!["/var/lib/systemd directory root root 0755 stage2"]
        .assert_eq(&added.collect::<Vec<_>>().join("\n"));
    assert_eq!(manifest["version"], json!(1));
}

#[test]
fn the_manifest_is_a_file() {
    let (Some(manifest), Some(text)) = (
        minimal(&["manifest"]),
        text(&["etc", "stateless/manifest.json"]),
    ) else {
        return;
    };
    let read: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
    assert_eq!(read, *manifest);
}
