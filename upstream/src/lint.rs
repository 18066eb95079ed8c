//! What reviewers of nixpkgs object to in Nix code, found in its syntax tree.

use std::collections::BTreeMap;

use rnix::ast::{self, HasEntry};
use rnix::{Root, SyntaxKind, SyntaxNode};
use rowan::ast::AstNode;

mod scope;

pub use scope::Unused;

use crate::place::line_at;

/// One objection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Which rule.
    pub rule: Rule,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, as a sentence without a final period.
    pub message: String,
}

/// The rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// No `with lib;`.
    With,
    /// No name that is bound and never used.
    Unused,
    /// No `rec` that nothing needs.
    Rec,
    /// No key that is written twice.
    Keys,
    /// No URL without quotes.
    Url,
}

/// Everything that is wrong with a text, in its order; nothing with one that does not parse.
pub fn objections(text: &str) -> Vec<Objection> {
    let root = Root::parse(text);
    if !root.errors().is_empty() {
        return Vec::new();
    }
    let root = root.syntax();
    let mut found = Vec::new();
    let mut object = |rule, node_start: rowan::TextSize, message: String| {
        let line = line_at(text, usize::from(node_start));
        found.push(Objection {
            rule,
            line,
            message,
        });
    };
    for (range, unused) in scope::unused(&root) {
        let (rule, message) = messages(&unused);
        object(rule, range.start(), message);
    }
    for node in root.descendants() {
        let start = node.text_range().start();
        if is_with_lib(&node) {
            object(
                Rule::With,
                start,
                "`with lib;` hides where names come from; inherit them".to_owned(),
            );
        }
        for (at, message) in repeated(&node) {
            object(Rule::Keys, at, message);
        }
    }
    let tokens = root
        .descendants_with_tokens()
        .filter_map(rowan::NodeOrToken::into_token);
    for token in tokens.filter(|token| token.kind() == SyntaxKind::TOKEN_URI) {
        let message = format!("the URL `{}` has no quotes", token.text());
        object(Rule::Url, token.text_range().start(), message);
    }
    found.sort_by_key(|found| (found.line, found.rule));
    found
}

fn messages(unused: &Unused) -> (Rule, String) {
    match unused {
        Unused::Let(name) => (Rule::Unused, format!("`{name}` is bound and never used")),
        Unused::Formal(name) => (
            Rule::Unused,
            format!("the function takes `{name}` and never uses it"),
        ),
        Unused::Argument(name) => (
            Rule::Unused,
            format!("the argument `{name}` is never used; name it `_` or `_{name}`"),
        ),
        Unused::Rec => (
            Rule::Rec,
            "nothing in this set refers to it, so it needs no `rec`".to_owned(),
        ),
    }
}

/// `with lib;`, also in parentheses. `with lib.maintainers;` is allowed, because it names its
/// contents.
fn is_with_lib(node: &SyntaxNode) -> bool {
    let with = ast::With::cast(node.clone());
    let mut namespace = with.and_then(|with| with.namespace());
    while let Some(ast::Expr::Paren(inner)) = &namespace {
        namespace = inner.expr();
    }
    namespace.is_some_and(|namespace| namespace.syntax().text() == "lib")
}

/// Keys of a set, a `let` or formals that are there twice, or once with a value and once with keys
/// below it.
fn repeated(node: &SyntaxNode) -> Vec<(rowan::TextSize, String)> {
    if let Some(pattern) = ast::Pattern::cast(node.clone()) {
        return repeated_formals(&pattern);
    }
    let mut keys = Keys::default();
    if let Some(set) = ast::AttrSet::cast(node.clone()) {
        if !is_inner(&set) {
            keys.of(&set, &[]);
        }
    } else if let Some(set) = ast::LetIn::cast(node.clone()) {
        keys.of(&set, &[]);
    }
    keys.repeated
}

/// Whether a set is the value of a key, and so looked at with the set around it: several such values
/// of one key make one set.
fn is_inner(set: &ast::AttrSet) -> bool {
    let parent = set.syntax().parent().and_then(ast::AttrpathValue::cast);
    let path = parent.and_then(|binding| binding.attrpath());
    set.rec_token().is_none()
        && path.is_some_and(|path| path.attrs().all(|attr| fixed(&attr).is_some()))
}

fn repeated_formals(pattern: &ast::Pattern) -> Vec<(rowan::TextSize, String)> {
    let mut seen = Vec::new();
    let mut found = Vec::new();
    for ident in pattern.pat_entries().filter_map(|entry| entry.ident()) {
        let name = ident.syntax().text().to_string();
        if seen.contains(&name) {
            let message = format!("the function takes `{name}` twice");
            found.push((ident.syntax().text_range().start(), message));
        }
        seen.push(name);
    }
    found
}

/// The key paths in one set, each with whether more keys may be added to it.
#[derive(Default)]
struct Keys {
    seen: BTreeMap<Vec<String>, bool>,
    repeated: Vec<(rowan::TextSize, String)>,
}

impl Keys {
    fn of(&mut self, set: &impl HasEntry, above: &[String]) {
        for entry in set.entries() {
            match entry {
                ast::Entry::AttrpathValue(binding) => self.binding(&binding, above),
                ast::Entry::Inherit(inherit) => {
                    for attr in inherit.attrs() {
                        if let Some(name) = fixed(&attr) {
                            let path = [above, &[name]].concat();
                            self.add(path, false, attr.syntax());
                        }
                    }
                }
            }
        }
    }

    fn binding(&mut self, binding: &ast::AttrpathValue, above: &[String]) {
        let Some(path) = binding.attrpath() else {
            return;
        };
        let attrs: Vec<ast::Attr> = path.attrs().collect();
        let names: Option<Vec<String>> = attrs.iter().map(fixed).collect();
        let Some(names) = names else {
            return;
        };
        let inner = match binding.value() {
            Some(ast::Expr::AttrSet(set)) if set.rec_token().is_none() => Some(set),
            _ => None,
        };
        for length in 1..names.len() {
            let part = [above, &names[..length]].concat();
            if self.seen.get(&part) == Some(&false) {
                self.repeat(&part, path.syntax());
                return;
            }
            self.seen.insert(part, true);
        }
        let whole = [above, &names].concat();
        self.add(whole.clone(), inner.is_some(), path.syntax());
        if let Some(inner) = inner {
            self.of(&inner, &whole);
        }
    }

    /// Notes a key. Sets of one key are merged.
    fn add(&mut self, path: Vec<String>, is_set: bool, node: &SyntaxNode) {
        match self.seen.get(&path) {
            None => {
                self.seen.insert(path, is_set);
            }
            Some(true) if is_set => {}
            Some(_) => self.repeat(&path, node),
        }
    }

    fn repeat(&mut self, path: &[String], node: &SyntaxNode) {
        let message = format!("the key `{}` is written twice", path.join("."));
        self.repeated.push((node.text_range().start(), message));
    }
}

/// The name of a key that is not computed.
fn fixed(attr: &ast::Attr) -> Option<String> {
    match attr {
        ast::Attr::Ident(ident) => Some(ident.syntax().text().to_string()),
        ast::Attr::Str(text) => match text.normalized_parts().as_slice() {
            [] => Some(String::new()),
            [ast::InterpolPart::Literal(text)] => Some(text.clone()),
            _ => None,
        },
        ast::Attr::Dynamic(_) => None,
    }
}

#[cfg(test)]
mod tests;
