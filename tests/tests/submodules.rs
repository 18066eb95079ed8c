//! `plainSubmodule` merges and refuses definitions like `types.submodule`, with the same messages.

use pretty_assertions::assert_eq;
use serde_json::Value;
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// The cases of one kind, with `lib.types.submodule` or with ours.
fn cases(kind: &str, ours: Option<&Generated>) -> String {
    let types = ours.map_or_else(
        || "null".to_owned(),
        |generated| {
            let types = nix::path(&generated.path("lib/types.nix"));
            format!("import {types} {{ lib = import <nixpkgs/lib>; }}")
        },
    );
    let file = nix::path(&tests::root().join("tests/eval/submodules.nix"));
    format!("(import {file} {{ types = {types}; }}).{kind}")
}

/// What an error says, without the places in files that surround it. Where a definition has the wrong
/// type as a whole, lib says twice that it does.
fn message(error: &str) -> String {
    let error = error.replace(" TypeError: Definition values", " Definition values");
    let lines = error.lines().map(str::trim);
    let messages = lines.take_while(|line| !line.starts_with('…') && !line.starts_with("at "));
    let messages: Vec<_> = messages.filter(|line| !line.is_empty()).collect();
    messages.join("\n")
}

#[test]
fn definitions_have_the_same_value() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    let of = |ours| nix.eval(&cases("value", ours)).expect("all cases evaluate");
    let (theirs, ours) = (of(None), of(Some(&generated)));
    for (case, value) in theirs.as_object().expect("cases have names") {
        assert_eq!(&ours[case], value, "{case}");
    }
}

#[test]
fn errors_have_the_same_words() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    let names = format!("builtins.attrNames {}", cases("error", None));
    let Value::Array(names) = nix.eval(&names).expect("names need no evaluation") else {
        panic!("no list of names")
    };
    assert!(!names.is_empty());
    for name in names {
        let name = name.as_str().expect("a name is a string");
        let of = |ours| {
            message(
                &nix.eval(&cases(&format!("error.{name}"), ours))
                    .expect_err(name),
            )
        };
        assert_eq!(of(Some(&generated)), of(None), "{name}");
    }
}

#[test]
fn a_message_ends_where_places_begin() {
    let error =
        "error: not of type\n       - In `f': 1\n\n       at /f:1:1:\n  1| x\n(use '--show-trace')";
    assert_eq!(message(error), "error: not of type\n- In `f': 1");
}
