use expect_test::{Expect, expect};

use super::*;

const FIXTURE: &str =
    include_str!("../../tests/fixture/nixos/modules/virtualisation/nixos-containers.nix");
const FILES: [&str; 4] = [
    include_str!("../../nix/containers/ephemeral-size.nix"),
    include_str!("../../nix/containers/extra-flags.nix"),
    include_str!("../../nix/containers/bind-idmap.nix"),
    include_str!("../../nix/containers/link-journal.nix"),
];

fn patch(name: &str) -> &'static Patch {
    PATCHES.iter().find(|patch| patch.name == name).unwrap()
}

fn edited(patch: &Patch, text: &str) -> Result<Option<String>, Problem> {
    (patch.edit)(CONTAINERS, text)
}

/// The result of a series on the fixture with one change.
fn refused(name: &str, from: &str, to: &str, expected: &Expect) {
    assert_eq!(FIXTURE.matches(from).count(), 1, "{from}");
    let text = FIXTURE.replace(from, to);
    let shown = match edited(patch(name), &text) {
        Ok(_) => "accepted".to_owned(),
        Err(problem) => problem.to_string(),
    };
    expected.assert_eq(&shown.replace(CONTAINERS, "module"));
}

#[test]
fn our_texts_are_laid_out() {
    for text in FILES.into_iter().chain([FIXTURE]) {
        assert_eq!(nixfmt_rs::format(text).unwrap(), text);
    }
    for patch in &PATCHES {
        assert_eq!(
            nixfmt_rs::format(patch.test).unwrap(),
            patch.test,
            "{}",
            patch.name
        );
    }
}

#[test]
fn every_edit_is_laid_out_and_made_once() {
    for patch in &PATCHES {
        let new = edited(patch, FIXTURE).unwrap().unwrap();
        assert_eq!(nixfmt_rs::format(&new).unwrap(), new, "{}", patch.name);
        assert_eq!(edited(patch, &new).unwrap(), None, "{}", patch.name);
    }
}

/// Each series applies to a tree with others, in any order of merging.
#[test]
fn edits_do_not_stand_in_the_way_of_each_other() {
    for first in 0..PATCHES.len() {
        let mut text = FIXTURE.to_owned();
        for index in 0..PATCHES.len() {
            let patch = &PATCHES[(first + index * 2) % PATCHES.len()];
            text = edited(patch, &text).unwrap().unwrap();
        }
        for patch in &PATCHES {
            assert_eq!(
                edited(patch, &text).unwrap(),
                None,
                "{first}: {}",
                patch.name
            );
        }
    }
}

/// How many lines of the one text the other does not have.
fn removed(old: &str, new: &str) -> usize {
    let diff = similar::TextDiff::from_lines(old, new);
    let changes = diff.iter_all_changes();
    changes
        .filter(|change| change.tag() == similar::ChangeTag::Delete)
        .count()
}

/// A module that nixfmt did not format stays unformatted.
#[test]
fn all_other_lines_stay() {
    let foreign = FIXTURE.replace(
        "enableContainers = mkOption",
        "enableContainers  =   mkOption",
    );
    let lines = [0, 6, 1, 1, 2];
    for (patch, lines) in PATCHES.iter().zip(lines) {
        for text in [FIXTURE, &foreign] {
            let new = edited(patch, text).unwrap().unwrap();
            assert_eq!(removed(text, &new), lines, "{}", patch.name);
        }
    }
}

#[test]
fn a_module_of_another_shape_is_refused_with_a_place() {
    let size = "containers-ephemeral-size";
    refused(
        size,
        "              ephemeral = mkOption",
        "              forgets = mkOption",
        &expect![[r#"
            module: there is no `ephemeral` where it was expected
              at module:100
              help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        size,
        "                  lib.optional (!containerConfig.ephemeral) \"${stateDirectory}/%i\"\n                  ++ map",
        "                  map",
        &expect![[r#"
            module: `systemd.services: unitConfig.RequiresMountsFor` is no sum of lists
              at module:240
              help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        size,
        "systemd.services =",
        "systemd.units =",
        &expect![[r#"
            module: there is no `systemd.services` where it was expected
              at module:1
              help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        size,
        "  lib,\n",
        "",
        &expect![[r#"
        module: it is no function of `lib`
          at module:1
          help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        size,
        "with lib;",
        "with lib",
        &expect![[r#"
        module: it does not parse: unexpected TOKEN_LET at 55..148, wanted any of [TOKEN_SEMICOLON]
          at module:1
          help: correct the file"#]],
    );
    refused(
        size,
        "        networking.dhcpcd",
        "        systemd.services = { };\n        networking.dhcpcd",
        &expect![[r#"
            module: `systemd.services` is here and in line 267, and only one was expected
              at module:221
              help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        size,
        "        systemd.targets",
        "        systemd.mounts = [ ];\n        systemd.targets",
        &expect![[r#"
            module: `systemd.mounts` is there with another value
              at module:218
              help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        size,
        "        systemd.targets",
        "        assertions = f;\n        systemd.targets",
        &expect![[r#"
            module: `assertions` is no list that something can be added to
              at module:218
              help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        size,
        "        systemd.targets",
        "        assertions = [ ];\n        systemd.targets",
        &expect!["accepted"],
    );
    refused(
        size,
        "              privateNetwork = mkOption",
        "              ephemeralSize = mkOption { };\n              privateNetwork = mkOption",
        &expect![[r#"
            module: `ephemeralSize` is there with another value
              at module:136
              help: the module has changed; look at it, and adapt the series"#]],
    );
}

#[test]
fn flags_of_another_shape_are_refused_with_a_place() {
    let flags = "containers-extra-flags";
    refused(
        flags,
        "      ''${EXTRA_NSPAWN_FLAGS-} \\\n",
        "",
        &expect![[r#"
            module: `startScript` does not have the line `''${EXTRA_NSPAWN_FLAGS-} \` once
              at module:15
              help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        flags,
        "EXTRA_NSPAWN_FLAGS=\"",
        "OTHER_FLAGS=\"",
        &expect![[r#"
            module: there is no `EXTRA_NSPAWN_FLAGS` in it
              at module:252
              help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        flags,
        "              }\"\n",
        "              } --more\"\n",
        &expect![[r#"
            module: `EXTRA_NSPAWN_FLAGS` does not have the flags alone
              at module:259
              help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        flags,
        "concatMapStrings mkBindFlag",
        "f mkBindFlag",
        &expect![[r#"
            module: `mkBindFlags` does not join flags
              at module:80
              help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        flags,
        "else \" --bind=\"",
        "else flag",
        &expect![[r#"
        module: `flagPrefix` is not one of two flags
          at module:75
          help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        flags,
        "  dummyConfig = {\n    ephemeral = false;\n    timeout = null;\n  };",
        "  dummyConfig = { };",
        &expect![[r#"
            module: `dummyConfig` is no set with bindings
              at module:82
              help: the module has changed; look at it, and adapt the series"#]],
    );
}

#[test]
fn other_series_refuse_other_shapes() {
    refused(
        "containers-bind-idmap",
        "flagPrefix + mountstr",
        "concat flagPrefix mountstr",
        &expect![[r#"
            module: `mkBindFlag` is no sum of strings
              at module:73
              help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        "containers-link-journal",
        "${optionalString (!cfg.ephemeral) \"--link-journal=try-guest\"} \\",
        "--link-journal=no \\",
        &expect![[r#"
            module: `startScript` does not have `--link-journal=` in one expression
              at module:15
              help: the module has changed; look at it, and adapt the series"#]],
    );
    refused(
        "containers-network-namespace",
        "containers.${name}.networkNamespace alone",
        "its namespace",
        &expect![[r#"
            module: `mapper` does not have one message about `networkNamespace`
              at module:198
              help: the module has changed; look at it, and adapt the series"#]],
    );
}
