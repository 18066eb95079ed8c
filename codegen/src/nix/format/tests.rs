use expect_test::{Expect, expect};

use super::super::expr::Binding;
use super::super::{lift as read, make};
use super::*;

/// Trees are easiest to write as the text that they stand for.
#[track_caller]
fn check(source: &str, expect: &Expect) {
    let header = [
        Comment::new("Generated.").unwrap(),
        Comment::new("").unwrap(),
    ];
    let expr = read(source).unwrap();
    expect.assert_eq(&format(&expr, &header).unwrap());
}

#[test]
fn a_module() {
    check(
        r#"{ lib, ... }: let inherit (lib) mkOption types; absPath = types.strMatching "/.*" // { description = "path"; };
        entry = types.submodule ({ name, ... }: { options = { path = mkOption { type = absPath; default = "/x/${name}"; }; mode = mkOption { type = types.str; }; }; }); in
        { options.stores = { enable = mkOption { type = types.bool; default = false; description = "Whether to.\n\nMore.\n"; };
        watch.at = mkOption { type = types.nullOr types.int; default = -1; example = [ { mode = "0750"; } { a = 1; b = 2; } ]; };
        entries = mkOption { type = types.attrsOf entry; default = { }; example = { a = { }; b.c = [ "x" "y" ]; }; }; }; }"#,
        &expect![[r##"
            # Generated.
            #
            { lib, ... }:
            let
              inherit (lib) mkOption types;

              absPath = types.strMatching "/.*" // {
                description = "path";
              };

              entry = types.submodule (
                { name, ... }:
                {
                  options = {
                    path = mkOption {
                      type = absPath;
                      default = "/x/${name}";
                    };

                    mode = mkOption {
                      type = types.str;
                    };
                  };
                }
              );
            in
            {
              options.stores = {
                enable = mkOption {
                  type = types.bool;
                  default = false;
                  description = ''
                    Whether to.

                    More.
                  '';
                };

                watch.at = mkOption {
                  type = types.nullOr types.int;
                  default = -1;
                  example = [
                    { mode = "0750"; }
                    {
                      a = 1;
                      b = 2;
                    }
                  ];
                };

                entries = mkOption {
                  type = types.attrsOf entry;
                  default = { };
                  example = {
                    a = { };
                    b.c = [
                      "x"
                      "y"
                    ];
                  };
                };
              };
            }
        "##]],
    );
}

#[test]
fn imports() {
    check(
        "{ imports = [ ./options.nix ./config.nix ]; }",
        &expect![[r#"
            # Generated.
            #
            {
              imports = [
                ./options.nix
                ./config.nix
              ];
            }
        "#]],
    );
}

#[test]
fn comments() {
    assert!(Comment::new("a # b /* ${c} \u{e9}").is_ok());
    for line in ["a\nb", "a\rb", "a\0", "\t"] {
        assert_eq!(Comment::new(line), Err(MakeError::Comment(line.to_owned())));
    }
}

#[test]
fn a_tree_not_made_by_make_is_refused() {
    let a = || Binding::Set(vec![make::key("a").unwrap()], make::null());
    assert!(matches!(
        format(&Expr::Attrs(vec![a(), a()]), &[]),
        Err(FormatError::Lift(_))
    ));
    let select = |target| Expr::Select(Box::new(target), vec![make::key("b").unwrap()]);
    let twice = select(select(make::var("a")));
    assert_eq!(format(&twice, &[]), Err(FormatError::Differs));
}

#[test]
fn a_long_line_does_not_panic() {
    let expr = read(&format!("(f \"{}\").a", "long ".repeat(40))).unwrap();
    // With or without overflow checks.
    assert!(!matches!(format(&expr, &[]), Err(FormatError::Differs)));
}
