//! Sets whose names have a grammar, also as lists of names.

use serde_json::json;

use super::{check, check_docs, check_refused};

#[test]
fn keyed_sets_unite() {
    check(
        "keyed",
        &["{ x.n = 2; y = { }; }", "{ x.s = \"z\"; }"],
        &json!({ "x": { "n": 2, "s": "z" }, "y": { "n": 1, "s": "x" } }),
    );
}

#[test]
fn keyed_sets_take_no_wrong_name() {
    let all = ["`a.b'", "\"A b\"", "not a valid word", "module-2"];
    check_refused("keyed", &["{ x = { }; }", "{ \"A b\" = { }; }"], &all);
    check_refused(
        "keyed",
        &["{ toolong = { }; }"],
        &["`a.b'", "\"toolong\"", "not a valid word"],
    );
    check_refused(
        "keyed",
        &["{ \"\" = { }; }"],
        &["`a.b'", "\"\"", "not a valid word"],
    );
}

/// The name is checked even if the value is not used.
#[test]
fn keyed_sets_judge_names_of_what_is_off() {
    check_refused(
        "keyed",
        &["{ \"A b\" = mkIf false { }; }"],
        &["`a.b'", "\"A b\""],
    );
}

#[test]
fn keyed_sets_name_the_option_of_a_wrong_value() {
    check_refused(
        "keyed",
        &["{ x.n = \"y\"; }"],
        &["`a.b.x.n'", "signed integer", "module-1"],
    );
    check_refused(
        "keyed",
        &["{ x.gone = 1; }"],
        &["`a.b.x.gone' does not exist", "module-1"],
    );
    check_refused(
        "keyed",
        &["[ \"x\" ]"],
        &["`a.b'", "attribute set of (submodule)"],
    );
}

#[test]
fn lists_and_sets_merge() {
    check(
        "listed",
        &["[ \"x\" \"y\" ]", "{ y.n = 2; z = { }; }", "[ \"w\" ]"],
        &json!({
            "w": { "n": 1, "s": "x" },
            "x": { "n": 1, "s": "x" },
            "y": { "n": 2, "s": "x" },
            "z": { "n": 1, "s": "x" },
        }),
    );
}

#[test]
fn a_name_in_a_list_is_an_entry_of_defaults() {
    let entry = json!({ "x": { "n": 1, "s": "x" } });
    check("listed", &["[ \"x\" ]"], &entry);
    check("listed", &["{ x = { }; }"], &entry);
    check(
        "listed",
        &["[ \"x\" \"x\" ]", "[ \"x\" ]", "{ x = { }; }"],
        &entry,
    );
    check("listed", &["[ ]"], &json!({}));
    check("listed", &[], &json!({}));
}

#[test]
fn conditions_and_priorities_work() {
    let only = |name: &str| json!({ name: { "n": 1, "s": "x" } });
    check(
        "listed",
        &["[ \"x\" ]", "(mkIf false [ \"y\" ])"],
        &only("x"),
    );
    check(
        "listed",
        &["[ \"x\" ]", "(mkIf false { y = { }; })"],
        &only("x"),
    );
    check("listed", &["[ \"x\" ]", "(mkForce [ \"y\" ])"], &only("y"));
    check(
        "listed",
        &["[ \"x\" ]", "(mkForce { y = { }; })"],
        &only("y"),
    );
    check(
        "listed",
        &["(mkDefault [ \"x\" ])", "{ y = { }; }"],
        &only("y"),
    );
    check(
        "listed",
        &["(mkMerge [ [ \"x\" ] { x = mkIf true { }; } ])"],
        &only("x"),
    );
    check(
        "listed",
        &["{ x.n = 2; }", "{ x.n = mkForce 1; }"],
        &only("x"),
    );
    check(
        "listed",
        &["{ x.n = mkDefault 2; }", "{ x.n = 1; }"],
        &only("x"),
    );
}

/// Merges like `types.listOf`, and also accepts several names from one element.
#[test]
fn conditions_and_priorities_work_around_a_name_in_a_list() {
    let only = |name: &str| json!({ name: { "n": 1, "s": "x" } });
    for list in [
        "[ (mkIf false \"y\") \"x\" ]",
        "[ (mkIf true \"x\") ]",
        "[ (mkForce \"x\") ]",
        "[ (mkMerge [ (mkIf false \"y\") \"x\" ]) ]",
        "[ (mkMerge [ (mkDefault \"y\") \"x\" ]) ]",
        "[ (mkIf true (mkBefore \"x\")) ]",
    ] {
        check("listed", &[list], &only("x"));
        check("(listOf word)", &[list], &json!(["x"]));
    }
    check(
        "listed",
        &["[ (mkMerge [ \"x\" \"y\" ]) ]"],
        &json!({ "x": { "n": 1, "s": "x" }, "y": { "n": 1, "s": "x" } }),
    );
    check("listed", &["[ (mkIf false \"y\") ]"], &json!({}));
    check("listed", &["[ (mkIf false \"A b\") ]"], &json!({}));
    let all = ["`a.b'", "\"A b\"", "not a valid word", "module-1"];
    check_refused("listed", &["[ (mkIf true \"A b\") ]"], &all);
}

#[test]
fn lists_take_no_wrong_name() {
    let all = ["`a.b'", "\"A b\"", "not a valid word", "module-2"];
    check_refused("listed", &["[ \"x\" ]", "[ \"A b\" ]"], &all);
    check_refused("listed", &["[ \"x\" ]", "{ \"A b\" = { }; }"], &all);
    for wrong in ["1", "null", "{ }", "[ ]"] {
        let list = format!("[ {wrong} ]");
        check_refused(
            "listed",
            &[&list],
            &["`a.b'", "not a valid word", "module-1"],
        );
    }
    check_refused("listed", &["\"x\""], &["`a.b'", "list of word"]);
}

#[test]
fn lists_name_the_option_of_a_wrong_value() {
    let all = ["`a.b.x.n'", "signed integer", "module-2"];
    check_refused("listed", &["[ \"x\" ]", "{ x.n = \"y\"; }"], &all);
    check_refused(
        "listed",
        &["{ x.gone = 1; }"],
        &["`a.b.x.gone' does not exist"],
    );
}

/// A name in a list lacks the same options as `{ }`.
#[test]
fn a_required_option_is_missed_in_a_list_too() {
    let ty = "(listOrAttrsOf { key = word; placeholder = \"word\"; elem = submodule { options.r = option int; }; })";
    check_refused(ty, &["[ \"x\" ]"], &["`a.b.<word>.r'", "no value defined"]);
    check_refused(ty, &["{ x = { }; }"], &["`a.b.x.r'", "no value defined"]);
}

#[test]
fn both_document_what_is_inside() {
    let entries = [
        ["a.b.<word>.n", "signed integer"],
        ["a.b.<word>.s", "string"],
    ];
    let docs = |ty: &str| json!([["a.b", ty], entries[0], entries[1]]);
    check_docs("keyed", &docs("attribute set of (submodule)"));
    check_docs(
        "listed",
        &docs("attribute set of (submodule) or list of word"),
    );
}

/// Another module adds options to the entries, as NixOS lets it.
#[test]
fn entries_can_be_extended() {
    let more = "{ options.a.b = mkOption { type = TYPE (submodule { options.more = option int // { default = 9; }; }); }; }";
    for ty in ["attrsOfKeyed", "listOrAttrsOf"] {
        let make = format!("(elem: {ty} {{ key = word; placeholder = \"word\"; inherit elem; }})");
        let Some(nix) = tests::nix::Nix::with_lib() else {
            return;
        };
        let value = super::run(
            nix,
            &format!(
                "(lib.evalModules {{ modules = [
                   {{ options.a.b = option ({make} entry); config.a.b.x.n = 2; }}
                   {}
                 ]; }}).config.a.b",
                more.replace("TYPE", &make)
            ),
        );
        assert_eq!(
            value,
            Ok(json!({ "x": { "n": 2, "s": "x", "more": 9 } })),
            "{ty}"
        );
    }
}
