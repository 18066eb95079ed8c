//! Each way in which a type gets narrower, beside the way back, which is none.

use pretty_assertions::assert_eq;
use serde_json::json;

use super::*;

fn of(schema: &Value) -> Type {
    let root = json!({ "$defs": { "Name": { "type": "string", "pattern": "^(?:[a-z]+)$", "maxLength": 8 } } });
    read(schema, &root)
}

/// From `old` to `new` something is lost, and nothing on the way back.
#[track_caller]
fn check(old: &Value, new: &Value, expected: &[&str]) {
    assert_eq!(narrower(&of(old), &of(new)), expected, "{old} to {new}");
    assert_eq!(
        narrower(&of(new), &of(old)),
        Vec::<String>::new(),
        "{new} to {old}"
    );
}

#[test]
fn what_is_the_same_lost_nothing() {
    for schema in [
        json!(true),
        json!({ "type": "boolean" }),
        json!({ "$ref": "#/$defs/Name", "default": "a" }),
        json!({ "oneOf": [{ "const": "a" }, { "type": "null" }] }),
        json!({ "type": "string", "pattern": "(?=never compared)" }),
    ] {
        check(&schema, &schema, &[]);
    }
}

#[test]
fn names_of_an_enum() {
    let all = json!({ "oneOf": [{ "const": "a", "type": "string" }, { "const": "b", "type": "string" }] });
    check(&all, &json!({ "enum": ["a"] }), &["\"b\" is refused now"]);
    check(
        &json!({ "$ref": "#/$defs/Name" }),
        &all,
        &["\"c\" is refused now, by the grammar"],
    );
}

#[test]
fn null() {
    let maybe = json!({ "type": ["boolean", "null"] });
    check(
        &maybe,
        &json!({ "type": "boolean" }),
        &["`null` is refused now"],
    );
    let maybe = json!({ "anyOf": [{ "$ref": "#/$defs/Name" }, { "type": "null" }] });
    check(
        &maybe,
        &json!({ "$ref": "#/$defs/Name" }),
        &["`null` is refused now"],
    );
}

#[test]
fn members_of_a_union() {
    let text = json!({ "type": "string" });
    let both = |other: Value| json!({ "anyOf": [text, other] });
    check(
        &both(json!({ "type": "boolean" })),
        &text,
        &["`true` and `false` are refused now"],
    );
    check(
        &both(json!({ "type": "integer" })),
        &text,
        &["numbers are refused now"],
    );
    check(
        &both(json!({ "type": "array" })),
        &text,
        &["lists are refused now"],
    );
    check(
        &both(json!({ "type": "object" })),
        &text,
        &["sets are refused now"],
    );
    check(
        &json!({}),
        &text,
        &["it accepted any value, and now accepts only some"],
    );
    check(
        &json!({ "anyOf": [text, { "type": "null" }] }),
        &json!({ "type": "null" }),
        &["texts are refused now"],
    );
}

#[test]
fn bounds() {
    let within = |min: i64, max: i64| json!({ "type": "integer", "minimum": min, "maximum": max });
    check(
        &within(0, 10),
        &within(1, 10),
        &["the least was 0 and is 1 now"],
    );
    check(
        &within(0, 10),
        &within(0, 9),
        &["the most was 10 and is 9 now"],
    );
    check(
        &json!({ "type": "integer" }),
        &within(0, 9),
        &[
            "the least was none and is 0 now",
            "the most was none and is 9 now",
        ],
    );
    check(
        &json!({ "type": "number" }),
        &json!({ "type": "integer" }),
        &["numbers with a fraction are refused now"],
    );
}

#[test]
fn texts() {
    let like = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    check(
        &like("^[a-z]+$"),
        &like("^[a-y]+$"),
        &["\"z\" is refused now, by the grammar"],
    );
    check(
        &json!({ "type": "string" }),
        &like("^.+$"),
        &["\"\" is refused now, by the grammar"],
    );
    let up_to = |most: u64| json!({ "type": "string", "maxLength": most });
    check(
        &up_to(9),
        &up_to(8),
        &["at most 8 characters are taken now, before 9"],
    );
    check(
        &json!({ "type": "string" }),
        &up_to(8),
        &["at most 8 characters are taken now, before any number"],
    );
    let without = json!({ "type": "string", "not": { "const": "x" } });
    check(
        &json!({ "type": "string" }),
        &without,
        &["values that match {\"const\":\"x\"} are refused now"],
    );
}

#[test]
fn grammars_that_cannot_be_compared_count_as_narrower() {
    let like = |pattern: &str| of(&json!({ "type": "string", "pattern": pattern }));
    let reason = ["its grammar changed in a way that cannot be compared"];
    assert_eq!(narrower(&like("(?=a)"), &like("(?=b)")), reason);
}

#[test]
fn elements_of_lists_and_sets() {
    let list = |items: Value| json!({ "type": "array", "items": items });
    let set = |values: Value| json!({ "type": "object", "additionalProperties": values });
    let (wide, tight) = (json!({ "enum": ["a", "b"] }), json!({ "enum": ["a"] }));
    check(
        &list(wide.clone()),
        &list(tight.clone()),
        &["an element: \"b\" is refused now"],
    );
    check(&set(wide), &set(tight), &["a value: \"b\" is refused now"]);
}

#[test]
fn names_in_sets() {
    let keyed = |pattern: &str| {
        json!({
            "type": "object",
            "additionalProperties": false,
            "patternProperties": { pattern: { "type": "boolean" } },
            "propertyNames": { "maxLength": 9, "pattern": "^[^\\u0000]*$" },
        })
    };
    check(
        &keyed("^[a-z]+$"),
        &keyed("^[b-z]+$"),
        &["a name: \"a\" is refused now, by the grammar"],
    );
    let closed = json!({ "type": "object", "additionalProperties": false, "properties": {} });
    check(
        &keyed("^[a-z]+$"),
        &closed,
        &["names of one's own are refused now"],
    );
}

#[test]
fn options_in_sets_are_options_of_their_own() {
    let with = |name: &str| json!({ "type": "object", "additionalProperties": false, "properties": { name: { "type": "null" } } });
    check(&with("a"), &with("b"), &[]);
}

#[test]
fn a_schema_that_contains_itself_comes_to_an_end() {
    let root =
        json!({ "$defs": { "Node": { "type": "array", "items": { "$ref": "#/$defs/Node" } } } });
    let ty = read(&json!({ "$ref": "#/$defs/Node" }), &root);
    assert_eq!(narrower(&ty, &ty), Vec::<String>::new());
}
