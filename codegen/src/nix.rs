//! Everything that knows Nix syntax: the tree, its constructors, the printer and the reader.
//!
//! [`make`] -> [`Expr`] -> [`print()`] -> [`format()`], which reads its own text back with [`lift()`].

#![cfg_attr(
    test,
    allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")
)]

mod error;
pub mod expr;
mod format;
mod layout;
mod lift;
pub mod make;
mod print;
mod quote;
mod scan;
mod value;

pub use error::{LiftError, LiftProblem, MakeError, NixTextError, ValueError};
pub use expr::{Binding, Expr, Ident, Key, MAX_DEPTH, Op, Param, Part, Text};
pub use format::{Comment, FormatError, format, formatted};
pub use lift::{lift, same_structure};
pub use print::print;
pub use value::value;

/// Whether a short text of the schema, which is only shown, is a Nix expression.
pub fn is_expression(text: &str) -> bool {
    text.len() <= 2_000 && rnix::Root::parse(text).errors().is_empty()
}

#[cfg(test)]
mod tests;
