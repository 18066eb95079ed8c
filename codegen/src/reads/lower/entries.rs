//! Bindings: attribute sets, `rec`, `let`, and the attribute paths and `inherit` inside.

use rnix::ast::{self, HasEntry};
use rowan::ast::AstNode;

use super::super::core::{Expr, ExprId, Key, Name, Site};
use super::{Lower, Scope};

/// The entries of a set; a name may occur twice.
#[derive(Default)]
struct Entries {
    fixed: Vec<(Name, ExprId)>,
    dynamic: Vec<(ExprId, ExprId)>,
}

impl Lower<'_> {
    pub(super) fn let_in(&mut self, scope: &ast::LetIn, site: Site) -> ExprId {
        let body = scope.body();
        self.frame(scope, site, |lower, _, _| lower.optional(body, site))
    }

    /// `let { body = …; }`.
    pub(super) fn legacy_let(&mut self, scope: &ast::LegacyLet, site: Site) -> ExprId {
        let body = self.program.names.intern("body");
        self.frame(scope, site, |lower, _, _| lower.variable(body, 0, site))
    }

    pub(super) fn set(&mut self, set: &ast::AttrSet, site: Site) -> ExprId {
        if set.rec_token().is_some() {
            return self.frame(set, site, |lower, names, dynamic| {
                let fixed = names
                    .iter()
                    .map(|&name| (name, lower.variable(name, 0, site)));
                let fixed = fixed.collect();
                lower.program.add(Expr::Set { fixed, dynamic }, site)
            });
        }
        let Entries { fixed, dynamic } = self.entries(set, 0);
        self.program.add(Expr::Set { fixed, dynamic }, site)
    }

    /// Bindings that see each other, around the body that `body` makes from their names.
    fn frame<T: HasEntry>(
        &mut self,
        node: &T,
        site: Site,
        body: impl FnOnce(&mut Self, &[Name], Vec<(ExprId, ExprId)>) -> ExprId,
    ) -> ExprId {
        let names = self.bound_names(node);
        let slots = names.iter().enumerate().map(|(slot, &name)| (name, slot));
        self.scopes.push(Scope {
            slots: slots.collect(),
            is_with: false,
        });
        let entries = self.entries(node, 1);
        let slots = names.iter().map(|&name| self.slot(&entries, name, site));
        let slots = slots.collect();
        let body = body(self, &names, entries.dynamic);
        self.scopes.pop();
        self.program.add(Expr::Let { slots, body }, site)
    }

    /// The value of a variable; `a.b = …; a.c = …;` binds `a` twice.
    fn slot(&mut self, entries: &Entries, name: Name, site: Site) -> ExprId {
        let bound = entries.fixed.iter().filter(|(bound, _)| *bound == name);
        match *bound.map(|&(_, value)| value).collect::<Vec<_>>() {
            [value] => value,
            ref values => self.program.add(Expr::Join(values.to_vec()), site),
        }
    }

    /// The names that the entries bind, each once, in order.
    fn bound_names<T: HasEntry>(&mut self, node: &T) -> Vec<Name> {
        let mut names = Vec::new();
        for entry in node.entries() {
            match entry {
                ast::Entry::Inherit(inherit) => {
                    names.extend(inherit.attrs().filter_map(|attr| self.fixed(&attr)));
                }
                ast::Entry::AttrpathValue(entry) => {
                    let first = entry.attrpath().and_then(|path| path.attrs().next());
                    names.extend(first.and_then(|attr| self.fixed(&attr)));
                }
            }
        }
        let mut seen = std::collections::HashSet::new();
        names.retain(|&name| seen.insert(name));
        names
    }

    /// `skip`: the frames of the entries themselves, which an `inherit` without a source skips.
    fn entries<T: HasEntry>(&mut self, node: &T, skip: usize) -> Entries {
        let mut entries = Entries::default();
        for entry in node.entries() {
            match entry {
                ast::Entry::Inherit(inherit) => self.inherit(&inherit, skip, &mut entries),
                ast::Entry::AttrpathValue(entry) => self.binding(&entry, &mut entries),
            }
        }
        entries
    }

    fn inherit(&mut self, inherit: &ast::Inherit, skip: usize, entries: &mut Entries) {
        let from = inherit.from().and_then(|from| from.expr());
        let from = from.map(|from| self.expr(&from));
        for attr in inherit.attrs() {
            let path = self.attr(&attr);
            let Key::Fixed(name) = path.key else {
                continue;
            };
            let value = match from {
                Some(base) => self.program.add(
                    Expr::Select {
                        base,
                        path: vec![path],
                        default: None,
                    },
                    path.site,
                ),
                None => self.variable(name, skip, path.site),
            };
            entries.fixed.push((name, value));
        }
    }

    /// `a.b.c = value` is `a = { b = { c = value; }; }`.
    fn binding(&mut self, binding: &ast::AttrpathValue, entries: &mut Entries) {
        let site = self.site(binding.syntax());
        let mut value = self.optional(binding.value(), site);
        let path = self.attrpath(binding.attrpath());
        let Some((first, inner)) = path.split_first() else {
            return;
        };
        for attr in inner.iter().rev() {
            let mut nested = Entries::default();
            nested.push(attr.key, value);
            let Entries { fixed, dynamic } = nested;
            value = self.program.add(Expr::Set { fixed, dynamic }, attr.site);
        }
        entries.push(first.key, value);
    }
}

impl Entries {
    fn push(&mut self, key: Key, value: ExprId) {
        match key {
            Key::Fixed(name) => self.fixed.push((name, value)),
            Key::Dynamic(key) => self.dynamic.push((key, value)),
        }
    }
}
