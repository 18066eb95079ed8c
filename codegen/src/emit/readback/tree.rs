//! Looking into a Nix tree.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::ir::Step;
use crate::nix::{self, Binding, Expr};

/// The lets of the file, by name.
pub(super) type Env<'a> = BTreeMap<&'a str, &'a Expr>;

pub(super) fn lets(bindings: &[Binding]) -> Env<'_> {
    let sets = bindings.iter().filter_map(|binding| match binding {
        Binding::Set(path, value) if path.len() == 1 => Some((path[0].as_str(), value)),
        _ => None,
    });
    sets.collect()
}

/// The attributes of a set, each with its path.
pub(super) fn fields(expr: &Expr) -> Result<Vec<(Vec<&str>, &Expr)>, String> {
    let Expr::Attrs(bindings) = expr else {
        return Err(format!("no attribute set: {expr:?}"));
    };
    let fields = bindings.iter().map(|binding| match binding {
        Binding::Set(path, value) => Ok((path.iter().map(nix::Text::as_str).collect(), value)),
        Binding::Inherit(..) => Err("an inherit among declarations".to_owned()),
    });
    fields.collect()
}

pub(super) fn field<'a>(expr: &'a Expr, name: &str) -> Result<&'a Expr, String> {
    let found = fields(expr)?.into_iter().find(|(path, _)| *path == [name]);
    found
        .map(|(_, value)| value)
        .ok_or_else(|| format!("no attribute `{name}`"))
}

pub(super) fn names(path: &[&str]) -> Vec<Step> {
    path.iter()
        .map(|name| Step::Name((*name).to_owned()))
        .collect()
}

pub(super) fn below(path: &[Step], placeholder: &str) -> Vec<Step> {
    [path, &[Step::Any(placeholder.to_owned())]].concat()
}

pub(super) fn matching(def: &Expr) -> Result<String, String> {
    let text = |name| field(def, name).and_then(string);
    let length = data(field(def, "maxLength")?)?;
    let rules = data(field(def, "rules")?)?;
    Ok(format!(
        "matching({}, {:?}, {:?}, {length}, {:?}, {rules})",
        text("name")?,
        text("description")?,
        text("pattern")?,
        text("help")?
    ))
}

/// A call of a named function: its dotted name and its arguments.
pub(super) fn called(expr: &Expr) -> Option<(Vec<&str>, Vec<&Expr>)> {
    let mut arguments = Vec::new();
    let mut function = expr;
    while let Expr::Apply(inner, argument) = function {
        arguments.insert(0, &**argument);
        function = inner;
    }
    (!arguments.is_empty())
        .then(|| selected(function).ok().map(|name| (name, arguments)))
        .flatten()
}

pub(super) fn selected(expr: &Expr) -> Result<Vec<&str>, String> {
    match expr {
        Expr::Var(name) => Ok(vec![name.as_str()]),
        Expr::Select(target, path) => Ok([
            selected(target)?,
            path.iter().map(nix::Text::as_str).collect(),
        ]
        .concat()),
        other => Err(format!("no name: {other:?}")),
    }
}

pub(super) fn items(expr: &Expr) -> Result<Vec<&Expr>, String> {
    match expr {
        Expr::List(items) => Ok(items.iter().collect()),
        other => Err(format!("no list: {other:?}")),
    }
}

pub(super) fn string(expr: &Expr) -> Result<String, String> {
    match expr {
        Expr::Str(text) => Ok(text.as_str().to_owned()),
        other => Err(format!("no string: {other:?}")),
    }
}

/// A tree without functions and names, as data.
pub(super) fn data(expr: &Expr) -> Result<Value, String> {
    match expr {
        Expr::Var(name) => match name.as_str() {
            "null" => Ok(Value::Null),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            other => Err(format!("a name among data: {other}")),
        },
        Expr::Int(int) => Ok(int.get().into()),
        Expr::Float(float) => Ok(float.get().into()),
        Expr::Str(text) => Ok(text.as_str().into()),
        Expr::List(items) => items
            .iter()
            .map(data)
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array),
        Expr::Attrs(_) => {
            let values = fields(expr)?
                .into_iter()
                .map(|(name, value)| Ok((name.concat(), data(value)?)));
            values
                .collect::<Result<Map<_, _>, String>>()
                .map(Value::Object)
        }
        other => Err(format!("no data: {other:?}")),
    }
}
