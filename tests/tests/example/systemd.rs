//! The fixture, as systemd's own tools read it: unit names, unit files.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs};

use pretty_assertions::assert_eq;
use serde_json::{Map, Value};
use tests::nix::skip;

use super::emitted;

/// Any of systemd's tools; `None` where it is not installed.
pub(super) fn tool(name: &str) -> Option<Command> {
    let found = Command::new(name).arg("--version").output();
    if found.is_ok_and(|output| output.status.success()) {
        Some(Command::new(name))
    } else {
        skip("systemd", &format!("{name} is not installed"))
    }
}

/// The units of stage 2 or of the initrd that are ours: mounts, and what carries our name.
pub(super) fn our_units(units: &Value) -> impl Iterator<Item = (&str, &str)> {
    let units: &Map<String, Value> = units.as_object().expect("units by name");
    let ours = |name: &str| {
        let path = Path::new(name);
        name.starts_with("stateless-") || path.extension().is_some_and(|end| end == "mount")
    };
    units
        .iter()
        .filter(move |(name, _)| ours(name))
        .map(|(name, unit)| {
            let text = unit["text"].as_str().expect("a unit has a text");
            (name.as_str(), text)
        })
}

fn both(fixture: &Value) -> [&Value; 2] {
    [&fixture["units"], &fixture["initrd"]["units"]]
}

/// The mount point of a mount, with unescaped specifiers.
fn place(text: &str) -> String {
    let line = text.lines().find_map(|line| line.strip_prefix("Where="));
    let place = line.expect("a mount is somewhere");
    place.strip_suffix("%i").unwrap_or(place).replace("%%", "%")
}

pub(super) fn done(output: &Output) -> String {
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{messages}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn mounts_have_the_names_that_systemd_looks_for() {
    let (Some(fixture), Some(mut escape)) = (emitted("fixture"), tool("systemd-escape")) else {
        return;
    };
    let mounts: BTreeMap<String, &str> = both(fixture)
        .into_iter()
        .flat_map(our_units)
        .filter(|(_, text)| text.contains("\n[Mount]\n"))
        .map(|(name, text)| (place(text), name))
        .collect();
    assert!(mounts.len() > 20, "{mounts:#?}");
    let places = mounts.keys();
    let output = escape
        .args(["-p", "--suffix=mount", "--"])
        .args(places)
        .output();
    let printed = done(&output.expect("it was found before"));
    let names: Vec<&str> = mounts.values().copied().collect();
    // Between names it prints a blank, which is in no name.
    let expected: Vec<&str> = printed.trim_end().split(' ').collect();
    assert_eq!(names, expected);
}

/// The text with programs of packages replaced by those of this machine, if they exist.
fn with_own_tools(text: &str) -> String {
    let path = env::var_os("PATH").expect("there is a search path");
    let mut parts = text.split(STORE);
    let mut own = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let word = part
            .split(|c: char| c.is_whitespace() || "\"';".contains(c))
            .next();
        let word = word.unwrap_or_default();
        let program = word.split_once("/bin/").and_then(|(_, program)| {
            let mut places = env::split_paths(&path).map(|folder| folder.join(program));
            places.find(|place| place.is_file())
        });
        match program {
            Some(program) => own.push_str(program.to_str().expect("a path is text")),
            None => own.extend([STORE, word]),
        }
        own.push_str(&part[word.len()..]);
    }
    own
}

const STORE: &str = "/nix/store/00000000000000000000000000000000-";

#[test]
fn systemd_has_nothing_to_say_about_the_units() {
    let (Some(fixture), Some(_)) = (emitted("fixture"), tool("systemd-analyze")) else {
        return;
    };
    for units in both(fixture) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut verify = Command::new("systemd-analyze");
        verify.args(["verify", "--man=no", "--"]);
        verify.env("SYSTEMD_UNIT_PATH", format!("{}:", folder.path().display()));
        for (name, text) in our_units(units) {
            let path = folder.path().join(name);
            fs::write(&path, with_own_tools(text)).expect("a temporary folder is writable");
            verify.arg(path);
        }
        // Health checks look for the container that they check.
        for (name, unit) in units.as_object().expect("a set of units") {
            if let (true, Some(text)) = (name.starts_with("container@"), unit["text"].as_str()) {
                let path = folder.path().join(name);
                fs::write(path, with_own_tools(text)).expect("a temporary folder is writable");
            }
        }
        let output = verify.output().expect("it was found before");
        let messages = String::from_utf8_lossy(&output.stderr);
        // Of others it may say anything: this machine is no NixOS.
        let ours = |line: &&str| {
            our_units(units).any(|(name, _)| line.contains(name))
                // This machine may have systemd 255 or older; the oldest NixOS that is supported has 257.
                && !line.contains("Unknown key 'WantsMountsFor'")
        };
        assert_eq!(messages.lines().filter(ours).collect::<Vec<_>>(), [""; 0]);
        done(&output);
    }
}
