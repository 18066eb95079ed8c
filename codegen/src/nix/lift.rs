//! The reader: Nix text back into a tree.
//!
//! If formatted text lifts to the tree that it was printed from, no string became a binding and no
//! operator changed its operands. Only syntax that the tree can represent is read. Other syntax is
//! refused with its name and line. Comments, layout, parentheses and the kind of quotes are not
//! kept.

use rnix::ast::{self, AstToken, HasEntry, InterpolPart, LiteralKind, UnaryOpKind};
use rnix::{Root, SyntaxNode};
use rowan::ast::AstNode;

use super::error::{LiftError, LiftProblem, MakeError};
use super::expr::{Binding, Expr, Ident, Key, Op, Part};
use super::{make, scan};

/// Reads an expression.
pub fn lift(source: &str) -> Result<Expr, LiftError> {
    scan::scan(source)?;
    strict(source)?;
    lift_laid_out(source)
}

/// Reads text that nixfmt has just formatted from scanned text, and therefore has parsed already.
pub(super) fn lift_laid_out(source: &str) -> Result<Expr, LiftError> {
    let reader = Reader { source };
    let parse = Root::parse(source);
    if let Some(error) = parse.errors().first() {
        return Err(reader.parse_error(error));
    }
    let root = parse.tree();
    reader.expr(root.expr(), root.syntax())
}

/// Whether the text reads as the tree, apart from layout and comments.
pub fn same_structure(expr: &Expr, text: &str) -> bool {
    lift(text).is_ok_and(|lifted| lifted == *expr)
}

/// rnix recovers from errors and accepts some texts that Nix refuses; nixfmt's parser does neither.
/// Only the parser is used, because formatting has more ways to fail.
fn strict(source: &str) -> Result<(), LiftError> {
    let Err(error) = nixfmt_rs::parse(source) else {
        return Ok(());
    };
    let line = line_of(source, error.byte_range().start);
    Err(LiftError {
        line,
        problem: LiftProblem::Syntax(error.message()),
    })
}

fn line_of(source: &str, offset: usize) -> usize {
    1 + source
        .bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
}

type Lifted<T> = Result<T, LiftError>;

struct Reader<'a> {
    source: &'a str,
}

impl Reader<'_> {
    fn error<T>(&self, node: &SyntaxNode, problem: LiftProblem) -> Lifted<T> {
        let line = line_of(self.source, node.text_range().start().into());
        Err(LiftError { line, problem })
    }

    fn parse_error(&self, error: &rnix::ParseError) -> LiftError {
        use rnix::ParseError::{
            DuplicatedArgs, Unexpected, UnexpectedDoubleBind, UnexpectedExtra, UnexpectedWanted,
        };
        let range = match error {
            Unexpected(range)
            | UnexpectedExtra(range)
            | UnexpectedDoubleBind(range)
            | UnexpectedWanted(_, range, _)
            | DuplicatedArgs(range, _) => Some(range),
            _ => None,
        };
        let offset = range.map_or(self.source.len(), |range| range.start().into());
        let problem = LiftProblem::Syntax(error.to_string());
        LiftError {
            line: line_of(self.source, offset),
            problem,
        }
    }

    fn unsupported<T>(&self, node: &SyntaxNode, construct: &str) -> Lifted<T> {
        self.error(node, LiftProblem::Unsupported(construct.to_owned()))
    }

    fn made<T>(&self, node: &SyntaxNode, made: Result<T, MakeError>) -> Lifted<T> {
        made.or_else(|error| self.error(node, LiftProblem::Make(error)))
    }

    /// A child that text without errors has.
    fn need<T>(&self, child: Option<T>, parent: &SyntaxNode) -> Lifted<T> {
        let problem = || LiftProblem::Syntax("incomplete".to_owned());
        child.map_or_else(|| self.error(parent, problem()), Ok)
    }

    fn expr(&self, expr: Option<ast::Expr>, parent: &SyntaxNode) -> Lifted<Expr> {
        let expr = self.need(expr, parent)?;
        let node = expr.syntax();
        match &expr {
            ast::Expr::Ident(name) => self.ident(name).map(Expr::Var),
            ast::Expr::Literal(literal) => self.literal(literal, node, false),
            ast::Expr::Str(string) => self.string(string),
            ast::Expr::PathRel(path) => self.made(node, make::rel_file(&path.to_string())),
            ast::Expr::List(list) => list
                .items()
                .map(|item| self.expr(Some(item), node))
                .collect::<Lifted<_>>()
                .map(Expr::List),
            ast::Expr::AttrSet(set) => self.attrs(set),
            ast::Expr::Select(select) => self.select(select),
            ast::Expr::Apply(apply) => {
                let function = self.expr(apply.lambda(), node)?;
                Ok(make::apply(function, [self.expr(apply.argument(), node)?]))
            }
            ast::Expr::Lambda(lambda) => self.lambda(lambda),
            ast::Expr::LetIn(let_in) => {
                let bindings = self.bindings(let_in)?;
                self.made(
                    node,
                    make::let_in(bindings, self.expr(let_in.body(), node)?),
                )
            }
            ast::Expr::BinOp(binary) => self.binary(binary),
            ast::Expr::Paren(paren) => self.expr(paren.expr(), node),
            ast::Expr::UnaryOp(unary) => self.negative(unary),
            _ => self.unsupported(node, &format!("{:?}", node.kind())),
        }
    }

    fn ident(&self, name: &ast::Ident) -> Lifted<Ident> {
        self.made(name.syntax(), make::ident(&name.to_string()))
    }

    fn literal(&self, literal: &ast::Literal, node: &SyntaxNode, minus: bool) -> Lifted<Expr> {
        let not_read = || MakeError::Number(literal.to_string());
        let made = match literal.kind() {
            LiteralKind::Integer(token) => token
                .value()
                .map_err(|_| not_read())
                .and_then(|value| make::int(if minus { -value } else { value })),
            LiteralKind::Float(token) => token
                .value()
                .map_err(|_| not_read())
                .and_then(|value| make::float(if minus { -value } else { value })),
            LiteralKind::Uri(token) => return self.unsupported(node, token.syntax().text()),
        };
        self.made(node, made)
    }

    fn negative(&self, unary: &ast::UnaryOp) -> Lifted<Expr> {
        match (unary.operator(), unary.expr()) {
            (Some(UnaryOpKind::Negate), Some(ast::Expr::Literal(literal))) => {
                self.literal(&literal, unary.syntax(), true)
            }
            _ => self.unsupported(unary.syntax(), "an operator on anything but a number"),
        }
    }

    fn string(&self, string: &ast::Str) -> Lifted<Expr> {
        let parts = string
            .normalized_parts()
            .into_iter()
            .map(|part| match part {
                InterpolPart::Literal(text) => self
                    .made(string.syntax(), make::text(&text))
                    .map(Part::Text),
                InterpolPart::Interpolation(hole) => {
                    self.expr(hole.expr(), hole.syntax()).map(Part::Expr)
                }
            });
        Ok(make::template(parts.collect::<Lifted<Vec<_>>>()?))
    }

    fn attrs(&self, set: &ast::AttrSet) -> Lifted<Expr> {
        if set.rec_token().is_some() {
            return self.unsupported(set.syntax(), "`rec`");
        }
        self.made(set.syntax(), make::attrs(self.bindings(set)?))
    }

    fn bindings(&self, parent: &impl HasEntry) -> Lifted<Vec<Binding>> {
        let entry = |entry| match entry {
            ast::Entry::Inherit(inherit) => self.inherit(&inherit),
            ast::Entry::AttrpathValue(binding) => {
                let node = binding.syntax();
                let path = self.path(binding.attrpath(), node)?;
                Ok(Binding::Set(path, self.expr(binding.value(), node)?))
            }
        };
        parent.entries().map(entry).collect()
    }

    fn inherit(&self, inherit: &ast::Inherit) -> Lifted<Binding> {
        let from = inherit.from();
        let source = from
            .map(|from| self.expr(from.expr(), from.syntax()))
            .transpose()?;
        let names = inherit.attrs().map(|attr| match &attr {
            ast::Attr::Ident(name) => self.ident(name),
            _ => self.unsupported(attr.syntax(), "a quoted name after `inherit`"),
        });
        Ok(Binding::Inherit(source, names.collect::<Lifted<_>>()?))
    }

    fn path(&self, path: Option<ast::Attrpath>, parent: &SyntaxNode) -> Lifted<Vec<Key>> {
        self.need(path, parent)?
            .attrs()
            .map(|attr| self.key(&attr))
            .collect()
    }

    fn key(&self, attr: &ast::Attr) -> Lifted<Key> {
        match attr {
            ast::Attr::Ident(name) => self.ident(name).map(Key::from),
            ast::Attr::Str(string) => match self.string(string)? {
                Expr::Str(text) => Ok(text),
                _ => self.unsupported(string.syntax(), "interpolation in a name"),
            },
            ast::Attr::Dynamic(hole) => self.unsupported(hole.syntax(), "a computed name"),
        }
    }

    fn select(&self, select: &ast::Select) -> Lifted<Expr> {
        let node = select.syntax();
        if select.or_token().is_some() {
            return self.unsupported(node, "`or`");
        }
        let target = self.expr(select.expr(), node)?;
        Ok(make::select(target, self.path(select.attrpath(), node)?))
    }

    fn lambda(&self, lambda: &ast::Lambda) -> Lifted<Expr> {
        let node = lambda.syntax();
        let body = self.expr(lambda.body(), node)?;
        match self.need(lambda.param(), node)? {
            ast::Param::IdentParam(param) => {
                let name = self.need(param.ident(), node)?;
                Ok(make::lambda(self.ident(&name)?, body))
            }
            ast::Param::Pattern(pattern) => {
                let names = self.parameters(&pattern)?;
                let open = pattern.ellipsis_token().is_some();
                self.made(node, make::lambda_set(&names, open, body))
            }
        }
    }

    fn parameters(&self, pattern: &ast::Pattern) -> Lifted<Vec<Ident>> {
        if let Some(bind) = pattern.pat_bind() {
            return self.unsupported(bind.syntax(), "`@`");
        }
        let entry = |entry: ast::PatEntry| match entry.question_token() {
            Some(_) => self.unsupported(entry.syntax(), "`?`"),
            None => self.ident(&self.need(entry.ident(), entry.syntax())?),
        };
        pattern.pat_entries().map(entry).collect()
    }

    fn binary(&self, binary: &ast::BinOp) -> Lifted<Expr> {
        let node = binary.syntax();
        let op = match binary.operator() {
            Some(ast::BinOpKind::Update) => Op::Update,
            Some(ast::BinOpKind::Concat) => Op::Concat,
            _ => return self.unsupported(node, "an operator other than `//` and `++`"),
        };
        let left = self.expr(binary.lhs(), node)?;
        let right = self.expr(binary.rhs(), node)?;
        Ok(Expr::Binary(Box::new(left), op, Box::new(right)))
    }
}

#[cfg(test)]
mod tests;
