//! Former names that lead nowhere, or that stand in the way of options or of each other.

use expect_test::{Expect, expect};
use nixos_options::meta::{Domain, MapType, NixType, OptionDecl, Origin, RemovedDecl, StructDecl};
use serde_json::{Value, json};
use tests::by_hand::{ORIGIN, domain, group, option, set, set_decl, string};

use super::check_all;

fn called(name: &'static str, renamed_from: &'static [&'static str]) -> OptionDecl {
    OptionDecl {
        renamed_from,
        origin: Origin {
            item: name,
            ..ORIGIN
        },
        ..string(name)
    }
}

const fn removed(path: &'static str) -> RemovedDecl {
    RemovedDecl {
        path,
        help: "Use `text`.",
        origin: ORIGIN,
    }
}

/// A domain with these options, and those that it had.
fn had(options: Vec<OptionDecl>, removed: Vec<RemovedDecl>) -> Domain {
    domain(set_decl::<0>(StructDecl {
        doc: "Options.",
        options,
        freeform: None,
        removed,
        origin: ORIGIN,
    }))
}

/// A map of sets with these options.
fn map(options: Vec<OptionDecl>) -> OptionDecl {
    let ty = NixType::Map(MapType {
        key: None,
        value: Box::new(NixType::Struct(set::<1>(options))),
        placeholder: "name",
    });
    option("sets", ty, json!({}), json!({ "a": { "text": "c" } }))
}

#[track_caller]
fn check(domain: Domain, expected: &Expect) {
    check_all(&[domain], &[], expected);
}

#[test]
fn what_is_right_is_no_problem() {
    let inner = set::<2>(vec![called("b", &["super.old", "oldest"])]);
    let options = vec![
        called("text", &["before", "group.before"]),
        group("group", inner, Ok(json!({ "b": "a" }))),
        map(vec![called("text", &["before", "deep.before"])]),
    ];
    // `super.` may leave the domain: what is around it is one set of options with it.
    let gone = vec![
        removed("gone"),
        removed("group.gone"),
        removed("super.other"),
    ];
    check(had(options, gone), &expect![[""]]);
}

#[test]
fn the_name_of_an_option_that_there_is() {
    check(
        had(
            vec![called("text", &["other"]), called("other", &[])],
            vec![],
        ),
        &expect![[r#"
            hand.other: `hand.text` was called this, and `hand.other` is still declared
              at by_hand.rs, text
              at by_hand.rs, other
              help: remove the field of that option, or the `renamed_from`
        "#]],
    );
    check(
        had(vec![called("other", &[])], vec![removed("other")]),
        &expect![[r#"
            hand.other: it was removed, and `hand.other` is still declared
              at by_hand.rs, Hand::made
              at by_hand.rs, other
              help: remove the field of that option, or the `removed`
        "#]],
    );
}

#[test]
fn an_option_inside_or_around_one_that_there_is() {
    let inner = set::<2>(vec![string("b")]);
    let inside = group("group", inner, Ok(json!({ "b": "a" })));
    check(
        had(
            vec![called("text", &["group"]), inside],
            vec![removed("text.more")],
        ),
        &expect![[r#"
            hand.group: `hand.text` was called this, and `hand.group` is still declared
              at by_hand.rs, text
              help: remove the field of that option, or the `renamed_from`
            hand.text.more: it was removed, and `hand.text` is still declared
              at by_hand.rs, Hand::made
              at by_hand.rs, text
              help: remove the field of that option, or the `removed`
        "#]],
    );
}

#[test]
fn two_of_one_name() {
    check(
        had(vec![called("a", &["old"]), called("b", &["old"])], vec![]),
        &expect![[r#"
            hand.old: `hand.a` was called `hand.old`, and `hand.b` was called `hand.old`, which cannot both be
              at by_hand.rs, a
              at by_hand.rs, b
              help: keep the one that names the replacement, and remove the other
        "#]],
    );
    check(
        had(vec![called("a", &["old.one"])], vec![removed("old")]),
        &expect![[r#"
            hand.old.one: `hand.old` was removed, and `hand.a` was called `hand.old.one`, which cannot both be
              at by_hand.rs, Hand::made
              at by_hand.rs, a
              help: keep the one that names the replacement, and remove the other
        "#]],
    );
}

#[test]
fn a_chain() {
    check(
        had(vec![called("b", &["a"]), called("c", &["b"])], vec![]),
        &expect![[r#"
            hand.b: `hand.c` was called this, and `hand.b` is still declared
              at by_hand.rs, c
              at by_hand.rs, b
              help: remove the option in the middle, and list all former names on the last one: each leads straight to an option
        "#]],
    );
}

#[test]
fn a_path_out_of_a_submodule() {
    check(
        had(vec![map(vec![called("text", &["super.before"])])], vec![]),
        &expect![[r#"
            hand.sets.<name>.text: its former name "super.before" leads out of `hand.sets.<name>`, where no definition of it can come from
              at by_hand.rs, text
              help: declare it as `removed` on the struct that had it, with the way to this option as help
        "#]],
    );
    check(
        had(vec![called("text", &["super.super.super.before"])], vec![]),
        &expect![[r#"
            hand.text: its former name "super.super.super.before" leads out of all options, where no definition of it can come from
              at by_hand.rs, text
              help: declare it as `removed` on the struct that had it, with the way to this option as help
        "#]],
    );
}

#[test]
fn no_path() {
    check(
        had(
            vec![called("text", &["a b", "_module.x"])],
            vec![removed("")],
        ),
        &expect![[r#"
            hand: its former name "" is not a path: its name is empty
              at by_hand.rs, Hand::made
              help: write names joined by dots, relative to the enclosing set
            hand.text: its former name "_module.x" is not a path: the module system reserves the name `_module`
              at by_hand.rs, text
              help: write names joined by dots, relative to the enclosing set
            hand.text: its former name "a b" is not a path: "a b" needs quotes
              at by_hand.rs, text
              help: write names joined by dots, relative to the enclosing set
        "#]],
    );
}

#[test]
fn a_set_of_options() {
    let inner = set::<2>(vec![string("b")]);
    let renamed = OptionDecl {
        renamed_from: &["old"],
        ..group("group", inner, Ok(json!({ "b": "a" })))
    };
    check(
        had(vec![renamed], vec![]),
        &expect![[r#"
        hand.group: this is a set of options, but only an option can have a former name
          at by_hand.rs, Hand::made
          help: write it on each option in it, as in `#[nix(renamed_from = "super.old.…")]`
    "#]],
    );
}

#[test]
fn the_tag_of_a_variant() {
    let variant = nixos_options::meta::StructVariant {
        name: "disk",
        doc: "A disk.",
        options: set::<2>(vec![called("path", &["kind"])]),
    };
    let ty = NixType::Tagged {
        tag: "kind",
        variants: vec![variant],
    };
    let tagged = OptionDecl {
        default: nixos_options::meta::Presence::Required,
        ..option(
            "storage",
            ty,
            Value::Null,
            json!({ "kind": "disk", "path": "b" }),
        )
    };
    check(
        had(vec![tagged], vec![]),
        &expect![[r#"
        hand.storage.<kind=disk>.kind: `hand.storage.<kind=disk>.path` was called this, and `hand.storage.kind` is still declared
          at by_hand.rs, path
          at by_hand.rs, Hand::made
          help: remove the field of that option, or the `renamed_from`
    "#]],
    );
}

#[test]
fn an_option_of_another_domain() {
    let other = Domain {
        name: "other",
        mount: &["other"],
        ..domain(set::<3>(vec![string("text")]))
    };
    check_all(
        &[
            had(vec![called("text", &["super.other.text"])], vec![]),
            other,
        ],
        &[],
        &expect![[r#"
            other.text: `hand.text` was called this, and `other.text` is still declared
              at by_hand.rs, text
              at by_hand.rs, Hand::made
              help: remove the field of that option, or the `renamed_from`
        "#]],
    );
}
