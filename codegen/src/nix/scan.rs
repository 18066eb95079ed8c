//! The first look at foreign text: its tokens, before any parser sees them.
//!
//! Parsers recurse, and rnix overflows the stack on deep input, so nesting is capped here. On the way
//! this refuses tokens that the tree has no place for, and characters that Nix reads in another way
//! than the parsers: NUL ends the text, CR ends a comment and becomes LF in a string, and only three
//! characters are white space.

use rnix::SyntaxKind::{
    self, TOKEN_ASSIGN, TOKEN_COLON, TOKEN_COMMA, TOKEN_COMMENT, TOKEN_CONCAT, TOKEN_DOT,
    TOKEN_ELLIPSIS, TOKEN_ERROR, TOKEN_FLOAT, TOKEN_IDENT, TOKEN_IN, TOKEN_INHERIT, TOKEN_INTEGER,
    TOKEN_INTERPOL_END, TOKEN_INTERPOL_START, TOKEN_L_BRACE, TOKEN_L_BRACK, TOKEN_L_PAREN,
    TOKEN_LET, TOKEN_PATH_REL, TOKEN_R_BRACE, TOKEN_R_BRACK, TOKEN_R_PAREN, TOKEN_SEMICOLON,
    TOKEN_STRING_CONTENT, TOKEN_STRING_END, TOKEN_STRING_START, TOKEN_SUB, TOKEN_UPDATE,
    TOKEN_WHITESPACE,
};

use super::error::{LiftError, LiftProblem};
use super::expr::MAX_DEPTH;

/// Refuses text that the parser should not receive.
pub(super) fn scan(source: &str) -> Result<(), LiftError> {
    let mut scanner = Scanner {
        line: 1,
        depth: 0,
        after_dot: false,
        levels: vec![Level::new(Kind::Root)],
    };
    for (kind, text) in rnix::tokenize(source) {
        scanner.characters(kind, text)?;
        if !matches!(kind, TOKEN_WHITESPACE | TOKEN_COMMENT) {
            scanner.token(kind, text)?;
            scanner.after_dot = kind == TOKEN_DOT;
        }
        scanner.line += text.matches('\n').count();
    }
    match scanner.top().kind {
        Kind::Root => Ok(()),
        kind => scanner.syntax(&format!("{kind:?} is never closed")),
    }
}

/// What an open bracket is, or a stretch of text that works like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Root,
    Braces,
    Brackets,
    Parentheses,
    String,
    Interpolation,
    /// From `let` to its `in`.
    Let,
}

struct Level {
    kind: Kind,
    /// How many expressions may contain each other here: `f a b` and `a // b // c` are three deep.
    chain: usize,
    /// After `inherit`, names follow each other without nesting.
    inherits: bool,
}

struct Scanner {
    line: usize,
    /// The sum of all chains.
    depth: usize,
    after_dot: bool,
    /// Never empty: the root is not closed by any token.
    levels: Vec<Level>,
}

impl Level {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            chain: 0,
            inherits: false,
        }
    }
}

impl Scanner {
    fn top(&mut self) -> &mut Level {
        self.levels.last_mut().expect("the root level stays")
    }

    fn error<T>(&self, problem: LiftProblem) -> Result<T, LiftError> {
        Err(LiftError {
            line: self.line,
            problem,
        })
    }

    fn syntax<T>(&self, message: &str) -> Result<T, LiftError> {
        self.error(LiftProblem::Syntax(message.to_owned()))
    }

    fn characters(&self, kind: SyntaxKind, text: &str) -> Result<(), LiftError> {
        let space = |c| matches!(c, ' ' | '\n' | '\t');
        let wrong = |c: char| match kind {
            TOKEN_WHITESPACE => !space(c),
            _ => matches!(c, '\0' | '\r'),
        };
        match text.chars().find(|c| wrong(*c)) {
            Some(c) => self.error(LiftProblem::Character(c)),
            None => Ok(()),
        }
    }

    fn token(&mut self, kind: SyntaxKind, text: &str) -> Result<(), LiftError> {
        match kind {
            TOKEN_IDENT | TOKEN_INTEGER | TOKEN_FLOAT | TOKEN_PATH_REL => self.operand(),
            TOKEN_STRING_START => self.open(Kind::String),
            TOKEN_STRING_END => self.close(Kind::String, text),
            TOKEN_INTERPOL_START if self.top().kind == Kind::String => {
                self.open(Kind::Interpolation)
            }
            TOKEN_INTERPOL_END => self.close(Kind::Interpolation, text),
            TOKEN_L_BRACE => self.open(Kind::Braces),
            TOKEN_R_BRACE => self.close(Kind::Braces, text),
            TOKEN_L_BRACK => self.open(Kind::Brackets),
            TOKEN_R_BRACK => self.close(Kind::Brackets, text),
            TOKEN_L_PAREN => self.open(Kind::Parentheses),
            TOKEN_R_PAREN => self.close(Kind::Parentheses, text),
            TOKEN_LET => self.open(Kind::Let),
            TOKEN_IN => self.close(Kind::Let, text),
            TOKEN_STRING_CONTENT | TOKEN_DOT | TOKEN_ELLIPSIS => Ok(()),
            TOKEN_COLON | TOKEN_UPDATE | TOKEN_CONCAT | TOKEN_SUB => self.operator(text),
            TOKEN_ASSIGN | TOKEN_SEMICOLON | TOKEN_COMMA | TOKEN_INHERIT => {
                self.separator(kind, text)
            }
            TOKEN_ERROR => self.syntax(&format!("cannot read {:?}", shortened(text))),
            _ => self.error(LiftProblem::Unsupported(format!("`{}`", shortened(text)))),
        }
    }

    fn open(&mut self, kind: Kind) -> Result<(), LiftError> {
        self.operand()?;
        self.levels.push(Level::new(kind));
        if kind == Kind::Brackets {
            self.deeper()
        } else {
            Ok(())
        }
    }

    fn close(&mut self, kind: Kind, text: &str) -> Result<(), LiftError> {
        if self.top().kind != kind {
            return self.syntax(&format!("unexpected `{text}`"));
        }
        self.reset();
        self.levels.pop();
        Ok(())
    }

    /// Something that the expression before it may be applied to.
    fn operand(&mut self) -> Result<(), LiftError> {
        let after_dot = self.after_dot;
        let level = self.top();
        let flat = level.inherits || matches!(level.kind, Kind::Brackets | Kind::String);
        if after_dot || flat {
            Ok(())
        } else {
            self.deeper()
        }
    }

    fn operator(&mut self, text: &str) -> Result<(), LiftError> {
        if self.top().kind == Kind::Brackets {
            return self.syntax(&format!("`{text}` in a list needs parentheses"));
        }
        self.deeper()
    }

    fn separator(&mut self, kind: SyntaxKind, text: &str) -> Result<(), LiftError> {
        if !matches!(self.top().kind, Kind::Braces | Kind::Let) {
            return self.syntax(&format!("unexpected `{text}`"));
        }
        self.reset();
        self.top().inherits = kind == TOKEN_INHERIT;
        Ok(())
    }

    fn deeper(&mut self) -> Result<(), LiftError> {
        self.top().chain += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.error(LiftProblem::TooDeep)
        } else {
            Ok(())
        }
    }

    fn reset(&mut self) {
        self.depth -= std::mem::take(&mut self.top().chain);
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(20).collect()
}
