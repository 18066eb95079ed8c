//! Control characters in patterns. Nix has no escape for most of them, and as themselves no editor
//! shows them, so `options.nix` gives the class of all of them a name.

use crate::nix::make::{apply, path, set, str, template, text, var};
use crate::nix::{Binding, Expr, MakeError, Part, Text};

/// Between brackets: every control character but NUL, which no string of Nix has.
const CLASS: &str = "\u{1}-\u{1f}\u{7f}";
/// The same as JSON, in visible characters.
const CLASS_JSON: &str = r#""\u0001-\u001f\u007f""#;
/// Its name in `options.nix`.
pub const NAME: &str = "controlCharacters";

/// `controlCharacters = builtins.fromJSON "…";`
pub(super) fn binding() -> Result<Binding, MakeError> {
    let class = apply(path("builtins.fromJSON"), [str(CLASS_JSON)?]);
    Ok(set(Text::from_static(NAME), class))
}

/// The expression with visible characters in all its strings, `${controlCharacters}` for the class.
pub(super) fn named(expr: Expr) -> Expr {
    match expr {
        Expr::Str(string) if string.as_str().contains(is_hidden) => with_holes(&string),
        Expr::List(items) => Expr::List(items.into_iter().map(named).collect()),
        Expr::Attrs(bindings) => Expr::Attrs(bindings.into_iter().map(named_in).collect()),
        other => other,
    }
}

/// Whether the value of a binding has `${controlCharacters}`.
pub(super) fn is_used(binding: &Binding) -> bool {
    matches!(binding, Binding::Set(_, value) if has_hole(value))
}

fn with_holes(string: &Text) -> Expr {
    let mut parts = Vec::new();
    for (index, piece) in string.as_str().split(CLASS).enumerate() {
        if index > 0 {
            parts.push(Part::Expr(var(NAME)));
        }
        let piece = text(piece).expect("a part of a text without NUL");
        parts.push(if piece.as_str().contains(is_hidden) {
            Part::Expr(from_json(&piece))
        } else {
            Part::Text(piece)
        });
    }
    template(parts)
}

/// Other characters without an escape in Nix, in a string that JSON escapes.
fn from_json(string: &Text) -> Expr {
    let json = serde_json::to_string(string.as_str()).expect("a string is JSON");
    let json = text(&json.replace('\u{7f}', r"\u007f")).expect("JSON escapes NUL");
    apply(path("builtins.fromJSON"), [Expr::Str(json)])
}

fn is_hidden(c: char) -> bool {
    c.is_ascii_control() && !"\n\r\t".contains(c)
}

fn named_in(binding: Binding) -> Binding {
    match binding {
        Binding::Set(path, value) => Binding::Set(path, named(value)),
        inherit @ Binding::Inherit(..) => inherit,
    }
}

fn has_hole(expr: &Expr) -> bool {
    match expr {
        Expr::Template(parts) => parts.contains(&Part::Expr(var(NAME))),
        Expr::List(items) => items.iter().any(has_hole),
        Expr::Attrs(bindings) => bindings.iter().any(is_used),
        Expr::Apply(_, argument) => has_hole(argument),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nix::{lift, print};

    #[track_caller]
    fn check(text: &str, shown: &str) {
        let expr = named(str(text).unwrap());
        assert_eq!(print(&expr), shown);
        assert_eq!(lift(shown), Ok(expr));
    }

    #[test]
    fn every_pattern_is_visible() {
        check("[a-z]+\t", r#""[a-z]+\t""#);
        check("[^/\u{1}-\u{1f}\u{7f}]+", r#""[^/${controlCharacters}]+""#);
        check(
            "[^ \u{1}-\u{1f}]",
            r#""${builtins.fromJSON "\"[^ \\u0001-\\u001f]\""}""#,
        );
        check("\u{7f}", r#""${builtins.fromJSON "\"\\u007f\""}""#);
    }

    #[test]
    fn the_class_is_bound_where_it_is_used() {
        let pattern = |text: &str| {
            let value = apply(var("matching"), [named(str(text).unwrap())]);
            is_used(&set(Text::from_static("a"), value))
        };
        assert!(pattern(CLASS));
        assert!(!pattern("\u{1}"));
    }
}
