//! What the generator refuses: data, drawn in one place (`Display`).

use std::borrow::Cow;
use std::fmt;

/// One thing that is wrong, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The option's full path, or the file where there is no option.
    pub subject: String,
    /// Where it is written: a Rust file and item, or a Nix file and line.
    pub places: Vec<String>,
    /// What is wrong, as a sentence without a final period.
    pub message: String,
    /// What to write instead.
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

/// Control characters by name: text from a schema must not steer a terminal.
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
