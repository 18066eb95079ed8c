//! From the syntax tree to the small language of [`super::core`].

use std::collections::HashMap;

use rnix::SyntaxNode;
use rnix::ast::{self, BinOpKind, InterpolPart};
use rowan::ast::AstNode;

use super::core::{Attr, Expr, ExprId, Formal, Key, Lambda, Name, Program, Site};

mod entries;

/// Adds the expression of a source to the program. `resolve` finds the source that a relative path
/// means.
pub(super) fn lower(
    program: &mut Program,
    file: usize,
    root: &ast::Expr,
    resolve: &dyn Fn(&str) -> Option<usize>,
) -> ExprId {
    let mut lower = Lower {
        program,
        file,
        resolve,
        scopes: Vec::new(),
    };
    lower.expr(root)
}

struct Lower<'a> {
    program: &'a mut Program,
    file: usize,
    resolve: &'a dyn Fn(&str) -> Option<usize>,
    /// The frames around the expression, innermost last.
    scopes: Vec<Scope>,
}

#[derive(Default)]
struct Scope {
    slots: HashMap<Name, usize>,
    is_with: bool,
}

impl Lower<'_> {
    fn expr(&mut self, expr: &ast::Expr) -> ExprId {
        let site = self.site(expr.syntax());
        match expr {
            ast::Expr::Paren(paren) => self.optional(paren.expr(), site),
            ast::Expr::Root(root) => self.optional(root.expr(), site),
            ast::Expr::Ident(ident) => {
                let name = self.ident(ident);
                self.variable(name, 0, site)
            }
            ast::Expr::Str(text) => self.string(text, site),
            ast::Expr::PathRel(path) => self.path(path, site),
            ast::Expr::Select(select) => self.select(select, site),
            ast::Expr::HasAttr(has) => self.has(has, site),
            ast::Expr::Apply(apply) => self.apply(apply, site),
            ast::Expr::BinOp(op) => self.operator(op, site),
            ast::Expr::Lambda(lambda) => self.lambda(lambda, site),
            ast::Expr::LetIn(scope) => self.let_in(scope, site),
            ast::Expr::LegacyLet(scope) => self.legacy_let(scope, site),
            ast::Expr::With(with) => self.with(with, site),
            ast::Expr::AttrSet(set) => self.set(set, site),
            _ => self.structural(expr, site),
        }
    }

    /// What only passes its parts on.
    fn structural(&mut self, expr: &ast::Expr, site: Site) -> ExprId {
        let expr = match expr {
            ast::Expr::IfElse(choice) => Expr::If {
                condition: self.optional(choice.condition(), site),
                then: self.optional(choice.body(), site),
                otherwise: self.optional(choice.else_body(), site),
            },
            ast::Expr::Assert(assert) => Expr::Then(
                self.optional(assert.condition(), site),
                self.optional(assert.body(), site),
            ),
            ast::Expr::List(list) => {
                Expr::List(list.items().map(|item| self.expr(&item)).collect())
            }
            ast::Expr::UnaryOp(op) => Expr::Plain(vec![self.optional(op.expr(), site)]),
            ast::Expr::Literal(_) => Expr::Plain(Vec::new()),
            ast::Expr::PathAbs(path) => Expr::Unknown(self.interpolated(path.syntax())),
            ast::Expr::PathHome(path) => Expr::Unknown(self.interpolated(path.syntax())),
            _ => Expr::Unknown(Vec::new()),
        };
        self.program.add(expr, site)
    }

    fn optional(&mut self, expr: Option<ast::Expr>, site: Site) -> ExprId {
        match expr {
            Some(expr) => self.expr(&expr),
            None => self.program.add(Expr::Unknown(Vec::new()), site),
        }
    }

    /// A variable as seen from so many frames up.
    fn variable(&mut self, name: Name, skip: usize, site: Site) -> ExprId {
        let scopes = self.scopes.iter().rev().enumerate().skip(skip);
        let found = scopes
            .clone()
            .find_map(|(up, scope)| scope.slots.get(&name).map(|&slot| (up, slot)));
        let expr = match found {
            Some((up, slot)) => Expr::Local { up, slot },
            None => Expr::Free {
                name,
                withs: scopes
                    .filter(|(_, s)| s.is_with)
                    .map(|(up, _)| up)
                    .collect(),
            },
        };
        self.program.add(expr, site)
    }

    fn string(&mut self, text: &ast::Str, site: Site) -> ExprId {
        let expr = match plain_text(text) {
            Some(text) => Expr::Text(self.program.names.intern(&text)),
            None => Expr::Unknown(self.interpolated(text.syntax())),
        };
        self.program.add(expr, site)
    }

    fn interpolated(&mut self, node: &SyntaxNode) -> Vec<ExprId> {
        let parts = node.children().filter_map(ast::Interpol::cast);
        parts
            .filter_map(|part| part.expr())
            .map(|expr| self.expr(&expr))
            .collect()
    }

    fn path(&mut self, path: &ast::PathRel, site: Site) -> ExprId {
        let parts = self.interpolated(path.syntax());
        let expr = match (self.resolve)(&path.to_string()) {
            Some(file) if parts.is_empty() => Expr::File(file),
            _ => Expr::Unknown(parts),
        };
        self.program.add(expr, site)
    }

    fn select(&mut self, select: &ast::Select, site: Site) -> ExprId {
        let base = self.optional(select.expr(), site);
        let path = self.attrpath(select.attrpath());
        let default = select.default_expr().map(|default| self.expr(&default));
        let expr = Expr::Select {
            base,
            path,
            default,
        };
        self.program.add(expr, site)
    }

    fn has(&mut self, has: &ast::HasAttr, site: Site) -> ExprId {
        let base = self.optional(has.expr(), site);
        let path = self.attrpath(has.attrpath());
        self.program.add(Expr::Has { base, path }, site)
    }

    fn attrpath(&mut self, path: Option<ast::Attrpath>) -> Vec<Attr> {
        let attrs = path.into_iter().flat_map(|path| path.attrs());
        attrs.map(|attr| self.attr(&attr)).collect()
    }

    fn attr(&mut self, attr: &ast::Attr) -> Attr {
        let site = self.site(attr.syntax());
        let key = match (self.fixed(attr), attr) {
            (Some(name), _) => Key::Fixed(name),
            (None, ast::Attr::Dynamic(dynamic)) => {
                Key::Dynamic(self.optional(dynamic.expr(), site))
            }
            (None, ast::Attr::Str(text)) => Key::Dynamic(self.string(text, site)),
            (None, ast::Attr::Ident(ident)) => Key::Fixed(self.ident(ident)),
        };
        Attr { key, site }
    }

    /// The name, where it is written out.
    fn fixed(&mut self, attr: &ast::Attr) -> Option<Name> {
        match attr {
            ast::Attr::Ident(ident) => Some(self.ident(ident)),
            ast::Attr::Str(text) => plain_text(text).map(|text| self.program.names.intern(&text)),
            ast::Attr::Dynamic(dynamic) => match dynamic.expr() {
                Some(ast::Expr::Str(text)) => {
                    plain_text(&text).map(|text| self.program.names.intern(&text))
                }
                _ => None,
            },
        }
    }

    /// `f a b` as one application.
    fn apply(&mut self, apply: &ast::Apply, site: Site) -> ExprId {
        let mut args: Vec<_> = apply.argument().into_iter().collect();
        let mut function = apply.lambda();
        while let Some(ast::Expr::Apply(inner)) = &function {
            args.extend(inner.argument());
            function = inner.lambda();
        }
        let function = self.optional(function, site);
        let args = args.iter().rev().map(|arg| self.expr(arg)).collect();
        self.program.add(Expr::Apply { function, args }, site)
    }

    fn operator(&mut self, op: &ast::BinOp, site: Site) -> ExprId {
        let left = self.optional(op.lhs(), site);
        let right = self.optional(op.rhs(), site);
        let apply = |function, arg| Expr::Apply {
            function,
            args: vec![arg],
        };
        let expr = match op.operator() {
            Some(BinOpKind::Update | BinOpKind::Concat) => Expr::Join(vec![left, right]),
            Some(BinOpKind::And) => Expr::And(left, right),
            Some(BinOpKind::Equal | BinOpKind::NotEqual) => Expr::Equal(left, right),
            Some(BinOpKind::PipeRight) => apply(right, left),
            Some(BinOpKind::PipeLeft) => apply(left, right),
            Some(BinOpKind::Add) | None => Expr::Unknown(vec![left, right]),
            Some(_) => Expr::Plain(vec![left, right]),
        };
        self.program.add(expr, site)
    }

    fn lambda(&mut self, lambda: &ast::Lambda, site: Site) -> ExprId {
        let mut scope = Scope::default();
        let mut entries = Vec::new();
        match lambda.param() {
            Some(ast::Param::Pattern(pattern)) => {
                entries.extend(pattern.pat_entries());
                for (slot, entry) in entries.iter().enumerate() {
                    self.bind(&mut scope, entry.ident(), slot);
                }
                let whole = pattern.pat_bind().and_then(|bind| bind.ident());
                self.bind(&mut scope, whole, entries.len());
            }
            Some(ast::Param::IdentParam(param)) => self.bind(&mut scope, param.ident(), 0),
            None => {}
        }
        self.scopes.push(scope);
        let formals = entries.iter().map(|entry| self.formal(entry)).collect();
        let body = self.optional(lambda.body(), site);
        self.scopes.pop();
        self.program
            .add(Expr::Lambda(Lambda { formals, body }), site)
    }

    fn bind(&mut self, scope: &mut Scope, ident: Option<ast::Ident>, slot: usize) {
        if let Some(ident) = ident {
            scope.slots.insert(self.ident(&ident), slot);
        }
    }

    fn formal(&mut self, entry: &ast::PatEntry) -> Formal {
        let name = entry.ident().map(|ident| self.ident(&ident));
        Formal {
            name: name.unwrap_or_else(|| self.program.names.intern("")),
            default: entry.default().map(|default| self.expr(&default)),
            site: self.site(entry.syntax()),
        }
    }

    fn with(&mut self, with: &ast::With, site: Site) -> ExprId {
        self.scopes.push(Scope::default());
        let namespace = self.optional(with.namespace(), site);
        if let Some(scope) = self.scopes.last_mut() {
            scope.is_with = true;
        }
        let body = self.optional(with.body(), site);
        self.scopes.pop();
        let slots = vec![namespace];
        self.program.add(Expr::Let { slots, body }, site)
    }

    fn ident(&mut self, ident: &ast::Ident) -> Name {
        self.program
            .names
            .intern(ident.syntax().text().to_string().trim())
    }

    fn site(&self, node: &SyntaxNode) -> Site {
        Site {
            file: self.file,
            offset: node.text_range().start().into(),
        }
    }
}

/// The text of a string without interpolation.
fn plain_text(text: &ast::Str) -> Option<String> {
    let parts = text.normalized_parts();
    match parts.as_slice() {
        [] => Some(String::new()),
        [InterpolPart::Literal(text)] => Some(text.clone()),
        _ => None,
    }
}
