use expect_test::{Expect, expect};

use super::super::{MAX_DEPTH, print};
use super::*;

#[track_caller]
fn check(source: &str, expect: &Expect) {
    let shown = lift(source).map_or_else(|error| format!("error: {error}"), |expr| print(&expr));
    expect.assert_eq(&shown);
}

#[track_caller]
fn refused(source: &str) {
    assert!(
        lift(source).is_err(),
        "{}",
        source.chars().take(80).collect::<String>()
    );
}

#[test]
fn layout_and_parentheses_are_not_kept() {
    check("# a\n( ( 1 ) ) /* b */", &expect!["1"]);
    check(
        "{ lib , ... } : lib . types . \"str\"",
        &expect![[r#"
        { lib, ... }:
        lib.types.str"#]],
    );
    check("(a.b).c", &expect!["a.b.c"]);
    check("a // (b // c)", &expect!["a // b // c"]);
    check("let in x", &expect!["x"]);
    check("{ inherit; inherit (x); }", &expect!["{ }"]);
    check("\"a${\"b\"}\"", &expect![[r#""a${"b"}""#]]);
    check(
        "[ -1 ]",
        &expect!["error: line 1: `-` in a list needs parentheses"],
    );
    check("{ a = -1; b = - 2; }", &expect!["{ a = -1; b = -2; }"]);
}

#[test]
fn strings() {
    check(
        r#""\u0041 \n $${x} \${x}""#,
        &expect![[r#""u0041 \n $\${x} \${x}""#]],
    );
    check(
        "''\n    a\n      b\n  ''",
        &expect![[r#"
        ''
        a
          b
        ''"#]],
    );
    check("''a''", &expect![[r#""a""#]]);
    check("''\n  '''${x}\n''", &expect![[r#""''${x}\n""#]]);
    check(
        "''\n  ''\\'''${x}\n  b\n''",
        &expect![[r#"
        ''
        ''\'''${x}
        b
        ''"#]],
    );
    check(
        "''\n  ''${x} ''$ $${x}\n''",
        &expect![[r#""\${x} $ $\${x}\n""#]],
    );
    check("{ \"a b\".c = 1; }", &expect![[r#"{ "a b".c = 1; }"#]]);
}

#[test]
fn numbers() {
    check(
        "[ 007 1. .5 1.0e3 9223372036854775807 ]",
        &expect!["[ 7 1.0 0.5 1000.0 9223372036854775807 ]"],
    );
    check(
        "9223372036854775808",
        &expect!["error: line 1: invalid integer '9223372036854775808'"],
    );
    check(
        "1.0e400",
        &expect!["error: line 1: a number without a Nix literal: inf"],
    );
    check(
        "- -1",
        &expect!["error: line 1: not in the tree: an operator on anything but a number"],
    );
    check(
        "-a",
        &expect!["error: line 1: not in the tree: an operator on anything but a number"],
    );
}

#[test]
fn what_the_tree_does_not_have() {
    check(
        "{\n  a = with b; c;\n}",
        &expect!["error: line 2: not in the tree: `with`"],
    );
    check("rec { }", &expect!["error: line 1: not in the tree: `rec`"]);
    check(
        "if a then b else c",
        &expect!["error: line 1: not in the tree: `if`"],
    );
    check(
        "assert a; b",
        &expect!["error: line 1: not in the tree: `assert`"],
    );
    check("a.b or c", &expect!["error: line 1: not in the tree: `or`"]);
    check("a ? b", &expect!["error: line 1: not in the tree: `?`"]);
    check("a + b", &expect!["error: line 1: not in the tree: `+`"]);
    check(
        "a - b",
        &expect!["error: line 1: not in the tree: an operator other than `//` and `++`"],
    );
    check("a == b", &expect!["error: line 1: not in the tree: `==`"]);
    check("!a", &expect!["error: line 1: not in the tree: `!`"]);
    check(
        "x@{ a }: a",
        &expect!["error: line 1: not in the tree: `@`"],
    );
    check(
        "{ a }@x: a",
        &expect!["error: line 1: not in the tree: `@`"],
    );
    check(
        "{ a ? 1 }: a",
        &expect!["error: line 1: not in the tree: `?`"],
    );
    check("a.${b}", &expect!["error: line 1: not in the tree: `${`"]);
    check(
        "{ ${a} = 1; }",
        &expect!["error: line 1: not in the tree: `${`"],
    );
    check(
        "{ \"${a}\" = 1; }",
        &expect!["error: line 1: not in the tree: interpolation in a name"],
    );
    check(
        "{ inherit \"a\"; }",
        &expect!["error: line 1: not in the tree: a quoted name after `inherit`"],
    );
    check(
        "<nixpkgs>",
        &expect!["error: line 1: not in the tree: `<nixpkgs>`"],
    );
    check("/etc", &expect!["error: line 1: not in the tree: `/etc`"]);
    check("~/a", &expect!["error: line 1: not in the tree: `~/a`"]);
    check(
        "a/b",
        &expect![[r#"error: line 1: not a relative path in the folder: "a/b""#]],
    );
    check("./a${b}", &expect!["error: line 1: not in the tree: `${`"]);
    check(
        "http://example.org",
        &expect!["error: line 1: not in the tree: `http://example.org`"],
    );
    check(
        "__curPos",
        &expect!["error: line 1: not in the tree: NODE_CUR_POS"],
    );
    check(
        "let { body = 1; }",
        &expect!["error: line 1: Let is never closed"],
    );
}

#[test]
fn what_nix_refuses() {
    check(
        "",
        &expect![
            "error: line 1: expected one of identifier, number, string, set, list, path, found 'end of file'"
        ],
    );
    check(
        "{ a = 1 }",
        &expect!["error: line 1: expected ';', found '}'"],
    );
    check(
        "{\n a = 1;\n a = 2; }",
        &expect!["error: line 1: bound more than once: a"],
    );
    check(
        "{ a.b = 1; a = { }; }",
        &expect!["error: line 1: bound more than once: a.b"],
    );
    check(
        "{ a, a }: a",
        &expect!["error: line 1: duplicate formal function argument 'a'"],
    );
    check(
        "f x: x",
        &expect!["error: line 1: expected end of file, found ':'"],
    );
    check(
        "[ x: x ]",
        &expect!["error: line 1: `:` in a list needs parentheses"],
    );
    check("\"\n\n", &expect![[r#"error: line 1: cannot read "\n\n""#]]);
    check("[ (\n] )", &expect!["error: line 2: unexpected `]`"]);
    check("1 2 )", &expect!["error: line 1: unexpected `)`"]);
}

#[test]
fn characters_that_nix_reads_otherwise() {
    check("# a\r1", &expect![[r#"error: line 1: the character '\r'"#]]);
    check(
        "\"a\r\"",
        &expect![[r#"error: line 1: the character '\r'"#]],
    );
    check(
        "a\u{a0}b",
        &expect![[r#"error: line 1: the character '\u{a0}'"#]],
    );
    check(
        "a\u{b}b",
        &expect![[r#"error: line 1: the character '\u{b}'"#]],
    );
    check(
        "a\u{c}b",
        &expect![[r#"error: line 1: the character '\u{c}'"#]],
    );
    check("1\0", &expect![[r#"error: line 1: the character '\0'"#]]);
}

#[test]
fn the_cap_on_nesting() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(lift(&nested(MAX_DEPTH - 1)).is_ok());
    assert_eq!(
        lift(&nested(MAX_DEPTH + 1)).map_err(|e| e.problem),
        Err(LiftProblem::TooDeep)
    );
}

#[test]
fn wide_is_not_deep() {
    let many = |piece: fn(usize) -> String| (0..5_000).map(piece).collect::<String>();
    let list = many(|_| "a.b [ ] { } (f x) ".to_owned());
    let names = many(|n| format!("a{n} "));
    let bindings = many(|n| format!("a{n} = {{ b = f 1; }}; "));
    assert!(lift(&format!("[ {list} ]")).is_ok());
    assert!(lift(&format!("{{ inherit (x) {names}; }}")).is_ok());
    assert!(lift(&format!("{{ {bindings} }}")).is_ok());
}

const NESTING: &str = "[|(|{|{ a = |\"${|''${|x: |{ }: |{ a }: |f |a // |a ++ |- |! |a.b or |a. |let a = 1; in |\
    let a = |let |with a; |assert a; |if a then |rec { a = |a ? |a -> |a == |f (|f [|[ } |( ] |in |; |= |\"|\
    ''|\\|${|}|'|$|/*|#|x@|@|. |... |inherit |inherit (|./a${|<a>|a:b ";

#[test]
fn no_input_overflows_the_stack() {
    let many = 100_000;
    for piece in NESTING.split('|') {
        // Some of these are long strings or lists, and right: to return at all is what counts.
        let _ = lift(&piece.repeat(many));
        let _ = lift(&("[ ".to_owned() + &piece.repeat(many)));
        let _ = lift(&format!("{{ a = [ {} ]; }}", piece.repeat(many)));
        // Just below the cap, parsers recurse.
        for below in [MAX_DEPTH / 4, MAX_DEPTH / 2, MAX_DEPTH] {
            let _ = lift(&piece.repeat(below));
            let _ = lift(&(piece.repeat(below) + "1"));
        }
    }
}

#[test]
fn the_deepest_texts_are_read() {
    for (cost, open, inner, close) in [
        (1, "[", "", "]"),
        (1, "(", "1", ")"),
        (1, "{ a = ", "1", "; }"),
        (1, "\"${", "1", "}\""),
        (2, "a // ", "b", ""),
        (1, "f ", "x", ""),
        (1, "let a = ", "1", "; in a"),
    ] {
        let nested = |depth: usize| open.repeat(depth / cost) + inner + &close.repeat(depth / cost);
        assert_eq!(lift(&nested(MAX_DEPTH - 2)).err(), None, "{open}");
        assert!(lift(&nested(MAX_DEPTH + 2)).is_err(), "{open}");
    }
}

#[test]
fn an_error_before_a_long_list_does_not_turn_it_into_a_chain() {
    let many = "a ".repeat(100_000);
    refused(&format!("{{ x [ = {many} ] ; }}"));
    refused(&format!("rec [ {{ }} {many} ]"));
    refused(&format!("\"${{ a = [ \"${{b}}\" {many} ] }}\""));
    refused(&format!("{{ a = [ {many} ] b; {many} }}"));
}

#[test]
fn same_structure_sees_injection() {
    let expr = lift("{ a = \"x\"; }").unwrap();
    assert!(same_structure(&expr, "{\n  # comment\n  a = ''x'';\n}"));
    assert!(!same_structure(&expr, "{ a = \"x\"; b = \"y\"; }"));
    assert!(!same_structure(&expr, "{ a = \"${x}\"; }"));
    assert!(!same_structure(&expr, "{ a = \"x\""));
}
