//! JSON data as Nix: what serde wrote of a default or an example, type for type.

use serde_json::{Number, Value};

use super::error::{MakeError, ValueError};
use super::expr::{Expr, Key};
use super::make;

/// The most that data may nest. The rest of [`super::MAX_DEPTH`] is for what stands around it.
const MAX_NESTING: usize = 100;

/// The Nix value of a JSON value: integers stay integers, `1.0` stays a float, keys keep their order.
///
/// Refuses, with their position: NUL in strings and keys, integers that Nix cannot represent,
/// subnormal floats, more than a hundred levels, and the key `_type`, which the module system would
/// interpret.
pub fn value(value: &Value) -> Result<Expr, ValueError> {
    convert(value, &mut Vec::new()).map_err(|(path, error)| ValueError {
        pointer: pointer(&path),
        error,
    })
}

type Refused = (Vec<String>, MakeError);

fn convert(value: &Value, path: &mut Vec<String>) -> Result<Expr, Refused> {
    let here = |made: Result<Expr, MakeError>| made.map_err(|error| (path.clone(), error));
    match value {
        Value::Null => Ok(make::null()),
        Value::Bool(value) => Ok(make::bool(*value)),
        Value::Number(value) => here(number(value)),
        Value::String(value) => here(make::str(value)),
        _ if path.len() >= MAX_NESTING => Err((path.clone(), MakeError::TooDeep)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| below(path, index.to_string(), item))
            .collect::<Result<Vec<_>, _>>()
            .map(make::list),
        Value::Object(entries) => {
            let bindings = entries.iter().map(|(key, item)| {
                let item = below(path, key.clone(), item)?;
                let key = data_key(key).map_err(|error| (steps(path, key), error))?;
                Ok(make::set(key, item))
            });
            let bindings = bindings.collect::<Result<Vec<_>, Refused>>()?;
            make::attrs(bindings).map_err(|error| (path.clone(), error))
        }
    }
}

fn below(path: &mut Vec<String>, step: String, item: &Value) -> Result<Expr, Refused> {
    path.push(step);
    let made = convert(item, path);
    path.pop();
    made
}

fn number(number: &Number) -> Result<Expr, MakeError> {
    if let Some(value) = number.as_i64() {
        make::int(value)
    } else if number.is_u64() {
        Err(MakeError::Number(number.to_string()))
    } else {
        let refused = || MakeError::Number(number.to_string());
        number.as_f64().ok_or_else(refused).and_then(make::float)
    }
}

fn data_key(key: &str) -> Result<Key, MakeError> {
    if key == "_type" {
        Err(MakeError::ModuleKey(key.to_owned()))
    } else {
        make::key(key)
    }
}

fn steps(path: &[String], last: &str) -> Vec<String> {
    path.iter().cloned().chain([last.to_owned()]).collect()
}

/// RFC 6901.
fn pointer(path: &[String]) -> String {
    let escaped = path
        .iter()
        .map(|step| step.replace('~', "~0").replace('/', "~1"));
    escaped.flat_map(|step| ["/".to_owned(), step]).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(input: &Value, expect: &Expect) {
        let shown = match value(input) {
            Ok(expr) => super::super::print(&expr),
            Err(error) => format!("{error}"),
        };
        expect.assert_eq(&shown);
    }

    fn nested(depth: usize) -> Value {
        (0..depth).fold(Value::Null, |inner, _| json!([inner]))
    }

    #[test]
    fn scalars() {
        check(&json!(null), &expect!["null"]);
        check(&json!(true), &expect!["true"]);
        check(&json!(-1), &expect!["(-1)"]);
        check(&json!(1.0), &expect!["1.0"]);
        check(&json!(-0.0), &expect!["0.0"]);
        check(&json!("a\"b"), &expect![[r#""a\"b""#]]);
    }

    #[test]
    fn containers() {
        check(&json!([]), &expect!["[ ]"]);
        check(&json!({}), &expect!["{ }"]);
        check(
            &json!([-1, [null], {"a b": {"c": 1.5}}]),
            &expect![[r#"[ (-1) [ null ] { "a b" = { c = 1.5; }; } ]"#]],
        );
    }

    #[test]
    fn numbers_out_of_range() {
        check(
            &json!({"a": [0, u64::MAX]}),
            &expect![[r#"at "/a/1": a number without a Nix literal: 18446744073709551615"#]],
        );
        check(
            &json!([i64::MIN]),
            &expect![[r#"at "/0": a number without a Nix literal: -9223372036854775808"#]],
        );
        check(
            &json!(1e-310),
            &expect![[r#"at "": a number without a Nix literal: 1e-310"#]],
        );
    }

    #[test]
    fn nul() {
        check(
            &json!({"a/b": ["x\0"]}),
            &expect![[r#"at "/a~1b/0": text with a NUL: "x\0""#]],
        );
        check(
            &json!({"a": {"~\0": 1}}),
            &expect![[r#"at "/a/~0\0": text with a NUL: "~\0""#]],
        );
    }

    #[test]
    fn executed_keys() {
        check(
            &json!([{"_type": "if"}]),
            &expect![[r#"at "/0/_type": the module system would interpret the key "_type""#]],
        );
    }

    #[test]
    fn nesting() {
        assert!(value(&nested(100)).is_ok());
        assert_eq!(
            value(&nested(101)).map_err(|e| e.error),
            Err(MakeError::TooDeep)
        );
    }
}
