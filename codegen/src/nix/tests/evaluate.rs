//! Nix evaluates many printed values at once, and the results equal the values in Rust.

use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::super::{Expr, format, make, print, value};
use super::arbitrary;

const VALUES: usize = 2_000;

/// `[ value (types value) ]` for each value: JSON does not tell `1.0` from `1`, `typeOf` does.
const WITH_TYPES: &str = "let types = v: if builtins.isList v then map types v \
    else if builtins.isAttrs v then builtins.mapAttrs (_: types) v else builtins.typeOf v; \
    in values: map (v: [ v (types v) ]) values";

fn nix_is_there() -> bool {
    Command::new("nix-instantiate")
        .arg("--version")
        .output()
        .is_ok()
}

/// Always the same values: a failure here is to be found again.
fn values() -> Vec<Value> {
    let mut runner = TestRunner::deterministic();
    let mut one = || {
        arbitrary::json()
            .new_tree(&mut runner)
            .expect("a strategy without filters")
    };
    (0..VALUES).map(|_| one().current()).collect()
}

fn types(value: &Value) -> Value {
    match value {
        Value::Null => json!("null"),
        Value::Bool(_) => json!("bool"),
        Value::Number(number) if number.is_f64() => json!("float"),
        Value::Number(_) => json!("int"),
        Value::String(_) => json!("string"),
        Value::Array(items) => items.iter().map(types).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), types(value)))
            .collect(),
    }
}

/// Numbers compare as numbers: Nix writes the float `1.0` as `1`, and six digits of the others.
fn same(ours: &Value, nix: &Value) -> bool {
    match (ours, nix) {
        (Value::Number(ours), Value::Number(nix)) => same_number(ours, nix),
        (Value::Array(ours), Value::Array(nix)) => {
            ours.len() == nix.len() && ours.iter().zip(nix).all(|(ours, nix)| same(ours, nix))
        }
        (Value::Object(ours), Value::Object(nix)) => {
            ours.len() == nix.len()
                && ours
                    .iter()
                    .all(|(key, ours)| nix.get(key).is_some_and(|nix| same(ours, nix)))
        }
        (ours, nix) => ours == nix,
    }
}

fn same_number(ours: &serde_json::Number, nix: &serde_json::Number) -> bool {
    if !ours.is_f64() {
        return ours == nix;
    }
    let (Some(ours), Some(nix)) = (ours.as_f64(), nix.as_f64()) else {
        return false;
    };
    (ours - nix).abs() <= ours.abs() * 1e-5
}

/// Through standard input: neither the length of a command line nor a shell plays a part.
fn evaluate(text: &str) -> Value {
    let mut nix = Command::new("nix-instantiate")
        .args(["--eval", "--strict", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("nix-instantiate");
    let mut stdin = nix.stdin.take().expect("a pipe");
    write!(stdin, "({WITH_TYPES}) ({text})").expect("all of it is read");
    drop(stdin);
    let output = nix.wait_with_output().expect("output");
    assert!(output.status.success(), "nix-instantiate refuses the text");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[track_caller]
fn check(values: &[Value], text: &str) {
    let evaluated = evaluate(text);
    let evaluated = evaluated.as_array().expect("a list");
    assert_eq!(evaluated.len(), values.len());
    for (ours, nix) in values.iter().zip(evaluated) {
        assert!(same(ours, &nix[0]), "{ours} became {}", nix[0]);
        assert_eq!(types(ours), nix[1], "{ours}");
    }
}

#[test]
fn nix_evaluates_to_the_same_values() {
    if !nix_is_there() {
        println!("skipped: nix-instantiate is not on PATH");
        return;
    }
    let values = values();
    let made: Vec<Expr> = values
        .iter()
        .map(|json| value(json).expect("a value of Nix"))
        .collect();
    let list = make::list(made);
    check(&values, &print(&list));
    check(&values, &format(&list, &[]).expect("formatted"));
}
