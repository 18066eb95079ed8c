//! Highlights Nix: tokens of rnix become spans with classes.
//!
//! Only the tokenizer is used, which does not recurse and accepts any text. Text that is not Nix
//! stays without colours.

use rnix::SyntaxKind::{
    self, TOKEN_ASSERT, TOKEN_ASSIGN, TOKEN_COMMENT, TOKEN_DOT, TOKEN_ELSE, TOKEN_FLOAT,
    TOKEN_IDENT, TOKEN_IF, TOKEN_IN, TOKEN_INHERIT, TOKEN_INTEGER, TOKEN_LET, TOKEN_OR,
    TOKEN_PATH_ABS, TOKEN_PATH_HOME, TOKEN_PATH_REL, TOKEN_PATH_SEARCH, TOKEN_REC,
    TOKEN_STRING_CONTENT, TOKEN_STRING_END, TOKEN_STRING_START, TOKEN_THEN, TOKEN_URI,
    TOKEN_WHITESPACE, TOKEN_WITH,
};

/// HTML of a piece of Nix.
pub(crate) fn nix(code: &str) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    let tokens: Vec<(SyntaxKind, &str)> = rnix::tokenize(code).collect();
    let mut open = None;
    for (index, (kind, text)) in tokens.iter().enumerate() {
        let class = class(*kind, text, &tokens[index + 1..]);
        if class != open {
            close(open, &mut out);
            if let Some(class) = class {
                out.push_str("<i class=");
                out.push(class);
                out.push('>');
            }
            open = class;
        }
        escape(text, &mut out);
    }
    close(open, &mut out);
    out
}

fn close(open: Option<char>, out: &mut String) {
    if open.is_some() {
        out.push_str("</i>");
    }
}

/// `k`eyword, `s`tring, `n`umber or other constant, `c`omment, `a`ttribute that is set.
fn class(kind: SyntaxKind, text: &str, rest: &[(SyntaxKind, &str)]) -> Option<char> {
    match kind {
        TOKEN_ASSERT | TOKEN_ELSE | TOKEN_IF | TOKEN_IN | TOKEN_INHERIT | TOKEN_LET | TOKEN_OR
        | TOKEN_REC | TOKEN_THEN | TOKEN_WITH => Some('k'),
        TOKEN_STRING_START | TOKEN_STRING_CONTENT | TOKEN_STRING_END | TOKEN_URI
        | TOKEN_PATH_ABS | TOKEN_PATH_REL | TOKEN_PATH_HOME | TOKEN_PATH_SEARCH => Some('s'),
        TOKEN_INTEGER | TOKEN_FLOAT => Some('n'),
        TOKEN_COMMENT => Some('c'),
        TOKEN_IDENT if matches!(text, "true" | "false" | "null") => Some('n'),
        TOKEN_IDENT if is_set(rest) => Some('a'),
        _ => None,
    }
}

/// Whether the next token makes a name the left side of a definition.
fn is_set(rest: &[(SyntaxKind, &str)]) -> bool {
    for (kind, _) in rest.iter().take(24) {
        match kind {
            TOKEN_ASSIGN => return true,
            TOKEN_WHITESPACE | TOKEN_DOT | TOKEN_IDENT | TOKEN_STRING_START
            | TOKEN_STRING_CONTENT | TOKEN_STRING_END => {}
            _ => return false,
        }
    }
    false
}

/// Appends text with the characters of HTML escaped; what no XML text may hold becomes a visible sign.
pub(crate) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\r' => {}
            // Marks that reorder text could make code read as something else.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// The same as a new text.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, html: &str) {
        assert_eq!(nix(code), html);
    }

    #[test]
    fn tokens_have_classes() {
        check(
            "{ a.b = 1; }",
            "{ <i class=a>a</i>.<i class=a>b</i> = <i class=n>1</i>; }",
        );
        check(
            "let x = \"a<b\"; in x",
            "<i class=k>let</i> <i class=a>x</i> = <i class=s>&quot;a&lt;b&quot;</i>; <i class=k>in</i> x",
        );
        check("# <b>", "<i class=c># &lt;b&gt;</i>");
    }

    #[test]
    fn what_is_no_nix_is_text() {
        check("</script> `", "<i class=s>&lt;/script&gt;</i> `");
        check("\u{202e}\0\"", "\u{fffd}\u{fffd}<i class=s>&quot;</i>");
    }
}
