use expect_test::{Expect, expect};

use super::*;
use crate::order::FOLDED;

fn check(kind: Kind, text: &str, key: &str, line: &str, expected: &Expect) {
    let done = insert("list.nix", text, kind, FOLDED, key, line);
    let shown = match &done {
        Ok(Some(new)) => {
            assert_eq!(
                insert("list.nix", new, kind, FOLDED, key, line),
                Ok(None),
                "a second time changes nothing"
            );
            new.clone()
        }
        Ok(None) => "unchanged".to_owned(),
        Err(problem) => problem.to_string(),
    };
    expected.assert_eq(&shown);
}

fn list(text: &str, item: &str, expected: &Expect) {
    check(Kind::Elements, text, item, item, expected);
}

fn attr(text: &str, key: &str, line: &str, expected: &Expect) {
    check(Kind::Attributes, text, key, line, expected);
}

#[test]
fn a_line_goes_between_its_neighbours() {
    list(
        "[\n  ./a.nix # why\n  # of c\n  ./c.nix\n]\n",
        "./b.nix",
        &expect![[r#"
            [
              ./a.nix # why
              ./b.nix
              # of c
              ./c.nix
            ]
        "#]],
    );
}

#[test]
fn first_and_last_have_a_place() {
    list(
        "[\n  # of b\n  ./b.nix\n]\n",
        "./a.nix",
        &expect![[r#"
        [
          ./a.nix
          # of b
          ./b.nix
        ]
    "#]],
    );
    list(
        "[\n  ./b.nix\n]\n",
        "./c.nix",
        &expect![[r#"
        [
          ./b.nix
          ./c.nix
        ]
    "#]],
    );
}

#[test]
fn what_is_there_stays() {
    list("[\n  ./a.nix\n]\n", "./a.nix", &expect!["unchanged"]);
}

#[test]
fn the_region_that_is_kept_sorted_counts() {
    list(
        "[\n  ./z.nix\n  # keep-sorted start case=no numeric=yes\n  ./b2.nix\n  ./b10.nix\n  # keep-sorted end\n  ./a.nix\n]\n",
        "./b3.nix",
        &expect![[r#"
            [
              ./z.nix
              # keep-sorted start case=no numeric=yes
              ./b2.nix
              ./b3.nix
              ./b10.nix
              # keep-sorted end
              ./a.nix
            ]
        "#]],
    );
    list(
        "[\n  # keep-sorted start\n  ./b.nix\n  # keep-sorted end\n]\n",
        "./a.nix",
        &expect![[r#"
            [
              # keep-sorted start
              ./a.nix
              ./b.nix
              # keep-sorted end
            ]
        "#]],
    );
}

#[test]
fn in_a_list_with_strays_the_likest_neighbours_count() {
    list(
        "[\n  ./x/a.nix\n  ./y/z.nix\n  ./stray.nix\n  ./y/a.nix\n  ./y/n.nix\n  ./z.nix\n]\n",
        "./y/m.nix",
        &expect![[r#"
            [
              ./x/a.nix
              ./y/z.nix
              ./stray.nix
              ./y/a.nix
              ./y/m.nix
              ./y/n.nix
              ./z.nix
            ]
        "#]],
    );
}

#[test]
fn attributes_below_functions_and_let() {
    attr(
        "{ runTest }:\nwith lib;\nlet\n  z = 1;\nin\n{\n  a = runTest ./a.nix;\n\n  c = {\n    x = 1;\n  };\n  d = 1;\n}\n",
        "c-b",
        "c-b = runTest ./c-b.nix;",
        &expect![[r#"
            { runTest }:
            with lib;
            let
              z = 1;
            in
            {
              a = runTest ./a.nix;

              c = {
                x = 1;
              };
              c-b = runTest ./c-b.nix;
              d = 1;
            }
        "#]],
    );
}

#[test]
fn an_entry_of_several_lines() {
    attr(
        "{\n  a = {\n    x = 1;\n  };\n}\n",
        "b",
        "b = {\n  y = 2;\n};",
        &expect![[r#"
            {
              a = {
                x = 1;
              };
              b = {
                y = 2;
              };
            }
        "#]],
    );
}

#[test]
fn refusals_say_where() {
    list(
        "{ }\n",
        "./a.nix",
        &expect![[r#"
        list.nix: it is no list that a line can be placed in
          at list.nix:1
          help: the file must be, or end in, `[ … ]`"#]],
    );
    list(
        "[ ./a.nix ./c.nix ]\n",
        "./b.nix",
        &expect![[r#"
        list.nix: `./a.nix` is not on a line of its own
          at list.nix:1
          help: give each entry a line of its own first, for example with nixfmt"#]],
    );
    list(
        "[\n  # keep-sorted start\n  ./c.nix\n  ./a.nix\n  # keep-sorted end\n]\n",
        "./b.nix",
        &expect![[r#"
        list.nix: `./a.nix` comes after `./c.nix`, although the list is kept sorted, so that `./b.nix` has no place
          at list.nix:4
          help: sort the entries first, in a change of its own"#]],
    );
    list(
        "[\n]\n",
        "./b.nix",
        &expect![[r#"
        list.nix: there is no entry that shows where a line goes
          at list.nix:1
          help: check that this is the file of a nixpkgs checkout"#]],
    );
    list(
        "[\n  ./a.nix\n",
        "./b.nix",
        &expect![[r#"
            list.nix: it does not parse: unexpected end of file
              at list.nix:1
              help: correct the file"#]],
    );
    attr(
        "{\n  a = 1;\n}\n",
        "a",
        "a = 2;",
        &expect![[r#"
        list.nix: `a` is there with another value
          at list.nix:2
          help: make it `a = 2;`, or take it away"#]],
    );
}
