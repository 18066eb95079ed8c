//! Services that fail where the boot went on without a path.

use expect_test::expect;
use pretty_assertions::assert_eq;
use serde_json::json;

use super::{check_unit, emitted};

fn words(of: &str, unit: &str, setting: &str) -> Vec<String> {
    let Some(whole) = emitted(of) else {
        return Vec::new();
    };
    let text = whole["units"][unit]["text"].as_str().expect(unit);
    let lines = text.lines().filter_map(|line| line.split_once('='));
    lines
        .filter(|(name, _)| *name == setting)
        .flat_map(|(_, value)| value.split(' ').map(str::to_owned))
        .collect()
}

#[test]
fn a_mount_that_the_boot_goes_on_without_wants_a_check() {
    let Some(fixture) = emitted("fixture") else {
        return;
    };
    let units = fixture["units"].as_object().expect("units by name");
    let (mut optional, mut required) = (0, 0);
    for (name, unit) in units {
        let Some(instance) = name.strip_suffix(".mount") else {
            continue;
        };
        if !unit["text"]
            .as_str()
            .is_some_and(|text| text.contains("stateless store"))
        {
            continue;
        }
        let check = format!("stateless-mounted@{instance}.service");
        let is_optional = !unit["requiredBy"]
            .as_array()
            .is_some_and(|units| units.contains(&json!("local-fs.target")));
        assert_eq!(
            words("fixture", name, "Wants").contains(&check),
            is_optional,
            "{name}"
        );
        *(if is_optional {
            &mut optional
        } else {
            &mut required
        }) += 1;
    }
    assert!(optional > 0 && required > 0, "{optional}, {required}");
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
