//! Names that are bound and never used: in `let`, as formals of a function, as its argument, and the
//! `rec` of a set that refers to nothing in it.

use std::collections::BTreeMap;

use rnix::ast::{self, HasEntry};
use rnix::{SyntaxKind, SyntaxNode};
use rowan::TextRange;
use rowan::ast::AstNode;

/// An unused name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unused {
    /// A binding of `let`, by name.
    Let(String),
    /// A formal of a function.
    Formal(String),
    /// The argument of a function, or the name of a set of formals.
    Argument(String),
    /// `rec`.
    Rec,
}

/// Everything unused in an expression, with its place, in the order of the text.
pub(super) fn unused(root: &SyntaxNode) -> Vec<(TextRange, Unused)> {
    let mut walk = Walk {
        scopes: Vec::new(),
        found: Vec::new(),
    };
    walk.node(root);
    walk.found.sort_by_key(|(range, _)| range.start());
    walk.found
}

/// The names that one construct binds.
struct Scope {
    /// Where each name is bound, and its finding if it is unused.
    names: BTreeMap<String, (TextRange, Unused)>,
    /// Names that were used.
    used: Vec<String>,
}

struct Walk {
    /// From the outermost in.
    scopes: Vec<Scope>,
    found: Vec<(TextRange, Unused)>,
}

impl Walk {
    fn node(&mut self, node: &SyntaxNode) {
        if let Some(binding) = ast::LetIn::cast(node.clone()) {
            self.bindings(&binding, Unused::Let);
            return;
        }
        if let Some(lambda) = ast::Lambda::cast(node.clone()) {
            self.lambda(&lambda);
            return;
        }
        match ast::AttrSet::cast(node.clone()) {
            Some(set) if set.rec_token().is_some() => self.recursive(&set),
            Some(set) => self.entries(&set, self.scopes.len()),
            None => self.other(node),
        }
    }

    /// What binds nothing.
    fn other(&mut self, node: &SyntaxNode) {
        match node.kind() {
            SyntaxKind::NODE_IDENT => {
                // The names of attributes are idents too; those of expressions are in no attrpath.
                let in_path = node.parent().is_some_and(|parent| {
                    matches!(
                        parent.kind(),
                        SyntaxKind::NODE_ATTRPATH | SyntaxKind::NODE_INHERIT
                    )
                });
                if !in_path {
                    self.use_name(&node.text().to_string(), self.scopes.len());
                }
            }
            _ => node.children().for_each(|child| self.node(&child)),
        }
    }

    /// A name is looked up from the innermost of the first `depth` scopes out.
    fn use_name(&mut self, name: &str, depth: usize) {
        let mut scopes = self.scopes[..depth].iter_mut().rev();
        if let Some(scope) = scopes.find(|scope| scope.names.contains_key(name)) {
            scope.used.push(name.to_owned());
        }
    }

    fn open(&mut self, names: BTreeMap<String, (TextRange, Unused)>) {
        let used = Vec::new();
        self.scopes.push(Scope { names, used });
    }

    /// Ends the innermost scope, and reports its unused names.
    fn close(&mut self) -> Scope {
        let scope = self.scopes.pop().expect("a scope is open");
        let unused = scope.names.iter().filter(|(name, _)| {
            // The mark of an argument that has to be there.
            !name.starts_with('_') && !scope.used.contains(name)
        });
        let unused = unused.map(|(_, found)| found.clone());
        self.found.extend(unused);
        scope
    }

    fn bindings(&mut self, set: &ast::LetIn, what: fn(String) -> Unused) {
        self.open(names(set, what));
        self.entries(set, self.scopes.len() - 1);
        if let Some(body) = set.body() {
            self.node(body.syntax());
        }
        self.close();
    }

    fn recursive(&mut self, set: &ast::AttrSet) {
        self.open(names(set, Unused::Let));
        self.entries(set, self.scopes.len() - 1);
        // What is in the set is its value, used or not.
        let before = self.found.len();
        let scope = self.close();
        self.found.truncate(before);
        if scope.used.is_empty() {
            let token = set.rec_token().map(|token| token.text_range());
            self.found.extend(token.map(|range| (range, Unused::Rec)));
        }
    }

    /// The bindings of a set. `inherit` without a source uses names from the first `outer` scopes.
    fn entries(&mut self, set: &impl HasEntry, outer: usize) {
        for entry in set.entries() {
            match entry {
                ast::Entry::AttrpathValue(binding) => {
                    binding
                        .syntax()
                        .children()
                        .for_each(|child| self.node(&child));
                }
                ast::Entry::Inherit(inherit) => self.inherit(&inherit, outer),
            }
        }
    }

    fn inherit(&mut self, inherit: &ast::Inherit, outer: usize) {
        if let Some(from) = inherit.from() {
            self.node(from.syntax());
        } else {
            for attr in inherit.attrs() {
                self.use_name(&attr.syntax().text().to_string(), outer);
            }
        }
    }

    fn lambda(&mut self, lambda: &ast::Lambda) {
        let mut names = BTreeMap::new();
        let mut bind = |ident: Option<ast::Ident>, what: fn(String) -> Unused| {
            if let Some(ident) = ident {
                let name = ident.syntax().text().to_string();
                names.insert(name.clone(), (ident.syntax().text_range(), what(name)));
            }
        };
        let mut defaults = Vec::new();
        let mut whole = None;
        match lambda.param() {
            Some(ast::Param::IdentParam(param)) => bind(param.ident(), Unused::Argument),
            Some(ast::Param::Pattern(pattern)) => {
                let name = pattern.pat_bind().and_then(|bind| bind.ident());
                whole = name.as_ref().map(|name| name.syntax().text().to_string());
                bind(name, Unused::Argument);
                for entry in pattern.pat_entries() {
                    bind(entry.ident(), Unused::Formal);
                    defaults.extend(entry.default());
                }
            }
            None => {}
        }
        self.open(names);
        for default in defaults {
            self.node(default.syntax());
        }
        if let Some(body) = lambda.body() {
            self.node(body.syntax());
        }
        let before = self.found.len();
        let scope = self.close();
        // Handed on as a whole, formals say what has to be in it.
        if whole.is_some_and(|whole| scope.used.contains(&whole)) {
            self.found.truncate(before);
        }
    }
}

/// The first names of the bindings of a set.
fn names(set: &impl HasEntry, what: fn(String) -> Unused) -> BTreeMap<String, (TextRange, Unused)> {
    let mut names = BTreeMap::new();
    let mut bind = |attr: &ast::Attr| {
        if let ast::Attr::Ident(ident) = attr {
            let name = ident.syntax().text().to_string();
            names.insert(name.clone(), (attr.syntax().text_range(), what(name)));
        }
    };
    for entry in set.entries() {
        match entry {
            ast::Entry::AttrpathValue(binding) => {
                let first = binding.attrpath().and_then(|path| path.attrs().next());
                first.iter().for_each(&mut bind);
            }
            ast::Entry::Inherit(inherit) => inherit.attrs().for_each(|attr| bind(&attr)),
        }
    }
    names
}
