//! The few layout choices that nixfmt leaves to the author of a text.

use super::expr::{Binding, Expr};

/// Whether the set declares options, and is printed on several lines even if it is short.
pub(super) fn wide(bindings: &[Binding]) -> bool {
    bindings
        .iter()
        .any(|binding| matches!(binding, Binding::Set(_, value) if is_option(value)))
}

/// Whether the value is an option, or a set with one in it.
pub(super) fn is_option(expr: &Expr) -> bool {
    match expr {
        Expr::Apply(function, _) => is_mk_option(function),
        Expr::Attrs(bindings) => wide(bindings),
        _ => false,
    }
}

/// Whether the function is `mkOption`, however it is reached.
pub(super) fn is_mk_option(function: &Expr) -> bool {
    match function {
        Expr::Var(name) => name.as_str() == "mkOption",
        Expr::Select(_, keys) => keys.last().is_some_and(|key| key.as_str() == "mkOption"),
        _ => false,
    }
}

/// Whether a value bound by `let` takes several lines: a function, or a value that contains a set.
pub(super) fn is_block(expr: &Expr) -> bool {
    match expr {
        Expr::Lambda(..) | Expr::Let(..) => true,
        Expr::Attrs(bindings) => !bindings.is_empty(),
        Expr::Apply(left, right) | Expr::Binary(left, _, right) => {
            is_block(left) || is_block(right)
        }
        _ => false,
    }
}
