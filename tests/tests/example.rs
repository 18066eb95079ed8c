//! Evaluated examples: the output for a user's configuration, including the text of each unit and
//! tmpfiles line. Snapshots contain the texts. Separate assertions check their meaning, so that an
//! updated snapshot cannot hide a change of it.

#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::sync::LazyLock;

use expect_test::Expect;
use serde_json::Value;
use tests::emitted::{example, function};
use tests::generated::Generated;
use tests::nix::{self, Nix};

mod container;
mod host;
mod manifest;
mod mounts;
mod systemd;
mod tmpfiles;
mod verify;

/// One process for all tests: the minimal example on its host, the fixture, and the hash of a text
/// of the former.
static EMITTED: LazyLock<Option<Value>> = LazyLock::new(|| {
    let nix = Nix::with_lib()?;
    let generated = Generated::stateless();
    let expr = format!(
        "let emitted = {0}; in {{
           minimal = emitted [ {1} {2} ];
           fixture = emitted [ {3} ];
           hash = builtins.hashString \"sha256\"
             (emitted [ {1} {2} ]).etc.\"stateless/tmpfiles.d/main.conf\";
         }}",
        function(&generated),
        nix::path(&example("minimal")),
        nix::path(&example("host")),
        nix::path(&example("fixture")),
    );
    let value = nix.eval(&expr);
    Some(value.unwrap_or_else(|error| panic!("{error}")))
});

/// The output for an example; `None` without Nix.
fn emitted(name: &str) -> Option<&'static Value> {
    EMITTED.as_ref().map(|all| &all[name])
}

/// A part of the output for the minimal example; `None` without Nix.
#[track_caller]
fn minimal(path: &[&str]) -> Option<&'static Value> {
    let whole = emitted("minimal")?;
    Some(path.iter().fold(whole, |value, name| {
        value
            .get(name)
            .unwrap_or_else(|| panic!("nothing at {path:?}"))
    }))
}

/// A text of the minimal example.
#[track_caller]
fn text(path: &[&str]) -> Option<&'static str> {
    minimal(path).map(|value| value.as_str().expect("a text"))
}

/// A unit as one text: who pulls it in, and its file without the hash in it.
#[track_caller]
fn unit(path: &[&str]) -> Option<String> {
    let unit = minimal(path)?;
    let text = unit["text"].as_str().expect("a unit has a text");
    let lines = text.lines().map(|line| match line.split_once('=') {
        Some(("X-Restart-Triggers", _)) => "X-Restart-Triggers=…",
        _ => line,
    });
    let lines: Vec<&str> = lines.collect();
    Some(format!(
        "wantedBy: {}\nrequiredBy: {}\n\n{}\n",
        unit["wantedBy"],
        unit["requiredBy"],
        lines.join("\n")
    ))
}

/// The values of a setting of a unit, in their order.
#[track_caller]
fn settings(path: &[&str], name: &str) -> Option<Vec<&'static str>> {
    let unit = minimal(path)?["text"].as_str().expect("a unit has a text");
    let set = unit.lines().filter_map(|line| line.split_once('='));
    Some(
        set.filter(|(found, _)| *found == name)
            .map(|(_, value)| value)
            .collect(),
    )
}

/// The same as a snapshot.
#[track_caller]
fn check_unit(path: &[&str], expected: &Expect) {
    if let Some(unit) = unit(path) {
        expected.assert_eq(&unit);
    }
}
