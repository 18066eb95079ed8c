use expect_test::{Expect, expect};

use super::super::print;
use super::*;

#[track_caller]
fn check(made: Result<impl Into<Expr>, MakeError>, expect: &Expect) {
    let shown = made.map_or_else(
        |error| format!("error: {error}"),
        |expr| print(&expr.into()),
    );
    expect.assert_eq(&shown);
}

fn name(name: &str) -> Key {
    key(name).unwrap()
}

fn keys(path: &[&str]) -> Vec<Key> {
    path.iter().map(|step| name(step)).collect()
}

fn one() -> Expr {
    int(1).unwrap()
}

#[test]
fn texts() {
    check(text(""), &expect![[r#""""#]]);
    check(text("a\u{1}\r"), &expect![[r#""a\r""#]]);
    check(
        text("a\0b"),
        &expect![[r#"error: text with a NUL: "a\0b""#]],
    );
    check(key("\0"), &expect![[r#"error: text with a NUL: "\0""#]]);
}

#[test]
fn idents() {
    check(ident("a"), &expect!["a"]);
    check(ident("_a-b'9"), &expect!["_a-b'9"]);
    check(ident(""), &expect![[r#"error: not a Nix identifier: """#]]);
    check(
        ident("9a"),
        &expect![[r#"error: not a Nix identifier: "9a""#]],
    );
    check(
        ident("a b"),
        &expect![[r#"error: not a Nix identifier: "a b""#]],
    );
    check(
        ident("é"),
        &expect![[r#"error: not a Nix identifier: "é""#]],
    );
    check(
        ident("or"),
        &expect![[r#"error: not a Nix identifier: "or""#]],
    );
    check(
        ident("with"),
        &expect![[r#"error: not a Nix identifier: "with""#]],
    );
    check(
        ident("__curPos"),
        &expect![[r#"error: not a Nix identifier: "__curPos""#]],
    );
    check(
        ident("x; y"),
        &expect![[r#"error: not a Nix identifier: "x; y""#]],
    );
}

#[test]
#[should_panic(expected = "not a Nix identifier")]
fn a_bad_literal_panics() {
    Ident::from_static("a.b");
}

#[test]
fn numbers() {
    check(int(i64::MAX), &expect!["9223372036854775807"]);
    check(int(-i64::MAX), &expect!["(-9223372036854775807)"]);
    check(
        int(i64::MIN),
        &expect!["error: a number without a Nix literal: -9223372036854775808"],
    );
    check(float(-0.0), &expect!["0.0"]);
    check(float(1e16), &expect!["1.0e16"]);
    check(float(1.5e-7), &expect!["1.5e-7"]);
    check(float(f64::MAX), &expect!["1.7976931348623157e308"]);
    check(
        float(f64::MIN_POSITIVE),
        &expect!["2.2250738585072014e-308"],
    );
    check(
        float(f64::MIN_POSITIVE / 2.0),
        &expect!["error: a number without a Nix literal: 1.1125369292536007e-308"],
    );
    check(
        float(f64::NAN),
        &expect!["error: a number without a Nix literal: NaN"],
    );
    check(
        float(f64::INFINITY),
        &expect!["error: a number without a Nix literal: inf"],
    );
}

#[test]
fn rel_files() {
    check(rel_file("./options.nix"), &expect!["./options.nix"]);
    check(
        rel_file("../lib/a-b_c+1.nix"),
        &expect!["../lib/a-b_c+1.nix"],
    );
    check(rel_file("../../a"), &expect!["../../a"]);
    check(
        rel_file("/etc/passwd"),
        &expect![[r#"error: not a relative path in the folder: "/etc/passwd""#]],
    );
    check(
        rel_file("a/b"),
        &expect![[r#"error: not a relative path in the folder: "a/b""#]],
    );
    check(
        rel_file("./"),
        &expect![[r#"error: not a relative path in the folder: "./""#]],
    );
    check(
        rel_file("./a//b"),
        &expect![[r#"error: not a relative path in the folder: "./a//b""#]],
    );
    check(
        rel_file("./a b"),
        &expect![[r#"error: not a relative path in the folder: "./a b""#]],
    );
    check(
        rel_file("./${x}"),
        &expect![[r#"error: not a relative path in the folder: "./${x}""#]],
    );
    check(
        rel_file("./a;"),
        &expect![[r#"error: not a relative path in the folder: "./a;""#]],
    );
}

#[test]
fn bindings() {
    check(attrs([]), &expect!["{ }"]);
    check(
        attrs([set(name("a"), one()), set(name("a b"), one())]),
        &expect![[r#"{ a = 1; "a b" = 1; }"#]],
    );
    check(
        attrs([set(name("a"), one()), set(name("a"), one())]),
        &expect!["error: bound more than once: a"],
    );
    check(
        attrs([set(name("a-b"), one()), set_path(keys(&["a", "b"]), one())]),
        &expect!["{ a-b = 1; a.b = 1; }"],
    );
    check(
        attrs([set_path(keys(&["a", "b"]), one()), set(name("a"), one())]),
        &expect!["error: bound more than once: a.b"],
    );
    check(
        attrs([
            set(name("a"), one()),
            set(name("a!"), one()),
            set_path(keys(&["a", "b", "c"]), one()),
        ]),
        &expect!["error: bound more than once: a.b.c"],
    );
    check(
        attrs([
            set_path(keys(&["a", "b"]), one()),
            set_path(keys(&["a", "c"]), one()),
        ]),
        &expect!["{ a.b = 1; a.c = 1; }"],
    );
    check(
        attrs([inherit([ident("a").unwrap()]), set(name("a"), one())]),
        &expect!["error: bound more than once: a"],
    );
    check(
        attrs([inherit([Ident::from_static("a"), Ident::from_static("a")])]),
        &expect!["error: bound more than once: a"],
    );
    check(
        attrs([inherit([]), inherit_from(var("x"), [])]),
        &expect!["{ }"],
    );
    check(
        attrs([set_path([], one())]),
        &expect!["error: a binding without a name"],
    );
}

#[test]
fn lets() {
    check(let_in([], var("x")), &expect!["x"]);
    check(
        let_in([set(name("x"), one())], var("x")),
        &expect![[r#"
        let
        x = 1;
        in
        x"#]],
    );
    check(
        let_in([set(name("x"), one()), set(name("x"), one())], var("x")),
        &expect!["error: bound more than once: x"],
    );
}

#[test]
fn functions() {
    let [a, b] = ["a", "b"].map(Ident::from_static);
    check(
        lambda_set(&[], false, one()),
        &expect![[r#"
        { }:
        1"#]],
    );
    check(
        lambda_set(&[], true, one()),
        &expect![[r#"
        { ... }:
        1"#]],
    );
    check(
        lambda_set(&[a.clone(), b.clone()], true, one()),
        &expect![[r#"
            { a, b, ... }:
            1"#]],
    );
    check(
        lambda_set(&[a.clone(), b, a.clone()], true, one()),
        &expect!["error: bound more than once: a"],
    );
    check(Ok(lambda(a, var("a"))), &expect!["a: a"]);
    check(Ok(apply(var("f"), [])), &expect!["f"]);
    check(
        Ok(apply(path("lib.f"), [one(), apply(var("g"), [one()])])),
        &expect!["lib.f 1 (g 1)"],
    );
}

#[test]
fn one_shape_for_one_meaning() {
    check(
        Ok(select(select(var("a"), keys(&["b"])), keys(&["c d"]))),
        &expect![[r#"a.b."c d""#]],
    );
    check(Ok(select(var("a"), [])), &expect!["a"]);
    check(Ok(template([])), &expect![[r#""""#]]);
    let part = |value| Part::Text(text(value).unwrap());
    assert_eq!(
        template([part("a"), part(""), part("b")]),
        str("ab").unwrap()
    );
    let x = || Part::Expr(var("x"));
    assert_eq!(
        template([part("a"), part("b"), x(), part("")]),
        template([part("ab"), x()])
    );
}
