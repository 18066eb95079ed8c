//! The files with inserted code: a function of the names at the destination, and a set whose
//! bindings are the pieces.

use rnix::ast::{self, HasEntry};
use rnix::{Root, SyntaxNode};
use rowan::ast::AstNode;

/// One binding of such a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// `systemd.mounts`.
    pub(super) name: String,
    /// The binding with the comments above it, its first line not indented.
    pub(super) text: String,
    /// The value, below the arguments of a function, without indentation either.
    pub(super) value: String,
}

/// A binding of a file.
///
/// # Panics
///
/// When the file has no such binding: it is part of this program, and a test reads every one.
pub(super) fn piece(file: &str, name: &str) -> Piece {
    let root = Root::parse(file).tree();
    let found = root.expr().and_then(|expr| find(&expr, name));
    let Some((binding, value)) = found else {
        unreachable!("a file of this program has no piece `{name}`");
    };
    let start = with_comments(&binding);
    let end = usize::from(binding.text_range().end());
    let line = file[..start].rfind('\n').map_or(0, |at| at + 1);
    let depth = start - line;
    Piece {
        name: name.to_owned(),
        text: indented(&file[start..end], depth, 0),
        value: indented(&value.text().to_string(), depth_of(file, &value), 0),
    }
}

impl Piece {
    /// The lines of a piece that is a string between two single quotes, as they are written.
    pub(super) fn lines(&self) -> Vec<&str> {
        let inner = self.value.strip_prefix("''\n");
        let inner = inner.and_then(|inner| inner.strip_suffix("''"));
        // The quotes that close it have a line of their own.
        let inner = inner.map_or("", |inner| inner.trim_end_matches(' '));
        inner.lines().map(str::trim).collect()
    }
}

fn find(expr: &ast::Expr, name: &str) -> Option<(SyntaxNode, SyntaxNode)> {
    let ast::Expr::AttrSet(set) = below(expr.clone())? else {
        return None;
    };
    let mut bindings = set.attrpath_values();
    let binding = bindings.find(|binding| {
        binding
            .attrpath()
            .is_some_and(|path| path.syntax().text() == name)
    })?;
    let value = below(binding.value()?)?;
    Some((binding.syntax().clone(), value.syntax().clone()))
}

/// An expression below the arguments of functions.
fn below(expr: ast::Expr) -> Option<ast::Expr> {
    match expr {
        ast::Expr::Lambda(lambda) => below(lambda.body()?),
        other => Some(other),
    }
}

/// Where the comments begin that stand right above a binding.
fn with_comments(binding: &SyntaxNode) -> usize {
    let mut start = usize::from(binding.text_range().start());
    let mut before = binding.prev_sibling_or_token();
    while let Some(element) = before {
        let text = element.to_string();
        if text.starts_with('#') {
            start = usize::from(element.text_range().start());
        } else if !text.trim().is_empty() || text.matches('\n').count() > 1 {
            break;
        }
        before = element.prev_sibling_or_token();
    }
    start
}

/// The indentation of the line that a node begins on.
fn depth_of(file: &str, node: &SyntaxNode) -> usize {
    let start = usize::from(node.text_range().start());
    let line = file[..start].rfind('\n').map_or(0, |at| at + 1);
    let rest = &file[line..];
    rest.len() - rest.trim_start_matches(' ').len()
}

/// Text whose lines after the first are moved from one indentation to another.
pub(super) fn indented(text: &str, from: usize, to: usize) -> String {
    let mut out = String::new();
    for (index, line) in text.split('\n').enumerate() {
        if index == 0 {
            out.push_str(line);
            continue;
        }
        out.push('\n');
        let blanks = line.len() - line.trim_start_matches(' ').len();
        if blanks < line.len() {
            out.push_str(&" ".repeat(to + blanks.saturating_sub(from)));
            out.push_str(&line[blanks..]);
        }
    }
    out
}
