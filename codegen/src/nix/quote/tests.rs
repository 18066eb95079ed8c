use expect_test::{Expect, expect};

use super::*;

#[track_caller]
fn check(input: &str, expect: &Expect) {
    expect.assert_eq(&text(input));
}

#[test]
fn one_line() {
    check("", &expect![[r#""""#]]);
    check("plain é 🦀", &expect![[r#""plain é 🦀""#]]);
    check("a\"b\\c", &expect![[r#""a\"b\\c""#]]);
    check("a\tb\rc", &expect![[r#""a\tb\rc""#]]);
    check(
        "${x} $${x} $$${x} \\${x}",
        &expect![[r#""\${x} $\${x} $$\${x} \\\${x}""#]],
    );
    check("$ $$ {x} $", &expect![[r#""$ $$ {x} $""#]]);
    check("''${x} '${x} '''", &expect![[r#""''\${x} '\${x} '''""#]]);
    check("one line\n", &expect![[r#""one line\n""#]]);
}

#[test]
fn a_dollar_before_an_interpolation() {
    assert_eq!(escape("a$", true), "a\\$");
    assert_eq!(escape("a$$", true), "a$\\$");
    assert_eq!(escape("a$", false), "a$");
}

#[test]
fn several_lines() {
    check(
        "a\nb\n",
        &expect![[r#"
        ''
        a
        b
        ''"#]],
    );
    check(
        "a\n\n  b\n",
        &expect![[r#"
        ''
        a

          b
        ''"#]],
    );
    check(
        "a \"b\" \\n\nc\n",
        &expect![[r#"
        ''
        a "b" \n
        c
        ''"#]],
    );
    check(
        "''\n'''\n''''\n",
        &expect![[r#"
        ''
        '''
        ''''
        ''''''
        ''"#]],
    );
    check(
        "${x}\n$${x}\n",
        &expect![[r#"
        ''
        ''${x}
        $''${x}
        ''"#]],
    );
    check(
        "'${x}\n''${x}\n'''${x}\n",
        &expect![[r#"
        ''
        ''\'''${x}
        '''''${x}
        '''''\'''${x}
        ''"#]],
    );
    check(
        "'$'\n$''\n''\\n\n",
        &expect![[r#"
        ''
        '$'
        $'''
        '''\n
        ''"#]],
    );
}

#[test]
fn several_lines_that_would_change() {
    check("a\nb", &expect![[r#""a\nb""#]]);
    check("\na\n", &expect![[r#""\na\n""#]]);
    check(" a\n  b\n", &expect![[r#"" a\n  b\n""#]]);
    check("a\n  \nb\n", &expect![[r#""a\n  \nb\n""#]]);
    check("a\r\nb\n", &expect![[r#""a\r\nb\n""#]]);
    check("a\n\tb\n", &expect![[r#""a\n\tb\n""#]]);
    check("\n\n", &expect![[r#""\n\n""#]]);
    // Characters that an editor does not show.
    assert!(text("a\n\u{a0}\nb\n").starts_with('"'));
    assert!(text("a\n\u{1b}[0m\n").starts_with('"'));
}
