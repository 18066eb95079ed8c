//! The option types of `lib/types.nix`, each in a separate option: merging of definitions in
//! several modules, refusals, and messages that name the option and the value.

use serde_json::{Value, json};
use tests::nix::{self, Nix};

mod maps;
mod unions;

/// The helpers of the cases.
const PRELUDE: &str = r#"
  inherit (lib) mkOption mkIf mkForce mkDefault mkMerge mkBefore;
  inherit (lib.types) int str bool listOf attrsOf nullOr submodule;
  inherit (own) matching attrsOfKeyed listOrAttrsOf taggedBy alternatives nameOf required;
  word = matching { name = "word"; description = "word"; pattern = "[a-z]+"; maxLength = 5; };
  option = type: mkOption { inherit type; description = "An option."; };
  entry = submodule {
    options.n = option int // { default = 1; };
    options.s = option str // { default = "x"; };
  };
  keyed = attrsOfKeyed { key = word; elem = entry; placeholder = "word"; };
  listed = listOrAttrsOf { key = word; elem = entry; placeholder = "word"; };
  tagged = taggedBy {
    tag = "kind";
    description = "Which.";
    variants = {
      disk = submodule { options.path = option str; };
      memory = submodule { options.size = option int // { default = 1; }; };
    };
  };
"#;

/// `body`, where `evaluate TYPE MODULES` gives what `evalModules` does for an option `a.b` of a type.
fn run(nix: Nix, body: &str) -> Result<Value, String> {
    nix.eval(&format!(
        "let
           lib = import <nixpkgs/lib>;
           own = import {} {{ inherit lib; }};
           {PRELUDE}
           evaluate = type: modules: lib.evalModules {{
             modules = [ {{ options.a.b = option type; }} ]
               ++ lib.imap1 (n: b: {{ _file = \"module-${{toString n}}\"; config.a = {{ inherit b; }}; }}) modules;
           }};
         in
         {body}",
        nix::path(&tests::root().join("codegen/nix/lib/types.nix")),
    ))
}

/// The value that the definitions of several modules merge to.
#[track_caller]
fn check(ty: &str, modules: &[&str], expected: &Value) {
    let Some(nix) = Nix::with_lib() else { return };
    let value = run(
        nix,
        &format!("(evaluate {ty} [ {} ]).config.a.b", modules.join(" ")),
    );
    match value {
        Ok(value) => assert_eq!(value, *expected),
        Err(error) => panic!("{error}"),
    }
}

/// Definitions that are refused with a message that says all of this.
#[track_caller]
fn check_refused(ty: &str, modules: &[&str], expected: &[&str]) {
    let Some(nix) = Nix::with_lib() else { return };
    let value = run(
        nix,
        &format!("(evaluate {ty} [ {} ]).config.a.b", modules.join(" ")),
    );
    let error = value.expect_err("it is refused");
    for part in expected {
        assert!(error.contains(part), "no {part:?} in: {error}");
    }
}

/// The options that documentation shows, and their types.
#[track_caller]
fn check_docs(ty: &str, expected: &Value) {
    let Some(nix) = Nix::with_lib() else { return };
    let docs = run(
        nix,
        &format!(
            "map (o: [ o.name o.type ]) (lib.filter (o: !(lib.elem \"_module\" o.loc))
               (lib.optionAttrSetToDocList (evaluate {ty} [ ]).options))"
        ),
    );
    assert_eq!(docs.as_ref(), Ok(expected));
}

#[test]
fn matching_takes_what_fits_as_a_whole() {
    check("word", &["\"abc\""], &json!("abc"));
    check("word", &["\"abc\"", "\"abc\""], &json!("abc"));
    for wrong in [
        "\"abcdef\"",
        "\"a b\"",
        "\"\"",
        "\"a\\n\"",
        "1",
        "[ \"a\" ]",
        "null",
    ] {
        check_refused(
            "word",
            &[wrong],
            &["`a.b'", "is not of type `word'", "module-1"],
        );
    }
}

#[test]
fn a_wrong_name_in_a_list_names_the_option_and_the_nearest() {
    let list = "(listOf (nameOf [ \"postgresql\" \"mysql\" ]))";
    check(
        list,
        &["[ \"mysql\" (mkIf false \"x\") ]", "[ \"postgresql\" ]"],
        &json!(["postgresql", "mysql"]),
    );
    let near = "`a.b' names \"postgresq\" in `module-2', which does not exist. \
                Did you mean \"postgresql\"? Valid names: postgresql, mysql.";
    check_refused(
        list,
        &["[ \"mysql\" ]", "[ \"mysql\" \"postgresq\" ]"],
        &[near],
    );
    let far =
        "`a.b' names \"ab\" in `module-1', which does not exist. Valid names: postgresql, mysql.";
    check_refused(list, &["[ \"ab\" ]"], &[far]);
    check_refused(
        list,
        &["[ 1 ]"],
        &["`a.b' names 1 in `module-1', which does not exist. Valid"],
    );
    check_docs(
        list,
        &json!([["a.b", "list of (one of \"postgresql\", \"mysql\")"]]),
    );
}

#[test]
fn matching_does_not_join() {
    check_refused(
        "word",
        &["\"a\"", "\"b\""],
        &["`a.b'", "conflicting definition", "module-2"],
    );
}

#[test]
fn required_has_no_empty_value() {
    for ty in ["(listOf int)", "(attrsOf int)", "listed", "keyed"] {
        check(
            ty,
            &[],
            &if ty.contains("list") && ty != "listed" {
                json!([])
            } else {
                json!({})
            },
        );
        check_refused(
            &format!("(required {ty})"),
            &[],
            &["`a.b'", "no value defined"],
        );
    }
}

#[test]
fn required_merges_as_before() {
    check(
        "(required (listOf int))",
        &["(mkBefore [ 1 ])", "[ 2 ]"],
        &json!([1, 2]),
    );
    check(
        "(required (attrsOf int))",
        &["{ x = 1; }", "{ y = 2; }"],
        &json!({ "x": 1, "y": 2 }),
    );
    check("(required (listOf int))", &["[ ]"], &json!([]));
    check(
        "(required (listOf int))",
        &["[ 1 ]", "(mkForce [ 2 ])"],
        &json!([2]),
    );
    check(
        "(required listed)",
        &["[ \"a\" ]"],
        &json!({ "a": { "n": 1, "s": "x" } }),
    );
    check_refused(
        "(required (listOf int))",
        &["{ }"],
        &["`a.b'", "list of signed integer"],
    );
}

#[test]
fn required_documents_what_is_inside() {
    check_docs(
        "(required keyed)",
        &json!([
            ["a.b", "attribute set of (submodule)"],
            ["a.b.<word>.n", "signed integer"],
            ["a.b.<word>.s", "string"],
        ]),
    );
}
