//! Edits of a module that is there: where a binding, an operand or a line of a script goes, by the
//! syntax tree.
//!
//! Whatever is not found as expected is a problem that names the line; nothing is guessed. What is
//! there already stays, so that an edit can be made again.

use std::ops::Range;

use codegen::Problem;
use rnix::ast::{self, HasEntry};
use rnix::{Root, SyntaxNode};
use rowan::ast::AstNode;

use super::piece::{Piece, indented};
use crate::list::{own_line, words};
use crate::place::{line_at, problem};

const ELSEWHERE: &str = "the module has changed; look at it, and adapt the series";

/// The text of a module, while it is edited.
#[derive(Clone, Debug)]
pub(super) struct Module<'a> {
    file: &'a str,
    /// The text as it was, which problems are about.
    before: &'a str,
    text: String,
    edits: Vec<Edited>,
}

/// One edit: where, and how long the text was and is.
#[derive(Clone, Debug)]
struct Edited {
    at: usize,
    old: usize,
    new: usize,
}

impl<'a> Module<'a> {
    /// A module whose function is given `lib`, which all that is inserted relies on.
    pub(super) fn open(file: &'a str, before: &'a str) -> Result<Self, Problem> {
        let module = Self {
            file,
            before,
            text: before.to_owned(),
            edits: Vec::new(),
        };
        module.parses()?;
        let lambda = module.tree().children().find_map(ast::Lambda::cast);
        let formals = lambda.and_then(|lambda| match lambda.param()? {
            ast::Param::Pattern(pattern) => Some(pattern),
            ast::Param::IdentParam(_) => None,
        });
        let has_lib = formals.is_some_and(|formals| {
            let mut names = formals.pat_entries().filter_map(|entry| entry.ident());
            names.any(|name| name.syntax().text() == "lib")
        });
        if has_lib {
            Ok(module)
        } else {
            Err(problem(file, 1, "it is no function of `lib`", ELSEWHERE))
        }
    }

    /// The text, if it is another one.
    ///
    /// A module that was laid out as nixfmt does is so again; only what was inserted can move then.
    pub(super) fn finish(self) -> Result<Option<String>, Problem> {
        self.parses()?;
        if self.text == self.before {
            return Ok(None);
        }
        let is_clean = nixfmt_rs::format(self.before).is_ok_and(|text| text == self.before);
        if !is_clean {
            return Ok(Some(self.text));
        }
        let laid_out = nixfmt_rs::format(&self.text);
        let laid_out = laid_out.map_err(|error| {
            let message = format!("it cannot be laid out after the edit: {error}");
            problem(self.file, 1, &message, ELSEWHERE)
        });
        laid_out.map(Some)
    }

    fn parses(&self) -> Result<(), Problem> {
        let parse = Root::parse(&self.text);
        match parse.errors().first() {
            None => Ok(()),
            Some(error) => {
                let message = format!("it does not parse: {error}");
                Err(problem(self.file, 1, &message, "correct the file"))
            }
        }
    }

    pub(super) fn tree(&self) -> SyntaxNode {
        Root::parse(&self.text).syntax()
    }

    /// A problem at an offset of the current text, reported with its original line.
    pub(super) fn wrong(&self, at: usize, message: &str) -> Problem {
        problem(self.file, self.line(at), message, ELSEWHERE)
    }

    /// The line of a place in the text as it was.
    fn line(&self, at: usize) -> usize {
        let at = self.edits.iter().rev().fold(at, |at, edit| {
            if at >= edit.at + edit.new {
                at - edit.new + edit.old
            } else {
                at.min(edit.at)
            }
        });
        line_at(self.before, at)
    }

    /// The binding that a chain of names leads to, each the only one of its name in the one before,
    /// however deep.
    pub(super) fn binding(&self, names: &[&str]) -> Result<ast::AttrpathValue, Problem> {
        let mut scope = self.tree();
        let mut found = None;
        for name in names {
            let binding = self.only(&scope, name)?;
            scope = binding.syntax().clone();
            found = Some(binding);
        }
        found.ok_or_else(|| self.wrong(0, "nothing was looked for"))
    }

    /// The value of such a binding.
    pub(super) fn value(&self, names: &[&str]) -> Result<SyntaxNode, Problem> {
        let binding = self.binding(names)?;
        let value = binding.value().map(|value| value.syntax().clone());
        value.ok_or_else(|| {
            let name = names.last().unwrap_or(&"");
            self.wrong(start(binding.syntax()), &format!("`{name}` has no value"))
        })
    }

    fn only(&self, scope: &SyntaxNode, name: &str) -> Result<ast::AttrpathValue, Problem> {
        let inside = scope.descendants().skip(1);
        let mut found: Vec<ast::AttrpathValue> = inside
            .filter_map(ast::AttrpathValue::cast)
            .filter(|binding| is_named(binding, name))
            .collect();
        // Of one in another, the outer is meant.
        let ranges: Vec<_> = found
            .iter()
            .map(|found| found.syntax().text_range())
            .collect();
        found.retain(|binding| {
            let range = binding.syntax().text_range();
            !ranges
                .iter()
                .any(|other| *other != range && other.contains_range(range))
        });
        if found.len() > 1 {
            let second = self.line(start(found[1].syntax()));
            return Err(self.wrong(
                start(found[0].syntax()),
                &format!("`{name}` is here and in line {second}, and only one was expected"),
            ));
        }
        found.pop().ok_or_else(|| {
            let message = format!("there is no `{name}` where it was expected");
            self.wrong(start(scope), &message)
        })
    }

    /// Replaces a part of the text.
    pub(super) fn splice(&mut self, range: Range<usize>, text: &str) {
        self.edits.push(Edited {
            at: range.start,
            old: range.len(),
            new: text.len(),
        });
        self.text.replace_range(range, text);
    }

    /// Adds a binding below another one of the same set, unless it exists.
    pub(super) fn add_below(&mut self, anchor: &[&str], piece: &Piece) -> Result<(), Problem> {
        let anchor = self.binding(anchor)?;
        match sibling(&anchor, &piece.name) {
            Some(present) => self.same(&present, piece),
            None => self.insert_below(&anchor, piece),
        }
    }

    /// One more binding at the end of a set.
    pub(super) fn add_last(&mut self, set: &[&str], piece: &Piece) -> Result<(), Problem> {
        let value = self.value(set)?;
        let last = ast::AttrSet::cast(value.clone()).and_then(|set| set.attrpath_values().last());
        let last = last.ok_or_else(|| {
            let message = format!("`{}` is no set with bindings", set.join(": "));
            self.wrong(start(&value), &message)
        })?;
        match sibling(&last, &piece.name) {
            Some(present) => self.same(&present, piece),
            None => self.insert_below(&last, piece),
        }
    }

    /// Adds an operand to a list. If the set of the anchor lacks the list, adds it below its
    /// `neighbour`, otherwise below the anchor.
    pub(super) fn extend_beside(
        &mut self,
        anchor: &[&str],
        neighbour: &str,
        piece: &Piece,
    ) -> Result<(), Problem> {
        let anchor = self.binding(anchor)?;
        let Some(present) = sibling(&anchor, &piece.name) else {
            let neighbour = sibling(&anchor, neighbour);
            return self.insert_below(neighbour.as_ref().unwrap_or(&anchor), piece);
        };
        let Some(value) = present.value() else {
            return Err(self.wrong(start(present.syntax()), "it has no value"));
        };
        if has_words(&value.syntax().text().to_string(), &piece.value) {
            return Ok(());
        }
        let is_operand = match &value {
            ast::Expr::Apply(_) | ast::Expr::List(_) | ast::Expr::Paren(_) => true,
            ast::Expr::BinOp(sum) => sum.operator() == Some(ast::BinOpKind::Concat),
            _ => false,
        };
        if !is_operand {
            let message = format!("`{}` is no list that something can be added to", piece.name);
            return Err(self.wrong(start(value.syntax()), &message));
        }
        let depth = self.depth(start(value.syntax())) + 2;
        let added = format!(
            "\n{}++ {}",
            " ".repeat(depth),
            indented(&piece.value, 0, depth)
        );
        let end = end(value.syntax());
        self.splice(end..end, &added);
        Ok(())
    }

    fn same(&self, present: &ast::AttrpathValue, piece: &Piece) -> Result<(), Problem> {
        let value = present
            .value()
            .map(|value| value.syntax().text().to_string());
        if value.is_some_and(|value| words(&value) == words(&piece.value)) {
            return Ok(());
        }
        let message = format!("`{}` is there with another value", piece.name);
        Err(self.wrong(start(present.syntax()), &message))
    }

    fn insert_below(&mut self, anchor: &ast::AttrpathValue, piece: &Piece) -> Result<(), Problem> {
        let range = start(anchor.syntax())..end(anchor.syntax());
        let Some((line, below)) = own_line(&self.text, &range) else {
            let name = anchor
                .attrpath()
                .map(|path| path.syntax().text().to_string());
            let message = format!("`{}` shares its lines", name.unwrap_or_default());
            return Err(self.wrong(range.start, &message));
        };
        let depth = range.start - line;
        let is_apart = self.text[..line].ends_with("\n\n") || self.text[below..].starts_with('\n');
        let gap = if is_apart { "\n" } else { "" };
        let text = indented(&piece.text, 0, depth);
        let inserted = format!("{gap}{}{text}\n", " ".repeat(depth));
        self.splice(below..below, &inserted);
        Ok(())
    }

    /// One more operand behind the first of a sum of lists; nothing, if it is there.
    pub(super) fn add_operand(&mut self, sum: &[&str], operand: &str) -> Result<(), Problem> {
        let value = self.value(sum)?;
        if has_words(&value.text().to_string(), operand) {
            return Ok(());
        }
        let mut first = value.clone();
        while let Some(sum) = ast::BinOp::cast(first.clone()) {
            match sum.lhs() {
                Some(lhs) if sum.operator() == Some(ast::BinOpKind::Concat) => {
                    first = lhs.syntax().clone();
                }
                _ => break,
            }
        }
        if first == value {
            let message = format!("`{}` is no sum of lists", sum.join(": "));
            return Err(self.wrong(start(&value), &message));
        }
        let depth = self.depth(start(&first));
        let at = end(&first);
        let added = format!("\n{}++ {}", " ".repeat(depth), indented(operand, 0, depth));
        self.splice(at..at, &added);
        Ok(())
    }

    /// The indentation of a line.
    pub(super) fn depth(&self, at: usize) -> usize {
        let line = self.text[..at].rfind('\n').map_or(0, |at| at + 1);
        let rest = &self.text[line..];
        rest.len() - rest.trim_start_matches(' ').len()
    }
}

fn is_named(binding: &ast::AttrpathValue, name: &str) -> bool {
    let path = binding.attrpath();
    path.is_some_and(|path| path.syntax().text() == name)
}

/// The binding of that name in the set, or `let`, of another.
fn sibling(binding: &ast::AttrpathValue, name: &str) -> Option<ast::AttrpathValue> {
    let parent = binding.syntax().parent()?;
    let mut all = parent.children().filter_map(ast::AttrpathValue::cast);
    all.find(|other| is_named(other, name))
}

fn has_words(text: &str, part: &str) -> bool {
    let (text, part) = (words(text), words(part));
    text.windows(part.len()).any(|window| window == part)
}

pub(super) fn start(node: &SyntaxNode) -> usize {
    usize::from(node.text_range().start())
}

pub(super) fn end(node: &SyntaxNode) -> usize {
    usize::from(node.text_range().end())
}
