//! Constructors of the tree. Each refuses values that Nix would refuse or misread, and normalizes
//! trees with the same meaning, so that a tree equals the one read back.

use std::collections::BTreeSet;

use super::error::{MakeError, NixTextError};
use super::expr::{Binding, Expr, Float, Ident, Int, Key, Op, Param, Part, RelFile, Text};

/// Names that Nix does not read as variables.
const RESERVED: [&str; 11] = [
    "__curPos", "assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with",
];

impl Ident {
    /// A name written in the source of the generator.
    ///
    /// The grammar is checked here too, so a string cannot become code.
    ///
    /// # Panics
    /// If the literal is not an identifier, which is an error in the generator.
    pub fn from_static(name: &'static str) -> Self {
        ident(name).unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Text {
    /// Text written in the source of the generator.
    ///
    /// # Panics
    /// Where the literal holds a NUL: an error in the generator, not in its input.
    pub fn from_static(literal: &'static str) -> Self {
        text(literal).unwrap_or_else(|error| panic!("{error}"))
    }
}

/// Text that Nix can hold.
pub fn text(text: &str) -> Result<Text, NixTextError> {
    if text.contains('\0') {
        return Err(MakeError::Nul(text.to_owned()));
    }
    Ok(Text(text.to_owned()))
}

/// An attribute name: any text; the printer quotes it where it must.
pub fn key(name: &str) -> Result<Key, NixTextError> {
    text(name)
}

/// A name that can stand bare: `[A-Za-z_][A-Za-z0-9_'-]*` and no keyword.
pub fn ident(name: &str) -> Result<Ident, MakeError> {
    if is_ident(name) {
        Ok(Ident(name.to_owned()))
    } else {
        Err(MakeError::Ident(name.to_owned()))
    }
}

/// A relative file: `./options.nix`, `../lib/types.nix`.
pub fn rel_file(path: &str) -> Result<Expr, MakeError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    let relative = path.starts_with("./") || path.starts_with("../");
    if relative
        && path
            .split('/')
            .all(|step| !step.is_empty() && step.chars().all(plain))
    {
        Ok(Expr::Path(RelFile(path.to_owned())))
    } else {
        Err(MakeError::RelFile(path.to_owned()))
    }
}

/// A variable named in the source of the generator; panics like [`Ident::from_static`].
pub fn var(name: &'static str) -> Expr {
    Expr::Var(Ident::from_static(name))
}

/// `null`.
pub fn null() -> Expr {
    var("null")
}

/// `true` or `false`.
pub fn bool(value: bool) -> Expr {
    var(if value { "true" } else { "false" })
}

/// A string.
pub fn str(value: &str) -> Result<Expr, NixTextError> {
    text(value).map(Expr::Str)
}

/// A string with interpolation; a simple string if no part is an expression.
pub fn template(parts: impl IntoIterator<Item = Part>) -> Expr {
    let mut merged: Vec<Part> = Vec::new();
    for part in parts {
        match (merged.last_mut(), part) {
            (_, Part::Text(text)) if text.0.is_empty() => {}
            (Some(Part::Text(before)), Part::Text(text)) => before.0.push_str(&text.0),
            (_, part) => merged.push(part),
        }
    }
    match merged.as_slice() {
        [] => Expr::Str(Text(String::new())),
        [Part::Text(text)] => Expr::Str(text.clone()),
        _ => Expr::Template(merged),
    }
}

/// An integer. `i64::MIN` is refused: Nix negates a literal, and its opposite does not exist.
pub fn int(value: i64) -> Result<Expr, MakeError> {
    if value == i64::MIN {
        return Err(MakeError::Number(value.to_string()));
    }
    Ok(Expr::Int(Int(value)))
}

/// A number with a fraction. Not finite or subnormal numbers are refused: Nix has no literal for the
/// former and none that it reads for the latter. `-0.0` becomes `0.0`, as it does in Nix.
pub fn float(value: f64) -> Result<Expr, MakeError> {
    if !value.is_finite() || value.is_subnormal() {
        return Err(MakeError::Number(format!("{value:?}")));
    }
    Ok(Expr::Float(Float(if value == 0.0 { 0.0 } else { value })))
}

/// `[ … ]`.
pub fn list(items: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::List(items.into_iter().collect())
}

/// `name = value;`.
pub fn set(name: impl Into<Key>, value: Expr) -> Binding {
    Binding::Set(vec![name.into()], value)
}

/// `a.b = value;`.
pub fn set_path(path: impl IntoIterator<Item = Key>, value: Expr) -> Binding {
    Binding::Set(path.into_iter().collect(), value)
}

/// `inherit a b;`.
pub fn inherit(names: impl IntoIterator<Item = Ident>) -> Binding {
    Binding::Inherit(None, names.into_iter().collect())
}

/// `inherit (source) a b;`.
pub fn inherit_from(source: Expr, names: impl IntoIterator<Item = Ident>) -> Binding {
    Binding::Inherit(Some(source), names.into_iter().collect())
}

/// `{ … }`. Two bindings of one name are refused, and so is a binding inside another (`a.b` beside
/// `a`), although Nix merges some of these: each fact has one place. An `inherit` of nothing is
/// dropped.
pub fn attrs(bindings: impl IntoIterator<Item = Binding>) -> Result<Expr, MakeError> {
    checked(bindings).map(Expr::Attrs)
}

/// `let … in body`, with the rules of [`attrs`]; the body alone where nothing is bound.
pub fn let_in(bindings: impl IntoIterator<Item = Binding>, body: Expr) -> Result<Expr, MakeError> {
    let bindings = checked(bindings)?;
    if bindings.is_empty() {
        return Ok(body);
    }
    Ok(Expr::Let(bindings, Box::new(body)))
}

/// `target.a.b`.
pub fn select(target: Expr, path: impl IntoIterator<Item = Key>) -> Expr {
    let (target, mut keys) = match target {
        Expr::Select(target, keys) => (target, keys),
        target => (Box::new(target), Vec::new()),
    };
    keys.extend(path);
    if keys.is_empty() {
        *target
    } else {
        Expr::Select(target, keys)
    }
}

/// `a.b.c`, all of it written in the source of the generator; panics like [`Ident::from_static`].
pub fn path(path: &'static str) -> Expr {
    let mut names = path.split('.').map(Ident::from_static);
    let head = names.next().expect("split gives at least one piece");
    select(Expr::Var(head), names.map(Text::from))
}

/// `function a b c`.
pub fn apply(function: Expr, arguments: impl IntoIterator<Item = Expr>) -> Expr {
    arguments.into_iter().fold(function, |f, argument| {
        Expr::Apply(Box::new(f), Box::new(argument))
    })
}

/// `name: body`.
pub fn lambda(name: Ident, body: Expr) -> Expr {
    Expr::Lambda(Param::Name(name), Box::new(body))
}

/// `{ a, b, ... }: body`; `open` is the ellipsis. A name given twice is refused.
pub fn lambda_set(names: &[Ident], open: bool, body: Expr) -> Result<Expr, MakeError> {
    let mut seen = BTreeSet::new();
    if let Some(twice) = names.iter().find(|name| !seen.insert(*name)) {
        return Err(MakeError::Clash(vec![twice.0.clone()]));
    }
    Ok(Expr::Lambda(
        Param::Set(names.to_vec(), open),
        Box::new(body),
    ))
}

/// `left // right`.
pub fn update(left: Expr, right: Expr) -> Expr {
    Expr::Binary(Box::new(left), Op::Update, Box::new(right))
}

/// `left ++ right`.
pub fn concat(left: Expr, right: Expr) -> Expr {
    Expr::Binary(Box::new(left), Op::Concat, Box::new(right))
}

/// Whether a name can stand bare.
pub(super) fn is_ident(name: &str) -> bool {
    let mut chars = name.chars();
    let head = |c: char| c.is_ascii_alphabetic() || c == '_';
    let tail = |c: char| head(c) || c.is_ascii_digit() || c == '\'' || c == '-';
    chars.next().is_some_and(head) && chars.all(tail) && !RESERVED.contains(&name)
}

/// Bindings that all have a place of their own.
fn checked(bindings: impl IntoIterator<Item = Binding>) -> Result<Vec<Binding>, MakeError> {
    let kept: Vec<Binding> = bindings.into_iter().filter(binds_something).collect();
    let mut paths: Vec<Vec<&str>> = kept.iter().flat_map(bound_paths).collect();
    if paths.iter().any(Vec::is_empty) {
        return Err(MakeError::NoName);
    }
    // Sorted, a path stands right before the first of those that it begins.
    paths.sort_unstable();
    if let Some(pair) = paths.windows(2).find(|pair| pair[1].starts_with(&pair[0])) {
        return Err(MakeError::Clash(
            pair[1].iter().map(|name| (*name).to_owned()).collect(),
        ));
    }
    drop(paths);
    Ok(kept)
}

fn binds_something(binding: &Binding) -> bool {
    !matches!(binding, Binding::Inherit(_, names) if names.is_empty())
}

fn bound_paths(binding: &Binding) -> Vec<Vec<&str>> {
    match binding {
        Binding::Set(path, _) => vec![path.iter().map(Text::as_str).collect()],
        Binding::Inherit(_, names) => names.iter().map(|name| vec![name.as_str()]).collect(),
    }
}

#[cfg(test)]
mod tests;
