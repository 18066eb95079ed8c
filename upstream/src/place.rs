//! Lines and problems with a place.

use codegen::Problem;

/// The line of an offset, from 1.
pub fn line_at(text: &str, offset: usize) -> usize {
    text[..offset.min(text.len())].matches('\n').count() + 1
}

/// A problem in a line of a file.
pub fn problem(file: &str, line: usize, message: &str, help: &str) -> Problem {
    Problem {
        subject: file.to_owned(),
        places: vec![format!("{file}:{line}")],
        message: message.to_owned(),
        help: help.to_owned(),
    }
}

/// A problem with a whole file or directory.
pub fn whole(subject: &str, message: impl Into<String>, help: impl Into<String>) -> Problem {
    Problem {
        subject: subject.to_owned(),
        places: Vec::new(),
        message: message.into(),
        help: help.into(),
    }
}
