//! The text of a file from a tree: printed, formatted by nixfmt, and read back.

use std::{fmt, panic};

use super::error::LiftError;
use super::error::MakeError;
use super::expr::Expr;
use super::lift::lift_laid_out;
use super::print::print;
use super::scan;

/// One line of the comment at the top of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment(String);

/// Why a tree could not be formatted. Each of these is an error in the generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatError {
    /// nixfmt refuses the printed text.
    Layout(String),
    /// The reader refuses the text, or the text nests too deeply.
    Lift(LiftError),
    /// The text reads back as another tree, because the tree was not made by [`super::make`].
    Differs,
    /// Formatting the text once more changes it.
    Unstable,
}

impl Comment {
    /// A line of text. Line feeds and carriage returns (a comment ends at either) are refused, with
    /// all other control characters.
    pub fn new(line: &str) -> Result<Self, MakeError> {
        if line.contains(char::is_control) {
            return Err(MakeError::Comment(line.to_owned()));
        }
        Ok(Self(line.trim_end().to_owned()))
    }

    /// The line, without `#`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text of a file: the header as comments, then the expression, formatted by nixfmt.
///
/// Before it returns the text, it reads it back: the tree is the same, and nixfmt does not change
/// the text again.
pub fn format(expr: &Expr, header: &[Comment]) -> Result<String, FormatError> {
    let comments: String = header.iter().map(comment_line).collect();
    let printed = comments + &print(expr);
    // nixfmt recurses as deeply as the text nests.
    scan::scan(&printed).map_err(FormatError::Lift)?;
    let text = layout(&printed)?;
    if lift_laid_out(&text).map_err(FormatError::Lift)? != *expr {
        return Err(FormatError::Differs);
    }
    if layout(&text)? != text {
        return Err(FormatError::Unstable);
    }
    Ok(text)
}

fn comment_line(comment: &Comment) -> String {
    if comment.0.is_empty() {
        "#\n".to_owned()
    } else {
        format!("# {}\n", comment.0)
    }
}

/// A hand-written text, formatted by nixfmt.
pub fn formatted(text: &str) -> Result<String, FormatError> {
    layout(text)
}

/// With overflow checks, nixfmt 0.5.3 panics on overlong lines that select from parentheses, such
/// as `(f "…").a`. The panic becomes an error.
fn layout(text: &str) -> Result<String, FormatError> {
    match panic::catch_unwind(|| nixfmt_rs::format(text)) {
        Ok(laid_out) => laid_out.map_err(|error| FormatError::Layout(error.to_string())),
        Err(_) => Err(FormatError::Layout(
            "nixfmt panicked, perhaps on a very long line".to_owned(),
        )),
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layout(message) => write!(f, "nixfmt refuses the text: {message}"),
            Self::Lift(error) => write!(f, "the text cannot be read back: {error}"),
            Self::Differs => {
                f.write_str("the text reads back as another tree than the one printed")
            }
            Self::Unstable => f.write_str("nixfmt changes its own output"),
        }
    }
}

impl std::error::Error for FormatError {}

#[cfg(test)]
mod tests;
