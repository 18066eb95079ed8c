//! The printer: a tree as Nix text, without layout.
//!
//! nixfmt formats the text, but keeps some choices of its author, which the printer makes: line
//! breaks after the parameter set of a function and after the `{` of an option, blank lines around
//! bindings of several lines, and the kind of quotes.

use super::expr::{Binding, Expr, Ident, Key, Op, Param, Part, Text};
use super::{layout, make, quote};

/// The tree as Nix text, correct but not laid out.
pub fn print(expr: &Expr) -> String {
    let mut printer = Printer { out: String::new() };
    printer.expr(expr, Place::Body);
    printer.out
}

/// Where an expression stands; what decides whether it needs parentheses.
#[derive(Clone, Copy)]
enum Place {
    /// Right of `=`, where even a negative number may stand as it is.
    Value,
    /// A whole file, the body of a function or of `let`, and between parentheses.
    Body,
    /// Left of an operator.
    Left,
    /// Right of this operator; both associate to the right.
    Right(Op),
    /// What is applied.
    Function,
    /// An argument, or an element of a list.
    Element,
    /// Left of a dot.
    Target,
}

struct Printer {
    out: String,
}

impl Printer {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn expr(&mut self, expr: &Expr, place: Place) {
        if stands_bare(expr, place) {
            self.bare(expr);
        } else {
            self.push("(");
            // Not `Body`: a negative number would ask for parentheses once more.
            self.bare(expr);
            self.push(")");
        }
    }

    fn bare(&mut self, expr: &Expr) {
        match expr {
            Expr::Var(name) => self.push(name.as_str()),
            Expr::Int(value) => self.push(&value.get().to_string()),
            Expr::Float(value) => self.push(&float(value.get())),
            Expr::Str(text) => self.push(&quote::text(text.as_str())),
            Expr::Template(parts) => self.template(parts),
            Expr::Path(file) => self.push(file.as_str()),
            Expr::List(items) => self.list(items),
            Expr::Attrs(bindings) => self.attrs(bindings, layout::wide(bindings)),
            Expr::Select(target, keys) => {
                self.expr(target, Place::Target);
                self.push(".");
                self.path(keys);
            }
            Expr::Apply(function, argument) => self.apply(function, argument),
            Expr::Lambda(param, body) => self.lambda(param, body),
            Expr::Let(bindings, body) => {
                self.push("let\n");
                self.bindings(bindings, layout::is_block);
                self.push("\nin\n");
                self.expr(body, Place::Body);
            }
            Expr::Binary(left, op, right) => {
                self.expr(left, Place::Left);
                self.push(match op {
                    Op::Update => " // ",
                    Op::Concat => " ++ ",
                });
                self.expr(right, Place::Right(*op));
            }
        }
    }

    fn template(&mut self, parts: &[Part]) {
        self.push("\"");
        for (index, part) in parts.iter().enumerate() {
            match part {
                Part::Text(text) => {
                    let before_expr = matches!(parts.get(index + 1), Some(Part::Expr(_)));
                    self.push(&quote::escape(text.as_str(), before_expr));
                }
                Part::Expr(expr) => {
                    self.push("${");
                    self.expr(expr, Place::Body);
                    self.push("}");
                }
            }
        }
        self.push("\"");
    }

    fn list(&mut self, items: &[Expr]) {
        self.push("[ ");
        for item in items {
            self.expr(item, Place::Element);
            self.push(" ");
        }
        self.push("]");
    }

    fn attrs(&mut self, bindings: &[Binding], wide: bool) {
        if bindings.is_empty() {
            return self.push("{ }");
        }
        let space = if wide { "\n" } else { " " };
        self.push("{");
        self.push(space);
        self.bindings(bindings, layout::is_option);
        self.push(space);
        self.push("}");
    }

    /// Bindings, with a blank line before and after each whose value is a `block`.
    fn bindings(&mut self, bindings: &[Binding], block: fn(&Expr) -> bool) {
        let blocks = |binding: &Binding| matches!(binding, Binding::Set(_, value) if block(value));
        let mut after_block = None;
        for binding in bindings {
            let is_block = blocks(binding);
            match after_block {
                None => {}
                Some(before) if before || is_block => self.push("\n\n"),
                Some(_) => self.push(" "),
            }
            self.binding(binding);
            after_block = Some(is_block);
        }
    }

    fn binding(&mut self, binding: &Binding) {
        match binding {
            Binding::Set(path, value) => {
                self.path(path);
                self.push(" = ");
                self.expr(value, Place::Value);
            }
            Binding::Inherit(source, names) => {
                self.push("inherit");
                if let Some(source) = source {
                    self.push(" (");
                    self.expr(source, Place::Body);
                    self.push(")");
                }
                for name in names {
                    self.push(" ");
                    self.push(name.as_str());
                }
            }
        }
        self.push(";");
    }

    fn path(&mut self, keys: &[Key]) {
        for (index, key) in keys.iter().enumerate() {
            if index > 0 {
                self.push(".");
            }
            self.key(key);
        }
    }

    fn key(&mut self, key: &Text) {
        let name = key.as_str();
        if make::is_ident(name) {
            self.push(name);
        } else {
            self.push(&quote::line(name));
        }
    }

    fn apply(&mut self, function: &Expr, argument: &Expr) {
        self.expr(function, Place::Function);
        self.push(" ");
        match argument {
            Expr::Attrs(bindings) if layout::is_mk_option(function) => self.attrs(bindings, true),
            _ => self.expr(argument, Place::Element),
        }
    }

    fn lambda(&mut self, param: &Param, body: &Expr) {
        match param {
            Param::Name(name) => {
                self.push(name.as_str());
                self.push(": ");
            }
            Param::Set(names, open) => {
                let names = names.iter().map(Ident::as_str).chain(open.then_some("..."));
                let names = names.collect::<Vec<_>>().join(", ");
                self.push(&if names.is_empty() {
                    "{ }".into()
                } else {
                    format!("{{ {names} }}")
                });
                self.push(":\n");
            }
        }
        self.expr(body, Place::Body);
    }
}

fn stands_bare(expr: &Expr, place: Place) -> bool {
    use Expr::{Apply, Binary, Lambda, Let, Select, Var};
    match place {
        Place::Value => true,
        Place::Body => !is_negative(expr),
        Place::Left => !is_negative(expr) && !matches!(expr, Lambda(..) | Let(..) | Binary(..)),
        Place::Right(outer) => match expr {
            Binary(_, op, _) => *op == outer,
            _ => stands_bare(expr, Place::Left),
        },
        Place::Function => matches!(expr, Var(_) | Select(..) | Apply(..)),
        Place::Element => stands_bare(expr, Place::Left) && !matches!(expr, Apply(..)),
        Place::Target => matches!(expr, Var(_)),
    }
}

fn is_negative(expr: &Expr) -> bool {
    match expr {
        Expr::Int(value) => value.get() < 0,
        Expr::Float(value) => value.get() < 0.0,
        _ => false,
    }
}

/// The shortest text that reads back as the same number, always with a dot: `1e16` would be an
/// application.
fn float(value: f64) -> String {
    let shortest = format!("{value:?}");
    match shortest.split_once('e') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => format!("{mantissa}.0e{exponent}"),
        _ => shortest,
    }
}

#[cfg(test)]
mod tests;
