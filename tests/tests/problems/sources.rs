//! Problems of behaviour files, and of options that they should read.

use codegen::NixSource;
use expect_test::{Expect, expect};
use nixos_options::meta::OptionDecl;
use tests::by_hand::{domain, set, string};

use super::check_all;

/// The options `text` and `other`, and a behaviour file.
#[track_caller]
fn check(path: &str, text: &str, unread: Option<&'static str>, expected: &Expect) {
    let other = OptionDecl {
        unread,
        ..string("other")
    };
    let source = NixSource {
        path: path.to_owned(),
        shown: format!("codegen/nix/{path}"),
        text: text.to_owned(),
    };
    check_all(
        &[domain(set::<0>(vec![string("text"), other]))],
        &[source],
        expected,
    );
}

const BOTH: &str = "{ config, ... }:
{
  config.environment.etc.a.text = config.hand.text + config.hand.other;
}
";
const ONE: &str = "{ config, ... }:
{
  config.environment.etc.a.text = config.hand.text;
}
";

#[test]
fn all_is_read() {
    check("hand/config.nix", BOTH, None, &expect![[""]]);
}

#[test]
fn unread_option() {
    check(
        "hand/config.nix",
        ONE,
        None,
        &expect![[r#"
        hand.other: no behaviour file reads this option
          at by_hand.rs, Hand::made
          at codegen/nix/hand/config.nix
          help: read it there as `cfg.other`, or mark the field `#[nix(unread = "why")]`
    "#]],
    );
}

#[test]
fn unread_option_that_says_so() {
    check(
        "hand/config.nix",
        ONE,
        Some("It is for tools."),
        &expect![[""]],
    );
}

#[test]
fn read_option_that_says_it_is_not() {
    check(
        "hand/config.nix",
        BOTH,
        Some("It is for tools."),
        &expect![[r#"
        hand.other: this option is marked as unread, but is read
          at by_hand.rs, Hand::made
          at codegen/nix/hand/config.nix:3
          help: remove `#[nix(unread = …)]` from the field, or the read
    "#]],
    );
}

#[test]
fn read_of_an_unknown_option() {
    let text = BOTH.replace("config.hand.text", "config.hand.texts");
    check(
        "hand/config.nix",
        &text,
        None,
        &expect![[r#"
        hand.text: no behaviour file reads this option
          at by_hand.rs, Hand::made
          at codegen/nix/hand/config.nix
          help: read it there as `cfg.text`, or mark the field `#[nix(unread = "why")]`
        hand.texts: this option does not exist, but is read
          at codegen/nix/hand/config.nix:3
          at by_hand.rs, Hand::made
          help: did you mean `hand.text`?
    "#]],
    );
}

#[test]
fn file_that_is_not_formatted() {
    let text = BOTH.replace("  config.environment", "    config.environment");
    check(
        "hand/config.nix",
        &text,
        None,
        &expect![[r#"
            codegen/nix/hand/config.nix: this file is not formatted
              help: run `nixfmt codegen/nix/hand/config.nix`
        "#]],
    );
}

#[test]
fn file_with_a_syntax_error() {
    let text = BOTH.replace(';', "");
    check(
        "hand/config.nix",
        &text,
        None,
        &expect![[r#"
        codegen/nix/hand/config.nix: this is not Nix: unexpected r brace
          at codegen/nix/hand/config.nix:4
          help: let `nix-instantiate --parse` accept the file
    "#]],
    );
}

#[test]
fn another_library_of_types() {
    let library = "{ lib }: { }\n".to_owned();
    let types = NixSource {
        path: "lib/types.nix".to_owned(),
        shown: "codegen/nix/lib/types.nix".to_owned(),
        text: library,
    };
    let behaviour = NixSource {
        path: "hand/config.nix".to_owned(),
        shown: "codegen/nix/hand/config.nix".to_owned(),
        text: BOTH.to_owned(),
    };
    let domain = domain(set::<0>(vec![string("text"), string("other")]));
    check_all(
        &[domain],
        &[types, behaviour],
        &expect![[r#"
        codegen/nix/lib/types.nix: the generator was built with another version of this file
          help: restore the file, or build the generator again
    "#]],
    );
}

#[test]
fn file_outside_of_every_domain() {
    check(
        "other/config.nix",
        BOTH,
        Some("It is for tools."),
        &expect![[r#"
            codegen/nix/other/config.nix: no domain has this folder
              help: move it to `lib`, `hand`
        "#]],
    );
    check(
        "hand/options.nix",
        "{ }\n",
        None,
        &expect![[r#"
            codegen/nix/hand/options.nix: the generator makes a file of this name
              help: give the file another name
        "#]],
    );
}
