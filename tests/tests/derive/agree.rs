//! serde and JSON Schema accept the same values, for each construct that the derive permits. The
//! derive relies on it.

use std::collections::BTreeMap;

use nixos_options::NixOptions;
use nixos_options::meta::{HasNixType, Required};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Asserts that serde and the JSON Schema of `T` both accept `value`, or both refuse it.
#[track_caller]
fn check<T: DeserializeOwned + JsonSchema>(value: &Value, expected: bool) {
    let schema = serde_json::to_value(schemars::schema_for!(T)).unwrap();
    let by_schema = jsonschema::is_valid(&schema, value);
    let by_serde = serde_json::from_value::<T>(value.clone());
    assert_eq!(
        by_serde.is_ok(),
        expected,
        "serde on {value}: {:?}",
        by_serde.err()
    );
    assert_eq!(by_schema, expected, "JSON Schema on {value}: {schema:#}");
}

/// Flattened into another.
#[derive(NixOptions, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Inner {
    /// Must be given.
    inner: bool,
    /// May be missing.
    maybe: Option<String>,
}

/// Flattens another.
#[derive(NixOptions, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Outer {
    /// Must be given.
    outer: bool,
    #[serde(flatten)]
    rest: Inner,
}

#[test]
fn unknown_keys_are_refused() {
    check::<Inner>(&json!({ "inner": true }), true);
    check::<Inner>(&json!({ "inner": true, "maybe": null }), true);
    check::<Inner>(&json!({ "inner": true, "other": 1 }), false);
    check::<Inner>(&json!({}), false);
}

#[test]
fn unknown_keys_are_refused_beside_flattened_ones() {
    check::<Outer>(&json!({ "outer": true, "inner": true }), true);
    check::<Outer>(&json!({ "outer": true, "inner": true, "maybe": "x" }), true);
    check::<Outer>(&json!({ "outer": true, "inner": true, "other": 1 }), false);
    check::<Outer>(&json!({ "outer": true }), false);
    check::<Outer>(&json!({ "outer": true, "rest": { "inner": true } }), false);
}

/// Collects the rest.
#[derive(NixOptions, Deserialize, JsonSchema)]
struct Freeform {
    /// Known.
    known: bool,
    #[serde(flatten)]
    rest: BTreeMap<String, i64>,
}

#[test]
fn a_flattened_map_takes_the_rest() {
    check::<Freeform>(&json!({ "known": true, "other": 1 }), true);
    check::<Freeform>(&json!({ "known": true, "other": "text" }), false);
    check::<Freeform>(&json!({ "other": 1 }), false);
}

/// With a tag inside.
#[derive(NixOptions, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
enum Internal {
    /// No options.
    Nothing {},
    /// Inline options.
    Inline {
        /// Which.
        which: Option<String>,
    },
    /// A struct.
    Payload(Inner),
}

#[test]
fn an_internal_tag_refuses_unknown_keys() {
    check::<Internal>(&json!({ "kind": "nothing" }), true);
    check::<Internal>(&json!({ "kind": "nothing", "other": 1 }), false);
    check::<Internal>(&json!({ "kind": "inline", "which": "a" }), true);
    check::<Internal>(&json!({ "kind": "inline", "inner": true }), false);
    check::<Internal>(&json!({ "kind": "payload", "inner": true }), true);
    check::<Internal>(
        &json!({ "kind": "payload", "inner": true, "other": 1 }),
        false,
    );
    check::<Internal>(&json!({ "kind": "other" }), false);
    check::<Internal>(&json!({ "which": "a" }), false);
}

/// With a flattened struct in a variant.
#[derive(NixOptions, Deserialize, JsonSchema)]
#[serde(tag = "kind", deny_unknown_fields)]
enum Flattening {
    /// Inline options.
    Inline {
        /// Which.
        which: bool,
        #[serde(flatten)]
        more: Inner,
    },
}

#[test]
fn an_internal_tag_refuses_unknown_keys_beside_flattened_ones() {
    check::<Flattening>(
        &json!({ "kind": "Inline", "which": true, "inner": true }),
        true,
    );
    check::<Flattening>(
        &json!({ "kind": "Inline", "which": true, "inner": true, "x": 1 }),
        false,
    );
}

/// Outside tag.
#[derive(NixOptions, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum External {
    /// No data.
    Unit,
    /// A value.
    Value(String),
    /// Options.
    Fields {
        /// Which.
        which: bool,
    },
}

#[test]
fn an_external_tag_refuses_unknown_keys() {
    check::<External>(&json!("unit"), true);
    check::<External>(&json!("value"), false);
    check::<External>(&json!({ "value": "a" }), true);
    check::<External>(&json!({ "value": "a", "fields": { "which": true } }), false);
    check::<External>(&json!({ "fields": { "which": true } }), true);
    check::<External>(&json!({ "fields": { "which": true, "other": 1 } }), false);
}

/// Told apart by kind.
#[derive(NixOptions, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    /// Names.
    List(Vec<String>),
    /// A set.
    Set(BTreeMap<String, Inner>),
}

#[test]
fn an_untagged_enum_takes_what_its_variants_take() {
    check::<Untagged>(&json!(["a"]), true);
    check::<Untagged>(&json!({ "a": { "inner": true } }), true);
    check::<Untagged>(&json!({ "a": { "inner": true, "other": 1 } }), false);
    check::<Untagged>(&json!("a"), false);
}

/// A list that must be given.
#[derive(NixOptions, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Given {
    /// A list.
    list: Required<Vec<String>>,
}

#[test]
fn required_lists_must_be_given() {
    check::<Given>(&json!({ "list": [] }), true);
    check::<Given>(&json!({}), false);
}

/// serde accepts some values that the JSON Schema and the module refuse. No attribute changes that;
/// `nixos_options::read` refuses them.
#[test]
fn forms_that_only_serde_takes_are_refused() {
    #[track_caller]
    fn check<T: DeserializeOwned + JsonSchema + HasNixType>(text: &str) {
        let schema = serde_json::to_value(schemars::schema_for!(T)).unwrap();
        let value: Value = serde_json::from_str(text).unwrap();
        assert!(serde_json::from_str::<T>(text).is_ok(), "{text}");
        assert!(!jsonschema::is_valid(&schema, &value), "{text}");
        assert!(
            nixos_options::read::from_value::<T>(&value).is_err(),
            "{text}"
        );
    }
    check::<External>(r#"{ "unit": null }"#);
    // Fields by position. In a variant only from text, not from a `Value`.
    check::<Inner>("[true, null]");
    check::<External>(r#"{ "fields": [true] }"#);
    check::<Internal>(r#"["payload", true, null]"#);
    check::<Untagged>(r#"{ "a": [true, null] }"#);
}

#[test]
fn numbers_have_one_form() {
    let read = |text: &str| {
        let value: Value = serde_json::from_str(text).unwrap();
        nixos_options::read::from_value::<u16>(&value).ok()
    };
    assert_eq!(read("80"), Some(80));
    assert_eq!(read("80.0"), Some(80));
    assert_eq!(read("8e1"), Some(80));
    assert_eq!(read("-0.0"), Some(0));
    assert_eq!(read("80.5"), None);
    assert_eq!(read("65536.0"), None);
    assert_eq!(read("1e300"), None);
    assert_eq!(read("18446744073709551615"), None);
}

#[test]
fn what_nix_cannot_hold_is_refused_with_its_place() {
    let read = |value: &Value| nixos_options::read::from_value::<Untagged>(value).map(|_| ());
    let refused = |value: Value| read(&value).unwrap_err().to_string();
    assert!(read(&json!({ "a": { "inner": true } })).is_ok());
    assert_eq!(
        refused(json!(["a", "b\0"])),
        r#"at `1`: "b\0" contains NUL, which Nix cannot hold; remove it"#
    );
    for key in nixos_options::read::EXECUTED_KEYS {
        let error = refused(json!({ "a": { key: { "check": false } } }));
        assert!(error.starts_with("at `a`: "), "{error}");
        assert!(error.contains(key), "{error}");
    }
    let deep = (0..200).fold(Value::Null, |inner, _| json!([inner]));
    assert!(refused(deep).contains("nests deeper than"));
}
