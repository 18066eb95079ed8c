//! Adds a line to a sorted list of nixpkgs: `module-list.nix`, `all-tests.nix`,
//! `maintainer-list.nix`.
//!
//! The syntax tree shows the entries and the two between which the new one belongs. One line is
//! inserted between them, and every other byte is kept. If the position is not certain, the file is
//! not changed and the problem names the line.

use std::cmp::Ordering;
use std::ops::Range;

use codegen::Problem;
use rnix::ast::{self, HasEntry};
use rnix::{Root, SyntaxKind, SyntaxNode};
use rowan::ast::AstNode;

use crate::order::{self, Order};
use crate::place::{line_at, problem};

/// An entry that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The sort key: the path of an element, the name of an attribute.
    pub key: String,
    /// The value of an attribute as it is written; empty for an element of a list.
    pub value: String,
    /// Where it is, without the lines around it.
    pub range: Range<usize>,
    /// The line it begins on, from 1.
    pub line: usize,
}

/// A list or set of entries in a file.
#[derive(Clone, Debug)]
pub struct Entries {
    /// The entries in the order of the file: those in the sorted region if there is one, otherwise
    /// all.
    pub entries: Vec<Entry>,
    /// Those outside of that region.
    pub others: Vec<Entry>,
    /// Whether a `keep-sorted` comment says that they are sorted.
    pub kept_sorted: bool,
    /// How they are sorted.
    pub order: Order,
    /// The position of the first line if no entry precedes it.
    start: usize,
}

/// What is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The elements of the list that the file is.
    Elements,
    /// The attributes of the set that the file evaluates to, below functions, `let` and `with`.
    Attributes,
}

/// The entries of a file.
pub fn entries(file: &str, text: &str, kind: Kind, order: Order) -> Result<Entries, Problem> {
    let parse = Root::parse(text);
    if let Some(error) = parse.errors().first() {
        return Err(problem(
            file,
            1,
            &format!("it does not parse: {error}"),
            "correct the file",
        ));
    }
    let root = parse.tree();
    let found = root
        .expr()
        .and_then(|expr| body(&expr, kind))
        .ok_or_else(|| {
            let (what, end) = match kind {
                Kind::Elements => ("list", "`[ … ]`"),
                Kind::Attributes => ("attribute set", "`{ … }`"),
            };
            problem(
                file,
                1,
                &format!("it is no {what} that a line can be placed in"),
                &format!("the file must be, or end in, {end}"),
            )
        })?;
    let region = region(&found);
    let all = match kind {
        Kind::Elements => elements(&found, text),
        Kind::Attributes => attributes(&found, text),
    };
    let within = |entry: &Entry| {
        region
            .as_ref()
            .is_none_or(|region| region.range.contains(&entry.range.start))
    };
    let opening = usize::from(found.text_range().start()) + 1;
    let (entries, others) = all.into_iter().partition(within);
    Ok(Entries {
        entries,
        others,
        kept_sorted: region.is_some(),
        order: region.as_ref().map_or(order, |region| region.order),
        start: region.map_or(opening, |region| region.range.start),
    })
}

/// The text with one more entry; `None` when it is there already.
///
/// `line` is the entry as it is written, without indentation and line feed.
pub fn insert(
    file: &str,
    text: &str,
    kind: Kind,
    order: Order,
    key: &str,
    line: &str,
) -> Result<Option<String>, Problem> {
    let found = entries(file, text, kind, order)?;
    let mut all = found.entries.iter().chain(&found.others);
    if let Some(present) = all.find(|entry| entry.key == key) {
        return same(file, present, line).map(|()| None);
    }
    let gap = gap(file, &found, key)?;
    let (at, indent) = place(file, text, &found, gap)?;
    let shown: String = line
        .split('\n')
        .map(|line| {
            if line.is_empty() {
                "\n".to_owned()
            } else {
                format!("{indent}{line}\n")
            }
        })
        .collect();
    let mut out = text.to_owned();
    out.insert_str(at, &shown);
    Ok(Some(out))
}

/// An attribute of that name must have that value.
fn same(file: &str, present: &Entry, line: &str) -> Result<(), Problem> {
    let wanted = Root::parse(&format!("{{ {line} }}"));
    let value = wanted
        .tree()
        .expr()
        .and_then(|expr| body(&expr, Kind::Attributes))
        .map(|set| attributes(&set, &wanted.tree().syntax().text().to_string()))
        .and_then(|entries| entries.into_iter().next())
        .map_or_else(String::new, |entry| entry.value);
    if present.value.is_empty() || words(&present.value) == words(&value) {
        return Ok(());
    }
    Err(problem(
        file,
        present.line,
        &format!("`{}` is there with another value", present.key),
        &format!("make it `{line}`, or take it away"),
    ))
}

pub(crate) fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// The set or list that a file evaluates to, below what only surrounds it.
fn body(expr: &ast::Expr, kind: Kind) -> Option<SyntaxNode> {
    match expr {
        ast::Expr::List(list) if kind == Kind::Elements => Some(list.syntax().clone()),
        ast::Expr::AttrSet(set) if kind == Kind::Attributes => Some(set.syntax().clone()),
        ast::Expr::Paren(inner) => body(&inner.expr()?, kind),
        ast::Expr::Lambda(lambda) => body(&lambda.body()?, kind),
        ast::Expr::LetIn(inner) => body(&inner.body()?, kind),
        ast::Expr::With(inner) => body(&inner.body()?, kind),
        ast::Expr::Apply(apply) => body(&apply.argument()?, kind),
        _ => None,
    }
}

fn elements(list: &SyntaxNode, text: &str) -> Vec<Entry> {
    let nodes = list
        .children()
        .filter(|node| ast::Expr::can_cast(node.kind()));
    nodes
        .map(|node| entry(text, node.text().to_string(), String::new(), &node))
        .collect()
}

fn attributes(set: &SyntaxNode, text: &str) -> Vec<Entry> {
    let Some(set) = ast::AttrSet::cast(set.clone()) else {
        return Vec::new();
    };
    let entries = set.attrpath_values().filter_map(|binding| {
        let key = binding.attrpath()?.syntax().text().to_string();
        let value = binding.value()?.syntax().text().to_string();
        Some(entry(text, key, value, binding.syntax()))
    });
    entries.collect()
}

fn entry(text: &str, key: String, value: String, node: &SyntaxNode) -> Entry {
    let range = node.text_range();
    let range = usize::from(range.start())..usize::from(range.end());
    Entry {
        key,
        value,
        line: line_at(text, range.start),
        range,
    }
}

/// The region between two `keep-sorted` comments; the largest if there are several.
struct Region {
    range: Range<usize>,
    order: Order,
}

fn region(node: &SyntaxNode) -> Option<Region> {
    let (mut regions, mut open) = (Vec::new(), None);
    let tokens = node
        .children_with_tokens()
        .filter_map(rowan::NodeOrToken::into_token);
    for token in tokens.filter(|token| token.kind() == SyntaxKind::TOKEN_COMMENT) {
        let comment = token.text().trim_start_matches('#').trim();
        if let Some(options) = comment.strip_prefix("keep-sorted start") {
            let order = order::of_directive(options);
            open = Some((usize::from(token.text_range().end()), order));
        } else if comment.starts_with("keep-sorted end") {
            if let Some((start, order)) = open.take() {
                let range = start..usize::from(token.text_range().start());
                regions.push(Region { range, order });
            }
        }
    }
    regions.into_iter().max_by_key(|region| region.range.len())
}

/// The number of entries before the new one.
///
/// A list that says it is kept sorted must be. In one that does not, and is not, the new entry goes
/// between two that enclose it; of several such places, to the one whose neighbours have most of its
/// name. (There always is one: the last entry below it, or an end.)
fn gap(file: &str, found: &Entries, key: &str) -> Result<usize, Problem> {
    if let Some((earlier, later)) = found.unsorted().filter(|_| found.kept_sorted) {
        return Err(problem(
            file,
            later.line,
            &format!(
                "`{}` comes after `{}`, although the list is kept sorted, so that `{key}` has no place",
                later.key, earlier.key
            ),
            "sort the entries first, in a change of its own",
        ));
    }
    let before = |a: &str, b: &str| found.order.compare(a, b) != Ordering::Greater;
    let keys: Vec<&str> = found
        .entries
        .iter()
        .map(|entry| entry.key.as_str())
        .collect();
    let fits = |&at: &usize| {
        (at == 0 || before(keys[at - 1], key)) && (at == keys.len() || before(key, keys[at]))
    };
    let likeness = |&at: &usize| {
        let neighbours = [at.checked_sub(1), Some(at)];
        let neighbours = neighbours.into_iter().flatten();
        let shared = neighbours.filter_map(|at| keys.get(at).map(|other| common(other, key)));
        shared.max().unwrap_or(0)
    };
    let fitting = (0..=keys.len()).filter(fits);
    Ok(fitting.max_by_key(likeness).unwrap_or(keys.len()))
}

impl Entries {
    /// The first two neighbours that are in the wrong order.
    pub fn unsorted(&self) -> Option<(&Entry, &Entry)> {
        let mut pairs = self.entries.windows(2);
        let pair = pairs
            .find(|pair| self.order.compare(&pair[0].key, &pair[1].key) == Ordering::Greater)?;
        Some((&pair[0], &pair[1]))
    }

    /// The first entry whose key is there before.
    pub fn repeated(&self) -> Option<&Entry> {
        let mut seen = std::collections::BTreeSet::new();
        self.entries.iter().find(|entry| !seen.insert(&entry.key))
    }
}

fn common(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

/// Where the new line begins, and its indentation.
fn place(file: &str, text: &str, found: &Entries, gap: usize) -> Result<(usize, String), Problem> {
    let alone = |entry: &Entry| {
        own_line(text, &entry.range).ok_or_else(|| {
            problem(
                file,
                entry.line,
                &format!("`{}` is not on a line of its own", entry.key),
                "give each entry a line of its own first, for example with nixfmt",
            )
        })
    };
    if let Some(before) = gap.checked_sub(1).and_then(|at| found.entries.get(at)) {
        let (start, end) = alone(before)?;
        return Ok((end, text[start..before.range.start].to_owned()));
    }
    let Some(after) = found.entries.first() else {
        return Err(problem(
            file,
            line_at(text, found.start),
            "there is no entry that shows where a line goes",
            "check that this is the file of a nixpkgs checkout",
        ));
    };
    let (start, _) = alone(after)?;
    let indent = text[start..after.range.start].to_owned();
    // Behind the line that opens the list or the region: comments stay with the entry below them.
    let opening = text[found.start..]
        .find('\n')
        .map_or(start, |at| found.start + at + 1);
    Ok((opening.min(start), indent))
}

/// The range of whole lines, if only a comment shares them.
pub(crate) fn own_line(text: &str, range: &Range<usize>) -> Option<(usize, usize)> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n')? + range.end + 1;
    let rest = text[range.end..end].trim();
    let blank = text[start..range.start].trim().is_empty();
    (blank && (rest.is_empty() || rest.starts_with('#'))).then_some((start, end))
}

#[cfg(test)]
mod tests;
