//! Problems of the input as data. `Display` renders them.

use std::borrow::Cow;
use std::fmt;

/// One problem, and its fix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The full path of the option, or the file if the problem is not about an option.
    pub subject: String,
    /// The locations: a Rust file and item, or a Nix file and line.
    pub places: Vec<String>,
    /// The problem, as a sentence without a final period.
    pub message: String,
    /// The fix.
    pub help: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (subject, message) = (visible(&self.subject), visible(&self.message));
        write!(f, "{subject}: {message}")?;
        for place in &self.places {
            write!(f, "\n  at {place}")?;
        }
        write!(f, "\n  help: {}", self.help)
    }
}

/// Escapes control characters: text from a schema must not control a terminal.
fn visible(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| c.is_control() && c != '\n';
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    for c in text.chars() {
        if hidden(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

impl std::error::Error for Problem {}
