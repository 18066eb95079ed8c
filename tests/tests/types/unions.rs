//! Sets that depend on a tag, and alternatives.

use serde_json::json;

use super::{check, check_docs, check_refused};

#[test]
fn the_tag_decides() {
    check(
        "tagged",
        &["{ kind = \"memory\"; }"],
        &json!({ "kind": "memory", "size": 1 }),
    );
    check(
        "tagged",
        &["{ kind = \"disk\"; path = \"/x\"; }"],
        &json!({ "kind": "disk", "path": "/x" }),
    );
}

#[test]
fn two_modules_make_one_set() {
    let disk = json!({ "kind": "disk", "path": "/x" });
    check(
        "tagged",
        &["{ kind = \"disk\"; }", "{ path = \"/x\"; }"],
        &disk,
    );
    check(
        "tagged",
        &[
            "{ kind = \"disk\"; }",
            "{ kind = \"disk\"; path = \"/x\"; }",
        ],
        &disk,
    );
    check(
        "tagged",
        &[
            "{ kind = mkForce \"disk\"; path = \"/x\"; }",
            "{ kind = \"memory\"; }",
        ],
        &disk,
    );
    check(
        "tagged",
        &[
            "{ kind = mkDefault \"memory\"; }",
            "{ kind = \"disk\"; path = \"/x\"; }",
        ],
        &disk,
    );
    check(
        "tagged",
        &[
            "{ kind = \"disk\"; path = \"/x\"; }",
            "(mkIf false { kind = \"memory\"; })",
        ],
        &disk,
    );
    check(
        "tagged",
        &[
            "{ kind = \"disk\"; path = \"/x\"; }",
            "{ kind = mkIf false \"memory\"; }",
        ],
        &disk,
    );
    check(
        "tagged",
        &[
            "{ kind = \"memory\"; size = 1; }",
            "(mkForce { kind = \"disk\"; path = \"/x\"; })",
        ],
        &disk,
    );
}

#[test]
fn a_set_without_a_tag_is_refused() {
    check_refused(
        "tagged",
        &["{ path = \"/x\"; }"],
        &["`a.b.kind'", "no value defined"],
    );
    check_refused("tagged", &["{ }"], &["`a.b.kind'", "no value defined"]);
    check_refused("tagged", &[], &["`a.b'", "no value defined"]);
}

#[test]
fn a_tag_of_no_variant_is_refused() {
    let all = ["`a.b.kind'", "one of \"disk\", \"memory\"", "module-1"];
    check_refused("tagged", &["{ kind = \"tape\"; }"], &all);
    check_refused("tagged", &["{ kind = 1; }"], &all);
    check_refused("tagged", &["\"disk\""], &["`a.b'", "submodule with `kind`"]);
}

#[test]
fn different_tags_are_refused() {
    let all = ["`a.b.kind'", "conflicting definition", "module-2"];
    check_refused(
        "tagged",
        &["{ kind = \"disk\"; }", "{ kind = \"memory\"; }"],
        &all,
    );
}

#[test]
fn options_of_another_variant_are_refused() {
    let all = ["`a.b.size' does not exist", "module-1"];
    check_refused(
        "tagged",
        &["{ kind = \"disk\"; path = \"/x\"; size = 1; }"],
        &all,
    );
    check_refused(
        "tagged",
        &["{ kind = \"disk\"; }"],
        &["`a.b.path'", "no value defined"],
    );
}

#[test]
fn wrong_values_name_their_option() {
    check_refused(
        "tagged",
        &["{ kind = \"disk\"; path = 1; }"],
        &["`a.b.path'", "type `string'"],
    );
}

#[test]
fn each_variant_is_documented() {
    check_docs(
        "tagged",
        &json!([
            ["a.b", "submodule with `kind` one of \"disk\", \"memory\""],
            ["a.b.<kind=disk>.path", "string"],
            ["a.b.<kind=memory>.size", "signed integer"],
            ["a.b.kind", "one of \"disk\", \"memory\""],
        ]),
    );
}

#[test]
fn alternatives_take_each() {
    let ty = "(alternatives [ int (listOf int) entry ])";
    check(ty, &["1"], &json!(1));
    check(ty, &["(mkBefore [ 1 ])", "[ 2 ]"], &json!([1, 2]));
    check(
        ty,
        &["{ n = 3; }", "{ s = \"y\"; }"],
        &json!({ "n": 3, "s": "y" }),
    );
    check_refused(
        ty,
        &["\"x\""],
        &["`a.b'", "signed integer or list of signed integer"],
    );
    check_refused(
        ty,
        &["{ n = \"x\"; }"],
        &["`a.b.n'", "signed integer", "module-1"],
    );
}

#[test]
fn alternatives_document_what_is_inside() {
    check_docs(
        "(alternatives [ int entry ])",
        &json!([
            ["a.b", "signed integer or (submodule)"],
            ["a.b.n", "signed integer"],
            ["a.b.s", "string"],
        ]),
    );
}
