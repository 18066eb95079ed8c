//! What cannot be put into a Nix tree, and which text is none, as data.

use std::fmt;

use super::expr::MAX_DEPTH;

/// Why a part of a Nix tree cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MakeError {
    /// The text holds a NUL, where Nix would end it without a word.
    Nul(String),
    /// The name is a keyword or not an identifier.
    Ident(String),
    /// Nix has no literal for the number.
    Number(String),
    /// The path of a binding has no name.
    NoName,
    /// Two bindings (or two parameters) of one name, or a binding inside another: the decoded path.
    Clash(Vec<String>),
    /// The file is not relative, or its path needs characters that a path literal does not take.
    RelFile(String),
    /// The key would make the module system execute the data: `_type`.
    ModuleKey(String),
    /// The comment has a control character: it could end the comment.
    Comment(String),
    /// The value is nested too deeply.
    TooDeep,
}

/// Text that Nix cannot hold: the only such text has a NUL.
pub type NixTextError = MakeError;

/// Why a JSON value has no Nix value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// The JSON pointer of the offender; of the offending value where a key is wrong.
    pub pointer: String,
    /// What is wrong there.
    pub error: MakeError,
}

/// Why a text is no tree, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiftError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: LiftProblem,
}

/// Why a text is no tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiftProblem {
    /// A character that Nix does not read as it stands.
    Character(char),
    /// Not Nix; what a parser says.
    Syntax(String),
    /// Nix, but the tree has no such construct.
    Unsupported(String),
    /// Nested beyond [`super::MAX_DEPTH`].
    TooDeep,
    /// Nix may read it, but no constructor makes it.
    Make(MakeError),
}

impl fmt::Display for MakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nul(text) => write!(f, "text with a NUL: {text:?}"),
            Self::Ident(name) => write!(f, "not a Nix identifier: {name:?}"),
            Self::Number(number) => write!(f, "a number without a Nix literal: {number}"),
            Self::NoName => f.write_str("a binding without a name"),
            Self::Clash(path) => write!(f, "bound more than once: {}", path.join(".")),
            Self::RelFile(path) => write!(f, "not a relative path in the folder: {path:?}"),
            Self::ModuleKey(key) => write!(f, "the module system would interpret the key {key:?}"),
            Self::Comment(line) => write!(f, "a control character in a comment: {line:?}"),
            Self::TooDeep => f.write_str("nested too deeply"),
        }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {:?}: {}", self.pointer, self.error)
    }
}

impl std::error::Error for MakeError {}
impl std::error::Error for ValueError {}

impl fmt::Display for LiftError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl fmt::Display for LiftProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(c) => write!(f, "the character {c:?}"),
            Self::Syntax(message) => f.write_str(message),
            Self::Unsupported(construct) => write!(f, "not in the tree: {construct}"),
            Self::TooDeep => write!(f, "nested more than {MAX_DEPTH} deep"),
            Self::Make(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LiftError {}
