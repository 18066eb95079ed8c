//! Problems that come from where a type stands: groups, submodules, names, several domains.

use expect_test::expect;
use nixos_options::meta::{
    DataVariant, Domain, MapType, NixType, OptionDecl, Presence, ScalarDef, StructDecl,
};
use serde_json::{Value, json};
use tests::by_hand::{ORIGIN, domain, group, option, set, set_decl, slot, string};

use super::{check, check_all};

#[test]
fn struct_that_contains_itself() {
    let inner = NixType::NullOr(Box::new(NixType::Struct(slot::<1>())));
    set::<1>(vec![option("again", inner.clone(), json!(null), json!({}))]);
    check(
        vec![option("deep", inner, json!(null), json!({}))],
        &expect![[r#"
            hand.deep.again: `hand::One` contains itself, which makes the options endless
              at by_hand.rs, Hand::made
              help: break the cycle, for example with a map of names
            hand.deep.again: its example is wrong: {} is not of type `string`
              at by_hand.rs, Hand::made
              help: write a value of the field's type that Nix can hold
        "#]],
    );
}

#[test]
fn group_that_contains_itself() {
    let root = set::<0>(vec![group("again", slot::<0>(), Ok(json!({})))]);
    check_all(
        &[domain(root)],
        &[],
        &expect![[r#"
        hand.again: `hand::Zero` contains itself, which makes the options endless
          at by_hand.rs, Hand::made
          help: break the cycle, for example with a map of names
    "#]],
    );
}

#[test]
fn group_whose_default_is_another() {
    let inner = set::<1>(vec![string("text")]);
    check(
        vec![group("group", inner, Ok(json!({ "text": "other" })))],
        &expect![[r#"
            hand.group: its default {"text":"other"} differs from the defaults of its options, {"text":"a"}
              at by_hand.rs, Hand::made
              help: make the two `Default`s agree: Nix has a default for each option only
        "#]],
    );
}

#[test]
fn group_with_a_default_and_a_required_option() {
    let inner = set::<1>(vec![OptionDecl {
        default: Presence::Required,
        ..string("text")
    }]);
    check(
        vec![group("group", inner, Ok(json!({ "text": "a" })))],
        &expect![[r#"
            hand.group: it has a default, but its option `text` is required
              at by_hand.rs, Hand::made
              help: give that option a default, or put the struct into an `Option`
        "#]],
    );
}

#[test]
fn group_that_takes_anything() {
    let inner = set_decl::<1>(StructDecl {
        doc: "Options.",
        options: vec![string("text")],
        freeform: Some(NixType::Str),
        removed: Vec::new(),
        origin: ORIGIN,
    });
    check(
        vec![group("group", inner, Ok(json!({ "text": "a" })))],
        &expect![[r#"
            hand.group: a nested set cannot accept undeclared attributes
              at by_hand.rs, Hand::made
              help: put the struct into an `Option`, which makes it a submodule
        "#]],
    );
}

#[test]
fn domain_that_takes_anything() {
    let root = set_decl::<0>(StructDecl {
        doc: "Options.",
        options: vec![string("text")],
        freeform: Some(NixType::Str),
        removed: Vec::new(),
        origin: ORIGIN,
    });
    check_all(
        &[domain(root)],
        &[],
        &expect![[r#"
        hand: a domain cannot accept undeclared attributes
          at by_hand.rs, Hand::made
          help: move the flattened map into a struct below
    "#]],
    );
}

fn from_name(template: &'static str) -> OptionDecl {
    OptionDecl {
        default: Presence::FromName(template),
        ..string("text")
    }
}

#[test]
fn default_from_a_name_that_is_not_there() {
    check(
        vec![from_name("/persist/{name}")],
        &expect![[r#"
        hand: a default needs the name of the enclosing set, which has none
          at by_hand.rs, Hand::made
          help: use `default_from_name` only directly below a `<name>`
    "#]],
    );
}

#[test]
fn default_from_a_name_in_a_list() {
    let inner = set::<1>(vec![from_name("/persist/{name}")]);
    let list = NixType::List(Box::new(NixType::Struct(inner)));
    check(
        vec![option("list", list, json!([]), json!([{}]))],
        &expect![[r#"
            hand.list.*: a default in this submodule needs the name of an enclosing set, which has none
              at by_hand.rs, Hand::made
              help: use `default_from_name` only directly below a `<name>`
        "#]],
    );
}

#[test]
fn default_from_a_name_of_another_type() {
    let inner = OptionDecl {
        ty: NixType::Scalar(schema::scalar::AbsPath::DEF),
        example: Some(Ok(json!("/b"))),
        ..from_name("persist/{name}")
    };
    let inner = set::<1>(vec![inner]);
    check(
        vec![map(None, NixType::Struct(inner))],
        &expect![[r#"
            hand.map.<name>.text: its default "persist/sample" is wrong: "persist/sample" is not a valid absolute path without a slash at the end: [path-relative] it does not start with a slash. Write the absolute path, such as `/var/lib/postgresql`.
              at by_hand.rs, Hand::made
              help: correct `default_from_name`
        "#]],
    );
}

fn map(key: Option<&'static ScalarDef>, value: NixType) -> OptionDecl {
    let value = Box::new(value);
    let ty = NixType::Map(MapType {
        key,
        value,
        placeholder: "name",
    });
    option("map", ty, json!({}), json!({ "a": {} }))
}

static OTHER_PATH: ScalarDef = ScalarDef {
    name: "AbsPath",
    noun: "other path",
    doc: "Another.",
    pattern: "[a-z]+",
    max_len: 9,
    example: "b",
    help: "Write lower-case letters.",
    rules: &[],
};

static LETTERS: ScalarDef = ScalarDef {
    name: "Letters",
    noun: "few letters",
    doc: "A few letters.",
    pattern: "[^/]{1,12}",
    max_len: 14,
    example: "b",
    help: "Write few letters.",
    rules: &[],
};

#[test]
fn a_grammar_that_counts_letters() {
    let mut few = option("few", NixType::Scalar(&LETTERS), json!(null), json!("b"));
    few.default = Presence::Required;
    check(
        vec![few],
        &expect![[r#"
        hand.few: the grammar Letters has `[^/]{1,12}`, which matches bytes in Nix, but letters everywhere else
          at by_hand.rs, Hand::made
          help: limit the length with `max_len` only, and write letters outside ASCII one by one
    "#]],
    );
}

#[test]
fn two_grammars_of_one_name() {
    let path = |name, def, example: Value| option(name, NixType::Scalar(def), json!(null), example);
    let mut first = path("first", schema::scalar::AbsPath::DEF, json!("/b"));
    let mut second = path("second", &OTHER_PATH, json!("b"));
    first.default = Presence::Required;
    second.default = Presence::Required;
    check(
        vec![first, second],
        &expect![[r#"
        hand.second: two different grammars are called AbsPath
          at by_hand.rs, Hand::made
          help: rename one of them
    "#]],
    );
}

static LIB: ScalarDef = ScalarDef {
    name: "Lib",
    noun: "name",
    doc: "A name.",
    pattern: "[a-z]+",
    max_len: 9,
    example: "b",
    help: "Write lower-case letters.",
    rules: &[],
};

#[test]
fn grammar_with_a_name_of_lib_is_named_apart() {
    let ty = NixType::Scalar(&LIB);
    check(
        vec![option("name", ty, json!("a"), json!("b"))],
        &expect![""],
    );
}

#[test]
fn link_into_another_domain() {
    let doc = "See {option}`there.text` and {option}`there.gone`.";
    let here = domain(set::<0>(vec![OptionDecl {
        doc,
        ..string("text")
    }]));
    let there = Domain {
        name: "there",
        mount: &["there"],
        ..domain(set::<1>(vec![string("text")]))
    };
    check_all(
        &[here, there],
        &[],
        &expect![[r#"
        hand.text: its description names the option `there.gone`, which does not exist
          at by_hand.rs, Hand::made
          help: correct the name; write sets with any name as `services.relay.queues.<name>`
    "#]],
    );
}

/// As an attribute it would be read by the module system.
#[test]
fn variant_with_a_reserved_name() {
    let variant = DataVariant {
        name: "_type",
        doc: "One.",
        ty: NixType::Bool,
    };
    let ty = NixType::Union {
        units: Vec::new(),
        tagged: vec![variant],
    };
    let required = OptionDecl {
        default: Presence::Required,
        example: None,
        ..option("union", ty, json!(null), json!(null))
    };
    check(
        vec![required],
        &expect![[r#"
        hand.union._type: the module system reserves the name `_type`
          at by_hand.rs, Hand::made
          help: rename it with `#[serde(rename = "…")]`
    "#]],
    );
}

#[test]
fn tag_with_a_reserved_name() {
    let ty = NixType::Tagged {
        tag: "_type",
        variants: Vec::new(),
    };
    let required = OptionDecl {
        default: Presence::Required,
        example: None,
        ..option("union", ty, json!(null), json!(null))
    };
    check(
        vec![required],
        &expect![[r#"
        hand.union._type: the module system reserves the name `_type`
          at by_hand.rs, Hand::made
          help: rename it with `#[serde(rename = "…")]`
    "#]],
    );
}
