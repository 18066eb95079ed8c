//! Every problem that the generator finds, each in a schema built for it: what a user of the derive
//! would read. Most of these the derive refuses as well; a declaration made by hand comes without it.

#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use codegen::{NixSource, Problem, Project, generate};
use expect_test::{Expect, expect};
use nixos_options::meta::{Domain, IntKind, NixType, OptionDecl, Presence};
use serde_json::{Value, json};
use tests::by_hand::{domain, option, string};

mod former;
mod places;
mod sources;

/// The messages of the generator about a domain.
fn problems(domains: &[Domain], sources: &[NixSource]) -> Vec<Problem> {
    let project = Project {
        command: "cargo xtask gen",
        folder: "generated-modules",
        domains,
        sources,
    };
    generate(&project).err().unwrap_or_default()
}

#[track_caller]
fn check_all(domains: &[Domain], sources: &[NixSource], expected: &Expect) {
    let shown: Vec<String> = problems(domains, sources)
        .iter()
        .map(|problem| format!("{problem}\n"))
        .collect();
    expected.assert_eq(&shown.concat());
}

/// A domain with these options.
#[track_caller]
fn check(options: Vec<OptionDecl>, expected: &Expect) {
    check_all(&[domain(tests::by_hand::set::<0>(options))], &[], expected);
}

#[track_caller]
fn check_doc(doc: &'static str, expected: &Expect) {
    check(
        vec![OptionDecl {
            doc,
            ..string("text")
        }],
        expected,
    );
}

/// A default that the type does not accept.
#[track_caller]
fn check_default(ty: NixType, default: Value, example: Value, expected: &Expect) {
    check(vec![option("value", ty, default, example)], expected);
}

#[test]
fn what_is_right_is_no_problem() {
    check(vec![string("text")], &expect![[""]]);
}

#[test]
fn missing_doc() {
    check_doc(
        "  \n ",
        &expect![[r#"
        hand.text: it has no description
          at by_hand.rs, Hand::made
          help: write a doc comment, in full sentences
    "#]],
    );
}

#[test]
fn doc_without_period() {
    check_doc(
        "A text",
        &expect![[r#"
        hand.text: its description ends without a period
          at by_hand.rs, Hand::made
          help: write full sentences
    "#]],
    );
}

#[test]
fn doc_with_a_heading() {
    check_doc(
        "A text.\n\n## More\n\nOf it.",
        &expect![[r#"
        hand.text: its description contains a heading, `## More`
          at by_hand.rs, Hand::made
          help: write paragraphs: headings break the manual
    "#]],
    );
}

#[test]
fn doc_with_nul() {
    check_doc(
        "A text\0.",
        &expect![[r#"
        hand.text: its description contains NUL, which Nix cannot hold
          at by_hand.rs, Hand::made
          help: remove the character
    "#]],
    );
}

#[test]
fn all_problems_at_once() {
    check_doc(
        "# A text\0",
        &expect![[r#"
            hand.text: its description contains NUL, which Nix cannot hold
              at by_hand.rs, Hand::made
              help: remove the character
            hand.text: its description contains a heading, `# A text\u{0}`
              at by_hand.rs, Hand::made
              help: write paragraphs: headings break the manual
            hand.text: its description ends without a period
              at by_hand.rs, Hand::made
              help: write full sentences
        "#]],
    );
}

#[test]
fn dangling_link() {
    check_doc(
        "See {option}`hand.texts` and {option}`other.text`.",
        &expect![[r#"
            hand.text: its description names the option `hand.texts`, which does not exist
              at by_hand.rs, Hand::made
              help: correct the name; write sets with any name as `services.relay.queues.<name>`
        "#]],
    );
}

#[test]
fn two_options_of_one_name() {
    check(
        vec![string("text"), string("text")],
        &expect![[r#"
        hand.text: two fields declare this option
          at by_hand.rs, Hand::made
          help: rename one of them
    "#]],
    );
}

#[test]
fn reserved_names() {
    for name in ["_type", "_module", "_file", "__functor", "__toString"] {
        let problems = problems(&[domain(tests::by_hand::set::<0>(vec![string(name)]))], &[]);
        assert!(problems[0].message.contains(name), "{problems:?}");
    }
    check(
        vec![string("_type")],
        &expect![[r#"
            hand._type: the module system reserves the name `_type`
              at by_hand.rs, Hand::made
              help: rename it with `#[serde(rename = "…")]`
        "#]],
    );
}

#[test]
fn empty_name() {
    check(
        vec![string("")],
        &expect![[r#"
            hand."": its name is empty
              at by_hand.rs, Hand::made
              help: rename it with `#[serde(rename = "…")]`
        "#]],
    );
}

#[test]
fn name_with_nul() {
    check(
        vec![string("a\0b")],
        &expect![[r#"
            hand."a\u0000b": its name contains NUL, which Nix cannot hold
              at by_hand.rs, Hand::made
              help: rename it with `#[serde(rename = "…")]`
        "#]],
    );
}

#[test]
fn default_of_another_type() {
    check_default(
        NixType::Bool,
        json!("yes"),
        json!(true),
        &expect![[r#"
            hand.value: its default is wrong: "yes" is not of type `boolean`
              at by_hand.rs, Hand::made
              help: write a value of the field's type that Nix can hold
        "#]],
    );
}

#[test]
fn example_of_another_type() {
    check_default(
        NixType::Bool,
        json!(true),
        json!(1),
        &expect![[r#"
            hand.value: its example is wrong: 1 is not of type `boolean`
              at by_hand.rs, Hand::made
              help: write a value of the field's type that Nix can hold
        "#]],
    );
}

#[test]
fn default_that_is_no_variant() {
    let ty = NixType::Enum(vec![nixos_options::meta::UnitVariant {
        name: "on",
        doc: "On.",
    }]);
    check_default(
        ty,
        json!("off"),
        json!("on"),
        &expect![[r#"
            hand.value: its default is wrong: "off" is not of type `value "on" (singular enum)`
              at by_hand.rs, Hand::made
              help: write a value of the field's type that Nix can hold
        "#]],
    );
}

#[test]
fn default_that_the_grammar_refuses() {
    let ty = NixType::Scalar(schema::scalar::AbsPath::DEF);
    check_default(
        ty,
        json!("var"),
        json!("/var"),
        &expect![[r#"
            hand.value: its default is wrong: "var" is not a valid absolute path without a slash at the end: [path-relative] it does not start with a slash. Write the absolute path, such as `/var/lib/postgresql`.
              at by_hand.rs, Hand::made
              help: write a value of the field's type that Nix can hold
        "#]],
    );
}

#[test]
fn default_with_nul() {
    check_default(
        NixType::Str,
        json!("a\0"),
        json!("b"),
        &expect![[r#"
            hand.value: its default is wrong: "a\0" contains NUL, which Nix cannot hold
              at by_hand.rs, Hand::made
              help: write a value of the field's type that Nix can hold
        "#]],
    );
}

#[test]
fn default_with_nul_where_anything_goes() {
    check_default(
        NixType::Anything,
        json!({ "a": "\0" }),
        json!("b"),
        &expect![[r#"
            hand.value: its default is wrong: at "/a": text with a NUL: "\0"
              at by_hand.rs, Hand::made
              help: write a value of the field's type that Nix can hold
        "#]],
    );
}

#[test]
fn default_with_a_key_that_nix_executes() {
    let default = json!({ "_type": "override", "content": 1, "priority": 0 });
    check_default(
        NixType::Anything,
        default,
        json!("b"),
        &expect![[r#"
        hand.value: its default is wrong: at "/_type": the module system would interpret the key "_type"
          at by_hand.rs, Hand::made
          help: write a value of the field's type that Nix can hold
    "#]],
    );
}

#[test]
fn integer_beyond_those_of_nix() {
    let ty = NixType::Int(IntKind::I64);
    check_default(
        ty,
        json!(u64::MAX),
        json!(1),
        &expect![[r#"
            hand.value: its default is wrong: 18446744073709551615 is not an integer from -9223372036854775808 to 9223372036854775807
              at by_hand.rs, Hand::made
              help: write a value of the field's type that Nix can hold
        "#]],
    );
}

#[test]
fn integer_without_a_literal() {
    let ty = NixType::Int(IntKind::I64);
    check_default(
        ty,
        json!(i64::MIN),
        json!(1),
        &expect![[r#"
        hand.value: its default is wrong: at "": a number without a Nix literal: -9223372036854775808
          at by_hand.rs, Hand::made
          help: write a value of the field's type that Nix can hold
    "#]],
    );
}

#[test]
fn integer_beyond_its_type() {
    let ty = NixType::Int(IntKind::U8);
    check_default(
        ty,
        json!(256),
        json!(255),
        &expect![[r#"
            hand.value: its default is wrong: 256 is not an integer from 0 to 255
              at by_hand.rs, Hand::made
              help: write a value of the field's type that Nix can hold
        "#]],
    );
}

#[test]
fn port_beyond_ports() {
    check_default(
        NixType::Port,
        json!(65536),
        json!(65535),
        &expect![[r#"
            hand.value: its default is wrong: 65536 is not an integer from 0 to 65535
              at by_hand.rs, Hand::made
              help: write a value of the field's type that Nix can hold
        "#]],
    );
}

#[test]
fn default_that_is_no_data() {
    let failed = Err("key must be a string".to_owned());
    let default = Presence::Default(failed);
    check(
        vec![OptionDecl {
            default,
            ..string("text")
        }],
        &expect![[r#"
            hand.text: its default is wrong: key must be a string
              at by_hand.rs, Hand::made
              help: write a value of the field's type that Nix can hold
        "#]],
    );
}

#[test]
fn example_that_is_the_default() {
    check_default(
        NixType::Str,
        json!("a"),
        json!("a"),
        &expect![[r#"
        hand.value: its example equals its default
          at by_hand.rs, Hand::made
          help: show another value
    "#]],
    );
}
