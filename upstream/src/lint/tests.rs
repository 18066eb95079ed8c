//! One line for each rule, beside what is like it and fine.

use pretty_assertions::assert_eq;

use super::*;

#[track_caller]
fn check(text: &str, expected: &[(Rule, usize, &str)]) {
    let found = objections(text);
    let found: Vec<_> = found
        .iter()
        .map(|found| (found.rule, found.line, found.message.as_str()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn what_is_used_is_fine() {
    for text in [
        "let a = 1; in a",
        "let a = b; b = 1; in a",
        "let inherit (x) a; in [ a ]",
        "{ a, b ? a, ... }@all: b all",
        "{ lib, ... }: lib.mkIf",
        "args@{ a, b }: f args",
        "_: _name: 1",
        "x: let inherit x; in x",
        "a: { inherit a; }",
        "a: rec { inherit a; b = c; c = 1; }",
        "a: { ${a} = \"${a}\"; }",
        "with lib.maintainers; [ alice ]",
        "a: with a; b",
        "let a.b = 1; in a",
        "rec { a = 1; b = { a = 2; c = a; }; d = e: a + e; }",
        "{ a.b = 1; a.c = 2; d = { e = 1; }; d.f = 2; }",
        "{ \"a b\" = 1; a = \"x:y\"; }",
    ] {
        check(text, &[]);
    }
}

#[test]
fn names_without_a_use() {
    let unused = |line, message| (Rule::Unused, line, message);
    check(
        "let\n  a = 1;\n  b = 2;\nin\nb",
        &[unused(2, "`a` is bound and never used")],
    );
    check(
        "let inherit (lib) a b; in b",
        &[unused(1, "`a` is bound and never used")],
    );
    check(
        "{ lib, pkgs, ... }:\nlib",
        &[unused(1, "the function takes `pkgs` and never uses it")],
    );
    check(
        "a: b: b",
        &[unused(
            1,
            "the argument `a` is never used; name it `_` or `_a`",
        )],
    );
    check(
        "{ a, ... }@args: a",
        &[unused(
            1,
            "the argument `args` is never used; name it `_` or `_args`",
        )],
    );
}

#[test]
fn a_name_of_an_inner_scope_is_no_use_of_the_outer_one() {
    check(
        "a: a: a",
        &[(
            Rule::Unused,
            1,
            "the argument `a` is never used; name it `_` or `_a`",
        )],
    );
    check(
        "let a = 1; in { a = 2; b.a = 3; c = x.a; }",
        &[(Rule::Unused, 1, "`a` is bound and never used")],
    );
    // A `let` takes what it inherits from outside.
    check(
        "let a = 1; in let inherit a; in 2",
        &[(Rule::Unused, 1, "`a` is bound and never used")],
    );
}

#[test]
fn with_lib() {
    let message = "`with lib;` hides where names come from; inherit them";
    check("{ lib }:\nwith lib;\n1", &[(Rule::With, 2, message)]);
    check(
        "{ lib }: [ (with (lib); mkIf) ]",
        &[(Rule::With, 1, message)],
    );
}

#[test]
fn needless_rec() {
    let message = "nothing in this set refers to it, so it needs no `rec`";
    check("rec { a = 1; b = 2; }", &[(Rule::Rec, 1, message)]);
    check(
        "a: rec { inherit a; b = { a = 1; }; }",
        &[(Rule::Rec, 1, message)],
    );
}

#[test]
fn keys_that_are_there_twice() {
    let twice = |line, key: &'static str| (Rule::Keys, line, key);
    check(
        "{\n  a = 1;\n  a = 2;\n}",
        &[twice(3, "the key `a` is written twice")],
    );
    check(
        "{ a.b = 1; a.b = 2; }",
        &[twice(1, "the key `a.b` is written twice")],
    );
    check(
        "{ a = 1; a.b = 2; }",
        &[twice(1, "the key `a` is written twice")],
    );
    check(
        "{ a.b = 1; a = 2; }",
        &[twice(1, "the key `a` is written twice")],
    );
    check(
        "{ a = 1; \"a\" = 2; }",
        &[twice(1, "the key `a` is written twice")],
    );
    check(
        "x: { a = 1; inherit (x) a; }",
        &[twice(1, "the key `a` is written twice")],
    );
    check(
        "{ a = { b = 1; }; a = { b = 2; }; }",
        &[twice(1, "the key `a.b` is written twice")],
    );
    check(
        "let a = 1; a = 2; in a",
        &[twice(1, "the key `a` is written twice")],
    );
    check("{ a, a }: a", &[twice(1, "the function takes `a` twice")]);
}

#[test]
fn urls() {
    check(
        "{ a = https://example.org/x; }",
        &[(
            Rule::Url,
            1,
            "the URL `https://example.org/x` has no quotes",
        )],
    );
}

#[test]
fn what_does_not_parse_has_no_objections() {
    check("{ a = ", &[]);
}
