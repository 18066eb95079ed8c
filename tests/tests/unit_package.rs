//! Mounts are unit files in a package: what is in it, who pulls them in, and what may be beside them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// Builds the package in a temporary store, and returns its folder with units.
fn built(folder: &Path, units: &Value) -> PathBuf {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut bash = std::env::split_paths(&path).map(|folder| folder.join("bash"));
    let bash = bash.find(|bash| bash.is_file());
    let run = Command::new("nix-build")
        .arg(tests::root().join("tests/eval/unit-package.nix"))
        .args(["--no-out-link", "--argstr", "units", &units.to_string()])
        .args(["--argstr", "path", &path, "--argstr", "bash"])
        .arg(bash.expect("there is Bash"))
        .args(["--option", "sandbox", "false", "--option", "substitute"])
        .args(["false", "--option", "build-users-group", ""])
        .env("NIX_REMOTE", "")
        .envs([
            ("NIX_STORE_DIR", folder.join("store")),
            ("NIX_STATE_DIR", folder.join("state")),
            ("NIX_LOG_DIR", folder.join("log")),
        ])
        .output()
        .expect("nix-build runs where nix-instantiate does");
    let messages = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{messages}");
    let out = String::from_utf8(run.stdout).expect("a path in UTF-8");
    Path::new(out.trim()).join("lib/systemd/system")
}

/// The files in a folder and what they hold; for links, where they lead.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let entries = entries.map(|entry| entry.expect("an entry").path());
    let files = entries.filter(|path| path.is_symlink() || path.is_file());
    let content = |path: &Path| {
        fs::read_link(path).map_or_else(
            |_| fs::read_to_string(path).expect("text"),
            |target| target.display().to_string(),
        )
    };
    files
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            (name.into_owned(), content(&path))
        })
        .collect()
}

#[test]
fn the_package_has_each_unit_and_who_requires_it() {
    if Nix::with_lib().is_none() {
        return;
    }
    let hostile = "[Unit]\nDescription='\"%% ${x} $(y) `z` é\\\n";
    let units = json!({
        "srv-a\\x2db.mount": { "text": hostile, "requiredBy": ["local-fs.target", "a\\x2db@1.service"] },
        "srv-\\xc3\\xa9.mount": { "text": "a\n", "requiredBy": ["local-fs.target"] },
        "srv-c.mount": { "text": "b\n\n", "requiredBy": [] },
    });
    let folder = tempfile::tempdir().expect("a folder");
    let package = built(folder.path(), &units);
    let texts = [
        ("srv-a\\x2db.mount", hostile),
        ("srv-\\xc3\\xa9.mount", "a\n"),
        ("srv-c.mount", "b\n\n"),
    ];
    let owned = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        let pairs = pairs.iter();
        pairs
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    };
    assert_eq!(files(&package), owned(&texts));
    assert_eq!(
        files(&package.join("local-fs.target.requires")),
        owned(&[
            ("srv-a\\x2db.mount", "../srv-a\\x2db.mount"),
            ("srv-\\xc3\\xa9.mount", "../srv-\\xc3\\xa9.mount"),
        ])
    );
    assert_eq!(
        files(&package.join("a\\x2db@1.service.requires")),
        owned(&[("srv-a\\x2db.mount", "../srv-a\\x2db.mount")])
    );
    // What a store has is read-only, and a temporary folder must go.
    let writable = Command::new("chmod")
        .args(["-R", "u+w"])
        .arg(folder.path())
        .status();
    assert!(writable.is_ok_and(|status| status.success()));
}

/// NixOS ignores `.wants` of packages, so a service that `local-fs.target` wants pulls in the
/// mount.
#[test]
fn each_mount_is_pulled_in_at_boot() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    let example = nix::path(&tests::emitted::example("fixture"));
    let expression = format!("{} [ {example} ]", tests::emitted::function(&generated));
    let emitted = nix.eval(&expression);
    let emitted = emitted.unwrap_or_else(|error| panic!("{error}"));
    let units = emitted["units"].as_object().expect("units");
    let lists = |unit: &Value, key: &str, name: &str| {
        let names = unit[key].as_array();
        names.is_some_and(|names| names.iter().any(|known| known == name))
    };
    let wants = |name: &str| {
        units.values().any(|unit| {
            let text = unit["text"].as_str().unwrap_or_default();
            let mut wants = text.lines().filter_map(|line| line.strip_prefix("Wants="));
            lists(unit, "wantedBy", "local-fs.target")
                && wants.any(|wants| wants.split(' ').any(|wanted| wanted == name))
        })
    };
    let mounts: Vec<_> = units
        .iter()
        .filter(|(name, unit)| {
            let text = unit["text"].as_str().unwrap_or_default();
            name.strip_suffix(".mount").is_some() && text.contains(" from stateless store\n")
        })
        .collect();
    assert!(!mounts.is_empty());
    for (name, _) in mounts {
        assert!(wants(name), "nothing wants {name}");
    }
}

/// A unit with the same name would become a drop-in of ours, and mount something else.
#[test]
fn another_text_for_a_mount_is_refused() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    let folder = nix::path(&generated.path(""));
    let stand_ins = nix::path(&tests::root().join("tests/nixos"));
    let failed = |unit: &str| {
        let expression = format!(
            "let config = ((import <nixpkgs/lib>).evalModules {{ modules = [ {stand_ins} {folder} {{
               fileSystems.\"/persist\" = {{ device = \"x\"; fsType = \"ext4\"; neededForBoot = true; }};
               stateless.stores.main = {{ path = \"/persist\"; directories = [ \"/srv/a\" ]; }};
               systemd.units.\"srv-a.mount\" = {unit};
             }} ]; }}).config;
             in map (a: a.message) (builtins.filter (a: !a.assertion) config.assertions)"
        );
        nix.eval(&expression)
            .unwrap_or_else(|error| panic!("{error}"))
    };
    assert_eq!(
        failed("{ text = \"[Mount]\"; }"),
        json!([
            "stateless: `srv-a.mount` mounts an entry of a store, but is also defined elsewhere. \
             Remove the entry, or the other definition."
        ])
    );
    // These extend the unit, and mask it.
    assert_eq!(
        failed("{ wantedBy = [ \"a.service\" ]; enable = false; }"),
        json!([])
    );
}
