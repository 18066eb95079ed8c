//! Random input of the property tests.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::super::expr::{Binding, Expr, Ident, Key, Part};
use super::super::make;

/// Pieces that mean something to Nix, to nixfmt or to rnix, alone or side by side.
const PIECES: [&str; 60] = [
    "${",
    "${x}",
    "$${x}",
    "$$${x}",
    "'${x}",
    "''${x}",
    "'''${x}",
    "}",
    "{",
    "$",
    "$$",
    "'",
    "''",
    "'''",
    "''\\",
    "''\\n",
    "''$",
    "'\\''",
    "\"",
    "\\",
    "\\\\",
    "\\n",
    "\\\"",
    "\\${",
    "\n",
    "\n\n",
    "\n",
    "\n  ",
    " \n",
    "\n''",
    "\r",
    "\r\n",
    "\t",
    "\n\t",
    " ",
    "   ",
    "a",
    "a b",
    "word",
    ";",
    " = 1; b = ",
    "#",
    "/*",
    "*/",
    "[",
    "]",
    "(",
    ")",
    "or",
    "if",
    "_type",
    "-1",
    "é",
    "🦀",
    "\u{1}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
];

/// Text without NUL.
pub(super) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(|c| c.to_string().replace('\0', "")),
        1 => (1..150_usize).prop_map(|length| "long ".repeat(length)),
    ];
    let mixed = vec(piece, 0..8).prop_map(|pieces| pieces.concat());
    // Mostly such that `''…''` fits, or nearly.
    let line = vec(
        select(&["a", " ", "'", "''", "${", "$", "\\", "\"", "b"][..]),
        0..6,
    );
    let lines = vec(line.prop_map(|pieces| pieces.concat()), 1..5);
    let lines = (select(&["x", "", " "][..]), lines)
        .prop_map(|(start, lines)| format!("{start}{}\n", lines.join("\n")));
    prop_oneof![mixed, lines]
}

fn number() -> impl Strategy<Value = Value> {
    let int = prop_oneof![any::<i32>().prop_map(i64::from), -i64::MAX..=i64::MAX];
    let float = prop_oneof![
        select(
            &[
                0.0,
                -0.0,
                1.0,
                -1.0,
                0.1,
                1e16,
                1e300,
                f64::MAX,
                f64::MIN_POSITIVE,
                1e-7
            ][..]
        ),
        proptest::num::f64::NORMAL,
    ];
    prop_oneof![
        int.prop_map(|value| json!(value)),
        float.prop_map(|value| json!(value))
    ]
}

/// Values that Nix has.
pub(super) fn json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number(),
        text().prop_map(Value::String),
    ];
    scalar.prop_recursive(4, 24, 6, |inner| {
        let key = text().prop_filter("executed", |key| key != "_type");
        let object = btree_map(key, inner.clone(), 0..5);
        prop_oneof![
            vec(inner, 0..8).prop_map(Value::Array),
            object.prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn ident() -> impl Strategy<Value = Ident> {
    select(&["a", "b", "lib", "mkOption", "types", "x-y", "z'", "_0"][..])
        .prop_map(Ident::from_static)
}

fn bindings(value: impl Strategy<Value = Expr>) -> impl Strategy<Value = Vec<Binding>> {
    let entries = btree_map(text(), (value, vec(text(), 0..2)), 0..4);
    (entries, any::<bool>(), any::<bool>()).prop_map(to_bindings)
}

type Entries = BTreeMap<String, (Expr, Vec<String>)>;

fn to_bindings((entries, inherit, from): (Entries, bool, bool)) -> Vec<Binding> {
    let key = |name: &String| make::key(name).expect("no NUL");
    let set = |(name, (value, rest)): (String, (Expr, Vec<String>))| {
        make::set_path([key(&name)].into_iter().chain(rest.iter().map(key)), value)
    };
    let names = ["inherited", "inherited-too"].map(Ident::from_static);
    let inherits = match (inherit, from) {
        (false, _) => None,
        (true, false) => Some(make::inherit(names)),
        (true, true) => Some(make::inherit_from(make::path("lib.types"), names)),
    };
    inherits
        .into_iter()
        .chain(entries.into_iter().map(set))
        .collect()
}

/// Trees of every kind.
pub(super) fn expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        ident().prop_map(Expr::Var),
        number().prop_map(|number| super::value(&number).expect("a number that Nix has")),
        text().prop_map(|text| make::str(&text).expect("no NUL")),
        select(&["./a.nix", "../b"][..]).prop_map(|file| make::rel_file(file).expect("relative")),
        Just(make::path("lib.mkOption")),
    ];
    leaf.prop_recursive(5, 32, 4, |inner| {
        let part = prop_oneof![
            inner.clone().prop_map(Part::Expr),
            text().prop_map(|text| Part::Text(make::text(&text).expect("no NUL"))),
        ];
        let pair = (inner.clone(), inner.clone());
        let keys = vec(
            text().prop_map(|text| make::key(&text).expect("no NUL")),
            0..3,
        );
        prop_oneof![
            vec(part, 0..4).prop_map(make::template),
            vec(inner.clone(), 0..8).prop_map(make::list),
            bindings(inner.clone()).prop_map(|all| make::attrs(all).expect("distinct")),
            (bindings(inner.clone()), inner.clone())
                .prop_map(|(all, body)| make::let_in(all, body).expect("distinct")),
            (inner.clone(), keys).prop_map(|(target, keys)| select_from(target, keys)),
            (inner.clone(), vec(inner.clone(), 1..3)).prop_map(|(f, args)| make::apply(f, args)),
            inner
                .clone()
                .prop_map(|set| make::apply(make::path("lib.mkOption"), [set])),
            (ident(), inner.clone()).prop_map(|(name, body)| make::lambda(name, body)),
            (0..4_usize, any::<bool>(), inner.clone()).prop_map(|(count, open, body)| {
                let names = ["a", "lib", "pkgs", "z"].map(Ident::from_static);
                make::lambda_set(&names[..count], open, body).expect("distinct")
            }),
            pair.clone()
                .prop_map(|(left, right)| make::update(left, right)),
            pair.prop_map(|(left, right)| make::concat(left, right)),
        ]
    })
}

/// Not from a long line, on which nixfmt can panic.
fn select_from(target: Expr, keys: Vec<Key>) -> Expr {
    let short = super::super::print(&target).len() < 60;
    make::select(if short { target } else { make::var("a") }, keys)
}

/// Text that is sometimes Nix.
pub(super) fn source() -> impl Strategy<Value = String> {
    let token = select(
        &[
            "a", "x:", "{ b }:", "1", "-", "1.5", "\"", "''", "${", "}", "{", "a = ", ";", "[",
            "]", "(", ")", "//", "++", ".", "let", "in", "inherit", "\n", "./a", "or", "rec", "\\",
            "$", ",", "...", "@", "#", "é",
        ][..],
    );
    vec(token, 0..24).prop_map(|tokens| tokens.join(" "))
}
