//! Any text at all, and large files.

use std::fmt::Write;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::report;

/// Words that make many interesting files.
const WORDS: &[&str] = &[
    "config", "lib", "cfg", "s", "x", "stores", "mapAttrs", "{", "}", "(", ")", "[", "]", "=", ";",
    ":", ",", ".", "@", "?", "//", "++", "==", "&&", "->", "|>", "\"", "''", "${", "let", "in",
    "with", "inherit", "rec", "if", "then", "else", "assert", "or", "import", "./a.nix", "1",
    "...",
];

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        report(&[("s.nix", &text)]);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        report(&[("s.nix", &String::from_utf8_lossy(&bytes))]);
    }

    #[test]
    fn any_words(words in prop::collection::vec(prop::sample::select(WORDS), 0..60)) {
        report(&[("s.nix", &words.join(" "))]);
    }

    #[test]
    fn any_expression(body in expression()) {
        let text = format!("{{ config, lib, ... }}: let cfg = config.s; in {body}");
        let found = report(&[("s.nix", &text)]);
        prop_assert_eq!(found, report(&[("s.nix", &text)]));
    }
}

/// Expressions that parse.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "cfg",
        "x",
        "f",
        "1",
        "\"a\"",
        "cfg.stores",
        "cfg.limits",
        "lib.mapAttrs",
        "lib.foldl'",
        "lib.fix",
        "lib.pipe",
        "{ }",
        "[ ]",
        "map",
        "config",
    ]);
    leaf.prop_map(String::from)
        .prop_recursive(6, 60, 3, |inner| {
            let two = (inner.clone(), inner.clone());
            prop_oneof![
                two.clone().prop_map(|(a, b)| format!("({a} {b})")),
                two.clone()
                    .prop_map(|(a, b)| format!("(let x = {a}; f = y: {b}; in f x)")),
                two.clone().prop_map(|(a, b)| format!("({a} // {b})")),
                two.clone()
                    .prop_map(|(a, b)| format!("{{ a = {a}; ${{{b}}} = x; }}")),
                two.clone().prop_map(|(a, b)| format!("(with {a}; {b})")),
                two.clone().prop_map(|(a, b)| format!("[ {a} ({b}).a ]")),
                two.prop_map(|(a, b)| format!("(if ({a}) ? stores then {b} else {a})")),
                inner.clone().prop_map(|a| format!("(x: {a})")),
                inner
                    .clone()
                    .prop_map(|a| format!("({{ x ? {a}, ... }}@f: x)")),
                inner.prop_map(|a| format!("(rec {{ x = {a}; b = x; }})")),
            ]
        })
}

#[test]
fn deep_nesting_is_refused_or_followed() {
    let long = |start: &str, item: &str, end: &str| format!("{start}{}{end}", item.repeat(50_000));
    for text in [
        long("", "[ ", ""),
        long("", "( ", ""),
        long("", "! ", "1"),
        long("", "- ", "1"),
        long("1", " + 1", ""),
        long("1", " ++ 1", ""),
        long("x", " x", ""),
        long("x", ".x or x", ""),
        long("", "x: ", "x"),
        long("", "{ x = ", "1"),
        long("", "let x = 1; in ", "x"),
        long("\"", "${\"", ""),
        long("", "if x then x else ", "x"),
        long("f", " [ ]", ""),
        long("f", " \"\"", ""),
        long("f", " { }", ""),
        long("", "a@{ }: ", "1"),
    ] {
        report(&[("s.nix", &text)]);
    }
}

#[test]
fn long_chains_of_bindings_are_followed() {
    let mut text = String::from("{ config, ... }: let\n");
    for index in (0..2000).rev() {
        let _ = writeln!(text, "a{} = a{index};", index + 1);
    }
    text.push_str("a0 = config.s.limits; in { x = a2000.cpu; }");
    let reads = report(&[("s.nix", &text)]).reads;
    assert_eq!(reads.len(), 1);
}

#[test]
fn large_files_are_fast() {
    let mut text = String::from("{ config, lib, ... }: let cfg = config.s;\n");
    for index in 0..300 {
        let _ = writeln!(
            text,
            "f{index} = e: {{\n inherit (e) mode user;\n g = map (x: x) [ e.mode ];\n}};\n\
             v{index} = lib.mapAttrs (_: f{index}) (cfg.stores.a.dirs // cfg.stores.a.files);"
        );
    }
    text.push_str("in { x = cfg.size; }");
    let start = Instant::now();
    report(&[("s.nix", &text)]);
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
}

/// Code whose values or calls double with each step.
#[test]
fn growth_is_bounded() {
    let chain = |first: &str, step: &dyn Fn(usize) -> String, last: &str| {
        let steps: String = (1..60).map(step).collect();
        format!("{{ config, lib, ... }}: let {first} {steps} in {{ {last} }}")
    };
    let calls = |n| format!("f{n} = x: f{} (f{} x);", n - 1, n - 1);
    let pairs = |n| format!("a{n} = {{ l = a{}; r = a{}; }};", n - 1, n - 1);
    let lists = |n| format!("a{n} = [ a{} [ a{} ] ];", n - 1, n - 1);
    for text in [
        chain("f0 = x: x;", &calls, "x = (f59 config.s).size;"),
        chain("a0 = config.s;", &pairs, "x = a20.l.r.l;"),
        chain("a0 = config.s;", &pairs, "options = a59;"),
        chain("a0 = config.s;", &lists, "x = lib.flatten a59;"),
        chain(
            "f = x: f { a = x; } + f { b = x; } + f { c = x; } + f [ x ];",
            &lists,
            "x = f config.s;",
        ),
        chain(
            "f = g: f (x: g x) + f (x: g (g x)) + f (x: g);",
            &calls,
            "x = f (x: config.s);",
        ),
        chain(
            "f = a: b: [ (f a (b ++ [ a ])) (g a { inherit b; }) ]; g = a: b: [ (f b a) (g b b) ];",
            &lists,
            "x = f config.s 1;",
        ),
    ] {
        let start = Instant::now();
        report(&[("s.nix", &text)]);
        assert!(start.elapsed() < Duration::from_secs(5), "{text}");
    }
}
