//! Services that fail where the boot went on without a path.

use expect_test::expect;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use super::{check_unit, emitted};

fn words(of: &str, unit: &str, setting: &str) -> Vec<String> {
    let Some(whole) = emitted(of) else {
        return Vec::new();
    };
    settings(whole["units"][unit]["text"].as_str().expect(unit), setting)
}

fn settings(text: &str, setting: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.split_once('='));
    lines
        .filter(|(name, _)| *name == setting)
        .flat_map(|(_, value)| value.split(' ').map(str::to_owned))
        .collect()
}

/// The mounts of entries, with their texts and what requires them.
fn mounts(units: &Value) -> impl Iterator<Item = (&String, &str, &Value)> {
    let units = units.as_object().expect("units by name").iter();
    units.filter_map(|(name, unit)| {
        let text = unit["text"].as_str()?;
        let is_ours = name.strip_suffix(".mount").is_some() && text.contains("stateless store");
        is_ours.then_some((name, text, &unit["requiredBy"]))
    })
}

/// `local-fs.target` requires no entry, and `initrd-fs.target` those with the numbers of users and groups
/// alone.
#[test]
fn the_boot_stops_for_accounts_alone() {
    let Some(fixture) = emitted("fixture") else {
        return;
    };
    let needs = |required: &Value, target: &str| {
        required.as_array().expect("units").contains(&json!(target))
    };
    let stage2: Vec<_> = mounts(&fixture["units"]).collect();
    assert!(!stage2.is_empty());
    for (name, _, required) in stage2 {
        assert!(!needs(required, "local-fs.target"), "{name}: {required}");
    }
    let required: Vec<_> = mounts(&fixture["initrd"]["units"])
        .filter(|(_, _, required)| needs(required, "initrd-fs.target"))
        .map(|(name, ..)| name)
        .collect();
    assert_eq!(
        required,
        [
            "sysroot-var-lib-nixos.mount",
            "sysroot-var-lib-userborn.mount"
        ]
    );
}

/// Each mount has a service that fails when it is not mounted. If an assertion can prevent the
/// mount, which triggers nothing, the service starts with the mount; otherwise it starts when the
/// mount fails.
#[test]
fn a_mount_that_is_not_there_is_seen() {
    let Some(fixture) = emitted("fixture") else {
        return;
    };
    let check = "stateless-mounted@%N.service".to_owned();
    let (mut wants, mut triggers) = (0, 0);
    for (name, text, _) in mounts(&fixture["units"]) {
        let own =
            |line: &str| line.starts_with("Assert") && !line.starts_with("AssertPathIsMountPoint=");
        let has_assertion =
            text.lines().any(own) || text.contains("\nConditionPathIsSymbolicLink=");
        assert_eq!(
            settings(text, "Wants").contains(&check),
            has_assertion,
            "{name}"
        );
        assert_eq!(
            settings(text, "OnFailure").contains(&check),
            !has_assertion,
            "{name}"
        );
        *(if has_assertion {
            &mut wants
        } else {
            &mut triggers
        }) += 1;
    }
    assert!(wants > 0 && triggers > 0, "{wants}, {triggers}");
}

#[test]
fn the_check_of_a_mount_names_its_path() {
    check_unit(
        &["units", "stateless-mounted@.service"],
        &expect![[r#"
            wantedBy: []
            requiredBy: []

            [Unit]
            Description=Check that %f is mounted from its store
            DefaultDependencies=no
            After=%i.mount
            Before=shutdown.target
            Conflicts=shutdown.target

            [Service]
            Type=oneshot
            ExecStart=:/nix/store/00000000000000000000000000000000-util-linux/bin/mountpoint --quiet %f
        "#]],
    );
}

#[test]
fn every_link_is_checked() {
    let Some(fixture) = emitted("fixture") else {
        return;
    };
    let entries = fixture["manifest"]["paths"].as_array().expect("paths");
    let links = entries.iter().filter(|entry| entry["how"] == "symlink");
    let links: Vec<String> = links.map(|entry| entry["path"].to_string()).collect();
    assert!(!links.is_empty());
    let command = words("fixture", "stateless-links.service", "ExecStart");
    assert_eq!(command[2..], links);
}
