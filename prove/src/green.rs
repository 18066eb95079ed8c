//! Structural injection check: the syntax tree that rnix reads in a text must be the one that the Nix
//! tree asks for, token for token. Layout, comments, grouping parentheses and the kind of quotes aside.
//!
//! Both sides become a green tree: one from the expression, one from the text. A binding that slips out
//! of a string, an interpolation or an operator with other operands makes them differ.

use codegen::nix::{Binding, Expr, Key, Op, Param, Part};
use rnix::ast::{InterpolPart, Str};
use rnix::{Root, SyntaxKind, SyntaxNode};
use rowan::ast::AstNode as _;
use rowan::{GreenNode, GreenNodeBuilder, NodeOrToken};

use SyntaxKind as K;

/// Whether the text is exactly the expression.
pub(crate) fn is_same(expr: &Expr, text: &str) -> bool {
    let parse = Root::parse(text);
    parse.errors().is_empty() && of_text(&parse.syntax()) == of_expr(expr)
}

fn of_expr(expr: &Expr) -> GreenNode {
    let mut green = Green::default();
    green.node(K::NODE_ROOT, |green| green.expr(expr));
    green.0.finish()
}

fn of_text(root: &SyntaxNode) -> GreenNode {
    let mut green = Green::default();
    green.node(K::NODE_ROOT, |green| green.children(root));
    green.0.finish()
}

#[derive(Default)]
struct Green(GreenNodeBuilder<'static>);

impl Green {
    fn node(&mut self, kind: SyntaxKind, inside: impl FnOnce(&mut Self)) {
        self.0.start_node(rowan::SyntaxKind(kind as u16));
        inside(self);
        self.0.finish_node();
    }

    fn token(&mut self, kind: SyntaxKind, text: &str) {
        self.0.token(rowan::SyntaxKind(kind as u16), text);
    }

    fn content(&mut self, text: &str) {
        if !text.is_empty() {
            self.token(K::TOKEN_STRING_CONTENT, text);
        }
    }

    fn string(&mut self, text: &str) {
        self.node(K::NODE_STRING, |green| green.content(text));
    }

    fn ident(&mut self, name: &str) {
        self.node(K::NODE_IDENT, |green| green.token(K::TOKEN_IDENT, name));
    }
}

/// From the expression.
impl Green {
    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Var(name) => self.ident(name.as_str()),
            Expr::Int(value) => {
                let number = value.get().unsigned_abs().to_string();
                self.number(value.get() < 0, K::TOKEN_INTEGER, &number);
            }
            Expr::Float(value) => {
                self.number(value.get() < 0.0, K::TOKEN_FLOAT, &float(value.get()));
            }
            Expr::Str(text) => self.string(text.as_str()),
            Expr::Template(parts) => self.node(K::NODE_STRING, |green| {
                for part in parts {
                    green.part(part);
                }
            }),
            Expr::Path(file) => self.node(K::NODE_PATH_REL, |green| {
                green.token(K::TOKEN_PATH_REL, file.as_str());
            }),
            Expr::List(items) => self.node(K::NODE_LIST, |green| {
                for item in items {
                    green.expr(item);
                }
            }),
            Expr::Attrs(bindings) => self.node(K::NODE_ATTR_SET, |green| green.bindings(bindings)),
            Expr::Select(target, keys) => self.node(K::NODE_SELECT, |green| {
                green.expr(target);
                green.path(keys);
            }),
            Expr::Apply(function, argument) => self.node(K::NODE_APPLY, |green| {
                green.expr(function);
                green.expr(argument);
            }),
            Expr::Lambda(param, body) => self.node(K::NODE_LAMBDA, |green| {
                green.param(param);
                green.expr(body);
            }),
            Expr::Let(bindings, body) => self.node(K::NODE_LET_IN, |green| {
                green.token(K::TOKEN_LET, "let");
                green.bindings(bindings);
                green.token(K::TOKEN_IN, "in");
                green.expr(body);
            }),
            Expr::Binary(left, op, right) => self.node(K::NODE_BIN_OP, |green| {
                green.expr(left);
                match op {
                    Op::Update => green.token(K::TOKEN_UPDATE, "//"),
                    Op::Concat => green.token(K::TOKEN_CONCAT, "++"),
                }
                green.expr(right);
            }),
        }
    }

    fn number(&mut self, negative: bool, kind: SyntaxKind, text: &str) {
        let literal = |green: &mut Self| {
            green.node(K::NODE_LITERAL, |green| green.token(kind, text));
        };
        if negative {
            self.node(K::NODE_UNARY_OP, |green| {
                green.token(K::TOKEN_SUB, "-");
                literal(green);
            });
        } else {
            literal(self);
        }
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Text(text) => self.content(text.as_str()),
            Part::Expr(expr) => self.node(K::NODE_INTERPOL, |green| green.expr(expr)),
        }
    }

    fn path(&mut self, keys: &[Key]) {
        self.node(K::NODE_ATTRPATH, |green| {
            for key in keys {
                green.string(key.as_str());
            }
        });
    }

    fn bindings(&mut self, bindings: &[Binding]) {
        for binding in bindings {
            match binding {
                Binding::Set(path, value) => self.node(K::NODE_ATTRPATH_VALUE, |green| {
                    green.path(path);
                    green.expr(value);
                }),
                Binding::Inherit(source, names) => self.node(K::NODE_INHERIT, |green| {
                    if let Some(source) = source {
                        green.node(K::NODE_INHERIT_FROM, |green| green.expr(source));
                    }
                    for name in names {
                        green.ident(name.as_str());
                    }
                }),
            }
        }
    }

    fn param(&mut self, param: &Param) {
        match param {
            Param::Name(name) => self.node(K::NODE_IDENT_PARAM, |green| green.ident(name.as_str())),
            Param::Set(names, open) => self.node(K::NODE_PATTERN, |green| {
                for name in names {
                    green.node(K::NODE_PAT_ENTRY, |green| green.ident(name.as_str()));
                }
                if *open {
                    green.token(K::TOKEN_ELLIPSIS, "...");
                }
            }),
        }
    }
}

/// The digits by which a float is written: numbers compare by value, not by spelling.
fn float(value: f64) -> String {
    format!("{:?}", value.abs())
}

/// Punctuation that says nothing beside the kind of the node around it, and layout.
const fn is_silent(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        K::TOKEN_WHITESPACE
            | K::TOKEN_COMMENT
            | K::TOKEN_COMMA
            | K::TOKEN_COLON
            | K::TOKEN_DOT
            | K::TOKEN_ASSIGN
            | K::TOKEN_SEMICOLON
            | K::TOKEN_INHERIT
            | K::TOKEN_L_BRACE
            | K::TOKEN_R_BRACE
            | K::TOKEN_L_BRACK
            | K::TOKEN_R_BRACK
            | K::TOKEN_L_PAREN
            | K::TOKEN_R_PAREN
            | K::TOKEN_INTERPOL_START
            | K::TOKEN_INTERPOL_END
    )
}

/// From the text.
impl Green {
    fn children(&mut self, node: &SyntaxNode) {
        for child in node.children_with_tokens() {
            match child {
                NodeOrToken::Node(child) => self.parsed(&child),
                NodeOrToken::Token(token) if is_silent(token.kind()) => {}
                NodeOrToken::Token(token) if token.kind() == K::TOKEN_FLOAT => {
                    let value: f64 = token.text().parse().unwrap_or(f64::NAN);
                    self.token(K::TOKEN_FLOAT, &float(value));
                }
                NodeOrToken::Token(token) => self.token(token.kind(), token.text()),
            }
        }
    }

    fn parsed(&mut self, node: &SyntaxNode) {
        let in_path = node
            .parent()
            .is_some_and(|parent| parent.kind() == K::NODE_ATTRPATH);
        match node.kind() {
            K::NODE_PAREN => self.children(node),
            K::NODE_IDENT if in_path => self.string(&node.text().to_string()),
            K::NODE_STRING => self.parsed_string(node),
            kind => self.node(kind, |green| green.children(node)),
        }
    }

    fn parsed_string(&mut self, node: &SyntaxNode) {
        let string = Str::cast(node.clone());
        let parts = string
            .map(|string| string.normalized_parts())
            .unwrap_or_default();
        self.node(K::NODE_STRING, |green| {
            for part in parts {
                match part {
                    InterpolPart::Literal(text) => green.content(&text),
                    InterpolPart::Interpolation(hole) => {
                        let hole = hole.syntax().clone();
                        green.node(K::NODE_INTERPOL, |green| green.children(&hole));
                    }
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use codegen::nix::{make, value};
    use serde_json::json;

    use super::is_same;

    #[test]
    fn a_text_is_its_tree_in_any_layout() {
        let expr =
            value(&json!({ "a b": [-1, 1.5, "x${y}\n''\nz\n"], "c": { "d": null } })).unwrap();
        assert!(is_same(&expr, &codegen::nix::print(&expr)));
        assert!(is_same(&expr, &codegen::nix::format(&expr, &[]).unwrap()));
    }

    #[test]
    fn another_structure_is_seen() {
        let text = make::str("${x}").unwrap();
        assert!(is_same(&text, r#""\${x}""#));
        assert!(!is_same(&text, r#""${x}""#));
        let one = value(&json!({ "a": "1; b = 2" })).unwrap();
        assert!(!is_same(&one, r#"{ a = "1"; b = 2; }"#));
        let list = value(&json!([-1, [2, 3]])).unwrap();
        assert!(is_same(&list, "[ (-1) [ 2 3 ] ]"));
        assert!(!is_same(&list, "[ (-1) 2 3 ]"));
    }
}
