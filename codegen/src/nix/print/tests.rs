use expect_test::{Expect, expect};

use super::super::lift;
use super::super::make::{
    apply, concat, float, int, lambda, list, path, select, template, update, var,
};
use super::*;

#[track_caller]
fn check(expr: &Expr, expect: &Expect) {
    let printed = print(expr);
    expect.assert_eq(&printed);
    assert_eq!(lift(&printed).as_ref(), Ok(expr));
}

fn minus_one() -> Expr {
    int(-1).unwrap()
}

fn key(name: &str) -> Key {
    make::key(name).unwrap()
}

fn attrs<const N: usize>(bindings: [(&str, Expr); N]) -> Expr {
    make::attrs(bindings.map(|(name, value)| make::set(key(name), value))).unwrap()
}

fn x_is_x() -> Expr {
    lambda(Ident::from_static("x"), var("x"))
}

fn let_a() -> Expr {
    make::let_in([make::set(key("a"), minus_one())], var("a")).unwrap()
}

fn option() -> Expr {
    apply(
        path("lib.mkOption"),
        [attrs([("type", path("lib.types.str"))])],
    )
}

#[test]
fn negative_numbers() {
    check(&minus_one(), &expect!["(-1)"]);
    check(
        &list([minus_one(), float(-0.5).unwrap()]),
        &expect!["[ (-1) (-0.5) ]"],
    );
    check(&apply(var("f"), [minus_one()]), &expect!["f (-1)"]);
    check(&attrs([("a", minus_one())]), &expect!["{ a = -1; }"]);
    check(
        &lambda(Ident::from_static("x"), minus_one()),
        &expect!["x: (-1)"],
    );
    check(&update(minus_one(), minus_one()), &expect!["(-1) // (-1)"]);
    check(&select(minus_one(), [key("a")]), &expect!["(-1).a"]);
    check(
        &template([Part::Expr(minus_one())]),
        &expect![[r#""${(-1)}""#]],
    );
}

#[test]
fn functions() {
    check(
        &apply(var("f"), [x_is_x(), var("y")]),
        &expect!["f (x: x) y"],
    );
    check(
        &apply(x_is_x(), [apply(var("f"), [var("y")])]),
        &expect!["(x: x) (f y)"],
    );
    check(
        &list([x_is_x(), apply(var("f"), [var("y")])]),
        &expect!["[ (x: x) (f y) ]"],
    );
    check(&update(x_is_x(), x_is_x()), &expect!["(x: x) // (x: x)"]);
    check(
        &select(apply(var("f"), [var("x")]), [key("a b"), key("or")]),
        &expect![[r#"(f x)."a b"."or""#]],
    );
    check(
        &lambda(Ident::from_static("y"), x_is_x()),
        &expect!["y: x: x"],
    );
}

#[test]
fn operators() {
    let [a, b, c] = ["a", "b", "c"].map(|name| Expr::Var(make::ident(name).unwrap()));
    check(
        &update(a.clone(), update(b.clone(), c.clone())),
        &expect!["a // b // c"],
    );
    check(
        &update(update(a.clone(), b.clone()), c.clone()),
        &expect!["(a // b) // c"],
    );
    check(
        &concat(a.clone(), update(b.clone(), c.clone())),
        &expect!["a ++ (b // c)"],
    );
    check(
        &update(concat(a.clone(), b.clone()), c.clone()),
        &expect!["(a ++ b) // c"],
    );
    check(
        &apply(a.clone(), [update(b.clone(), c.clone())]),
        &expect!["a (b // c)"],
    );
    check(
        &apply(update(a.clone(), b.clone()), [c.clone()]),
        &expect!["(a // b) c"],
    );
    check(
        &update(apply(a.clone(), [b.clone()]), attrs([])),
        &expect!["a b // { }"],
    );
    check(&list([concat(a, b)]), &expect!["[ (a ++ b) ]"]);
    check(
        &select(update(c, attrs([])), [key("d")]),
        &expect!["(c // { }).d"],
    );
}

#[test]
fn lets() {
    check(
        &let_a(),
        &expect![[r#"
        let
        a = -1;
        in
        a"#]],
    );
    check(
        &apply(var("f"), [let_a()]),
        &expect![[r#"
        f (let
        a = -1;
        in
        a)"#]],
    );
    check(
        &update(let_a(), let_a()),
        &expect![[r#"
        (let
        a = -1;
        in
        a) // (let
        a = -1;
        in
        a)"#]],
    );
    check(
        &list([let_a()]),
        &expect![[r#"
        [ (let
        a = -1;
        in
        a) ]"#]],
    );
    check(
        &select(let_a(), [key("b")]),
        &expect![[r#"
        (let
        a = -1;
        in
        a).b"#]],
    );
}

#[test]
fn names() {
    check(
        &attrs([("a-b'", attrs([])), ("", minus_one())]),
        &expect![[r#"{ a-b' = { }; "" = -1; }"#]],
    );
    check(
        &attrs([("or", var("a")), ("in", var("b")), ("__curPos", var("c"))]),
        &expect![[r#"{ "or" = a; "in" = b; "__curPos" = c; }"#]],
    );
    check(
        &attrs([
            ("a.b", var("a")),
            ("${x}", var("b")),
            ("a = 1; b", var("c")),
        ]),
        &expect![[r#"{ "a.b" = a; "\${x}" = b; "a = 1; b" = c; }"#]],
    );
    check(
        &select(var("a"), [key("a\"b\n")]),
        &expect![[r#"a."a\"b\n""#]],
    );
}

#[test]
fn targets() {
    let file = make::rel_file("./a.nix").unwrap();
    check(&select(file.clone(), [key("b")]), &expect!["(./a.nix).b"]);
    check(&apply(var("import"), [file]), &expect!["import ./a.nix"]);
    check(
        &select(make::str("a").unwrap(), [key("b")]),
        &expect![[r#"("a").b"#]],
    );
    check(&select(int(1).unwrap(), [key("b")]), &expect!["(1).b"]);
    check(
        &select(attrs([("b", var("a"))]), [key("b")]),
        &expect!["({ b = a; }).b"],
    );
}

#[test]
fn templates() {
    let text = |value: &str| Part::Text(make::text(value).unwrap());
    let x = || Part::Expr(var("x"));
    check(
        &template([text("/a/"), x(), text("/b")]),
        &expect![[r#""/a/${x}/b""#]],
    );
    check(
        &template([text("$"), x(), x(), text("{x}$")]),
        &expect![[r#""\$${x}${x}{x}$""#]],
    );
    check(
        &template([text("'"), x(), text("\n$${x}\n"), x()]),
        &expect![[r#""'${x}\n$\${x}\n${x}""#]],
    );
    check(
        &template([Part::Expr(attrs([("a", make::str("}\"").unwrap())]))]),
        &expect![[r#""${{ a = "}\""; }}""#]],
    );
}

#[test]
fn options_stand_apart() {
    check(
        &attrs([("a", option()), ("b", option()), ("c", minus_one())]),
        &expect![[r#"
            {
            a = lib.mkOption {
            type = lib.types.str;
            };

            b = lib.mkOption {
            type = lib.types.str;
            };

            c = -1;
            }"#]],
    );
    check(
        &attrs([("a", attrs([("b", option())])), ("c", minus_one())]),
        &expect![[r#"
            {
            a = {
            b = lib.mkOption {
            type = lib.types.str;
            };
            };

            c = -1;
            }"#]],
    );
}

#[test]
fn inherits() {
    let names = ["a", "b"].map(Ident::from_static);
    let both = [
        make::inherit(names.clone()),
        make::inherit_from(var("lib"), [Ident::from_static("c")]),
    ];
    check(
        &make::attrs(both).unwrap(),
        &expect!["{ inherit a b; inherit (lib) c; }"],
    );
    let from = make::inherit_from(apply(var("f"), [var("x")]), names);
    check(
        &make::let_in([from, make::set(key("f"), x_is_x())], var("a")).unwrap(),
        &expect![[r#"
            let
            inherit (f x) a b;

            f = x: x;
            in
            a"#]],
    );
}
