//! The result as people and programs read it, and the surface of this repository.

use expect_test::{Expect, expect};
use pretty_assertions::assert_eq;

use super::*;

/// One of each kind.
fn every_kind() -> Vec<Change> {
    let old = [
        flag("a.gone"),
        flag("a.old"),
        flag("a.debug"),
        (
            "a.tier",
            json!({ "enum": ["data", "log"] }),
            Some("\"data\""),
        ),
        (
            "a.size",
            json!({ "type": "integer", "maximum": 9 }),
            Some("1"),
        ),
        ("a.text", json!({ "type": "string" }), Some("\"\"")),
    ];
    let new = [
        flag("a.extra"),
        flag("a.new"),
        ("a.tier", json!({ "enum": ["data"] }), Some("\"data\"")),
        (
            "a.size",
            json!({ "type": "integer", "maximum": 10 }),
            Some("2"),
        ),
        ("a.text", json!({ "type": "string" }), None),
    ];
    let former = [("a.old", renamed("a.new")), ("a.debug", removed())];
    changes(&surface(&old), &now_with(&new, &former))
}

#[track_caller]
fn golden(text: &str, expected: &Expect) {
    expected.assert_eq(text);
}

#[test]
fn problems_name_the_option_the_file_and_the_fix() {
    let breaking = every_kind();
    let breaking = breaking.iter().filter(|change| change.what.is_breaking());
    let shown: Vec<String> = breaking
        .map(|change| format!("{}\n", change.problem()))
        .collect();
    golden(
        &shown.concat(),
        &expect![[r#"
            a.gone: it was removed, so configurations that set it fail
              at schema/src/stores.rs, Store::field
              help: restore it, or write `#[nix(renamed_from = "gone")]` on the field of `a.extra` if that replaces it, or `#[nix(removed(path = "gone", help = "Why, and what to use instead."))]` on the struct that contained it
            a.size: its default changed from 1 to 2, which changes systems that do not set it
              at schema/src/stores.rs, Store::field
              help: restore the default, or add a new option for the new behaviour that is off by default
            a.text: it became mandatory, so configurations without it fail
              at schema/src/stores.rs, Store::field
              help: give it a default, in `Default` or by `#[serde(default)]`
            a.tier: "log" is refused now
              at schema/src/stores.rs, Store::field
              help: accept the old values too, or add the narrower type as another option
        "#]],
    );
}

#[test]
fn data_for_programs() {
    let changes = every_kind();
    let data = data("v1", &changes);
    assert_eq!(data["compatible"], false);
    assert_eq!(data["changes"].as_array().unwrap().len(), changes.len());
    let shown = |word: &str| {
        let mut all = data["changes"].as_array().unwrap().iter();
        let found = all.find(|change| change["change"] == word).unwrap();
        format!("{}\n", serde_json::to_string_pretty(found).unwrap())
    };
    let shown = ["added", "renamed", "removed", "vanished"]
        .map(shown)
        .concat();
    golden(
        &shown,
        &expect![[r#"
            {
              "breaking": false,
              "change": "added",
              "declaration": "generated-modules/stores/options.nix",
              "fix": null,
              "message": null,
              "now": null,
              "option": "a.extra",
              "places": [
                "schema/src/stores.rs, Store::field"
              ]
            }
            {
              "breaking": false,
              "change": "renamed",
              "declaration": "generated-modules/stores/options.nix",
              "fix": null,
              "message": "it was renamed to `a.new`; the old name still works, with a warning",
              "now": "a.new",
              "option": "a.old",
              "places": [
                "schema/src/stores.rs, Store::field"
              ]
            }
            {
              "breaking": false,
              "change": "removed",
              "declaration": "generated-modules/stores/options.nix",
              "fix": null,
              "message": "Use `a.c`.",
              "now": null,
              "option": "a.debug",
              "places": [
                "schema/src/stores.rs, Store::field"
              ]
            }
            {
              "breaking": true,
              "change": "vanished",
              "declaration": "generated-modules/stores/options.nix",
              "fix": "restore it, or write `#[nix(renamed_from = \"gone\")]` on the field of `a.extra` if that replaces it, or `#[nix(removed(path = \"gone\", help = \"Why, and what to use instead.\"))]` on the struct that contained it",
              "message": "it was removed, so configurations that set it fail",
              "now": null,
              "option": "a.gone",
              "places": [
                "schema/src/stores.rs, Store::field"
              ]
            }
        "#]],
    );
}

#[test]
fn the_changelog_groups_what_users_have_to_know() {
    golden(
        &changelog::updated("", &every_kind()),
        &expect![[r#"
            # Changelog

            What changed for those who use the options. Newest first.

            ## Unreleased

            <!-- Generated by `cargo xtask api --write`; what is outside stays. -->

            ### Added

            * [`a.extra`](generated-modules/docs/stores.md#aextra)

            ### Changed

            * `a.old` is called [`a.new`](generated-modules/docs/stores.md#anew) now. The old name works, with a warning.
            * [`a.size`](generated-modules/docs/stores.md#asize): the default was `1` and is `2`.
            * [`a.size`](generated-modules/docs/stores.md#asize) takes more values.
            * [`a.text`](generated-modules/docs/stores.md#atext) must be set.
            * [`a.tier`](generated-modules/docs/stores.md#atier): "log" is refused now.

            ### Removed

            * `a.debug`: Use `a.c`.
            * `a.gone`

            <!-- End of what is generated. -->
        "#]],
    );
}

#[test]
fn a_changelog_that_cannot_be_read_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("CHANGELOG.md");
    fs::write(&path, [0xff]).unwrap();
    assert!(write(&path, &every_kind()).is_err());
    assert_eq!(fs::read(&path).unwrap(), [0xff]);
}

#[test]
fn writing_again_changes_nothing() {
    let once = changelog::updated("", &every_kind());
    assert_eq!(changelog::updated(&once, &every_kind()), once);
    let by_hand = once.replace("## Unreleased\n", "## Unreleased\n\nBy hand.\n");
    assert_eq!(changelog::updated(&by_hand, &every_kind()), by_hand);
}

#[test]
fn older_releases_stay_below() {
    let text = "# Changelog\n\n## 0.1\n\nFirst.\n";
    let written = changelog::updated(text, &[]);
    let (above, below) = written.split_once("## 0.1").unwrap();
    assert!(above.contains("## Unreleased\n") && above.contains("No option changed."));
    assert_eq!(below, "\n\nFirst.\n");
}

#[test]
fn the_working_tree_is_compatible_with_itself() {
    let committed = of_path(&project::root().join(FOLDER)).unwrap();
    let now = Now::read().unwrap();
    assert_eq!(changes(&committed, &now), []);
    let untyped = now
        .surface
        .options
        .values()
        .filter(|entry| entry.ty.is_none());
    let untyped: Vec<_> = untyped.map(|entry| &entry.shown).collect();
    assert_eq!(
        untyped,
        Vec::<&String>::new(),
        "no schema was found for these"
    );
    let written = now
        .surface
        .options
        .keys()
        .filter(|key| !now.origins.contains_key(*key));
    assert_eq!(
        written.collect::<Vec<_>>(),
        Vec::<&Vec<String>>::new(),
        "no origin"
    );
}

#[test]
fn links_of_the_changelog_lead_to_headings() {
    let now = Now::read().unwrap();
    let nothing = Surface::default();
    let text = changelog::updated("", &changes(&nothing, &now));
    let mut count = 0;
    for link in text.split("](").skip(1) {
        let (file, anchor) = link.split_once(')').unwrap().0.split_once('#').unwrap();
        let page = fs::read_to_string(project::root().join(file)).expect(file);
        let mut headings = page.lines().filter_map(|line| line.strip_prefix("## "));
        assert!(
            headings.any(|heading| changelog::anchor(heading) == anchor),
            "{file}#{anchor}"
        );
        count += 1;
    }
    assert_eq!(count, now.surface.options.len());
}

#[test]
fn what_cannot_be_read_is_named() {
    let problem = of_revision(project::root(), "no-such-revision")
        .err()
        .unwrap();
    assert_eq!(problem.subject, "no-such-revision");
    let folder = tempfile::tempdir().unwrap();
    assert!(of_path(folder.path()).is_err());
    let file = folder.path().join("options.json");
    fs::write(&file, "{ \"a\": 1 }").unwrap();
    let problem = of_path(&file).err().unwrap();
    assert!(problem.message.contains("`a` is not an entry"), "{problem}");
}

#[test]
fn a_revision_is_read_from_git() {
    let folder = tempfile::tempdir().unwrap();
    let git = |arguments: &[&str]| {
        let done = Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a@b"])
            .args(arguments)
            .current_dir(folder.path())
            .output();
        assert!(
            done.is_ok_and(|done| done.status.success()),
            "{arguments:?}"
        );
    };
    let (all, schema) = files(&[flag("a")]);
    let generated = folder.path().join(FOLDER);
    fs::create_dir_all(&generated).unwrap();
    fs::write(generated.join("options.json"), all.to_string()).unwrap();
    fs::write(generated.join("schema.json"), schema.to_string()).unwrap();
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "a"]);
    assert_eq!(project::last_release(folder.path()), None);
    git(&["tag", "v1"]);
    assert_eq!(project::last_release(folder.path()).as_deref(), Some("v1"));
    let old = of_revision(folder.path(), "v1").unwrap();
    assert_eq!(changes(&old, &now(&[flag("a")])), []);
    assert!(of_revision(folder.path(), "--help").is_err());
}
