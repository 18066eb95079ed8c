//! From the tree of a file to what it declares.

use super::tree::{
    Env, below, called, data, field, fields, items, lets, matching, names, selected, string,
};
use super::{Facts, Shown, Tree, bare, of_fate};
use crate::ir::{Fate, Step, show};
use crate::nix::{Expr, Part};

pub(super) fn read(file: &Expr) -> Result<Tree, String> {
    let Expr::Lambda(_, body) = file else {
        return Err("the file is no function".to_owned());
    };
    let (env, body) = match &**body {
        Expr::Let(bindings, body) => (lets(bindings), &**body),
        body => (Env::new(), body),
    };
    let mut reader = Reader {
        env,
        tree: Tree::new(),
    };
    for (name, value) in fields(body)? {
        match name.strip_prefix(&["options"][..]) {
            Some(rest) => reader.node(&names(rest), value)?,
            None => return Err(format!("the file sets {name:?}")),
        }
    }
    Ok(reader.tree)
}

/// The same for a file with former names and nothing else.
pub(super) fn read_former(file: &Expr) -> Result<Tree, String> {
    let Expr::Lambda(_, body) = file else {
        return Err("the file is no function".to_owned());
    };
    let body = match &**body {
        Expr::Let(_, body) => body,
        body => body,
    };
    let mut reader = Reader {
        env: Env::new(),
        tree: Tree::new(),
    };
    match fields(body)?.as_slice() {
        [(name, modules)] if *name == ["imports"] => reader.former(&[], modules)?,
        other => return Err(format!("the file sets {other:?}")),
    }
    Ok(reader.tree)
}

struct Reader<'a> {
    env: Env<'a>,
    tree: Tree,
}

impl<'a> Reader<'a> {
    /// A declaration, or a set of them.
    fn node(&mut self, path: &[Step], expr: &'a Expr) -> Result<(), String> {
        if let Some(["mkOption"]) = called(expr).map(|(name, _)| name).as_deref() {
            return self.option(
                path,
                called(expr)
                    .map(|(_, arguments)| arguments[0])
                    .expect("matched above"),
            );
        }
        fields(expr)?
            .into_iter()
            .try_for_each(|(name, value)| self.node(&[path, &names(&name)].concat(), value))
    }

    fn option(&mut self, path: &[Step], declared: &'a Expr) -> Result<(), String> {
        let ty = self.ty(path, field(declared, "type")?)?;
        let mut facts = bare(ty);
        for (name, value) in fields(declared)? {
            match name.as_slice() {
                ["type"] => {}
                // A text beside the value is another way to show it.
                ["defaultText"] => facts.default = facts.default.or(Some(shown(value)?)),
                ["default"] => facts.default = Some(shown(value)?),
                ["example"] => facts.example = Some(shown(value)?),
                ["description"] => facts.description = Some(string(value)?),
                ["readOnly"] => facts.read_only = true,
                other => return Err(format!("an option declares {other:?}")),
            }
        }
        self.tree.insert(show(path), facts);
        Ok(())
    }

    /// A type, and the options inside.
    fn ty(&mut self, path: &[Step], expr: &'a Expr) -> Result<String, String> {
        if let Expr::Var(name) = expr {
            if let Some(expr) = self.env.get(name.as_str()).copied() {
                return self.ty(path, expr);
            }
            return Ok(name.as_str().to_owned());
        }
        let Some((function, arguments)) = called(expr) else {
            return Ok(selected(expr)?.join("."));
        };
        match (function.as_slice(), arguments.as_slice()) {
            (["enum"], [names]) => Ok(format!(
                "enum({:?})",
                items(names)?
                    .iter()
                    .map(|name| string(name))
                    .collect::<Result<Vec<_>, _>>()?
            )),
            (["ints", "between"], [min, max]) => {
                Ok(format!("ints.between({}, {})", data(min)?, data(max)?))
            }
            (["matching"], [def]) => matching(def),
            ([wrapper @ ("nullOr" | "required")], [inner]) => {
                Ok(format!("{wrapper}({})", self.ty(path, inner)?))
            }
            (["listOf"], [inner]) => Ok(format!(
                "listOf({})",
                self.ty(&[path, &[Step::Element]].concat(), inner)?
            )),
            (["attrsOf"], [inner]) => Ok(format!(
                "attrsOf({})",
                self.ty(&below(path, "name"), inner)?
            )),
            (["attrsWith"], [set]) => {
                let path = below(path, &string(field(set, "placeholder")?)?);
                Ok(format!(
                    "attrsOf({})",
                    self.ty(&path, field(set, "elemType")?)?
                ))
            }
            ([keyed @ ("attrsOfKeyed" | "listOrAttrsOf")], [set]) => {
                let path = below(path, &string(field(set, "placeholder")?)?);
                let key = self.ty(&path, field(set, "key")?)?;
                Ok(format!(
                    "{keyed}({key}, {})",
                    self.ty(&path, field(set, "elem")?)?
                ))
            }
            (["submodule" | "plainSubmodule"], [module]) => self.submodule(path, module),
            (["either"], types) => self.either(path, types),
            (["oneOf" | "alternatives"], [types]) => self.either(path, &items(types)?),
            (["attrTag"], [tags]) => self.node(path, tags).map(|()| "attrTag".to_owned()),
            (["taggedBy"], [set]) => self.tagged(path, set),
            (function, _) => Err(format!("an unknown type: {}", function.join("."))),
        }
    }

    fn submodule(&mut self, path: &[Step], module: &'a Expr) -> Result<String, String> {
        let module = if let Expr::Lambda(_, body) = module {
            body
        } else {
            module
        };
        let mut name = "submodule".to_owned();
        for (field, value) in fields(module)? {
            match field.as_slice() {
                ["freeformType"] => {
                    let ty = self.ty(path, value)?;
                    let inner = ty
                        .strip_prefix("attrsOf(")
                        .and_then(|ty| ty.strip_suffix(')'));
                    name = format!(
                        "submodule(freeform {})",
                        inner.ok_or("a freeform type is no attrsOf")?
                    );
                }
                ["imports"] => self.former(path, value)?,
                ["options", rest @ ..] => self.node(&[path, &names(rest)].concat(), value)?,
                other => return Err(format!("a submodule sets {other:?}")),
            }
        }
        Ok(name)
    }

    /// The modules that declare what options were called.
    fn former(&mut self, set: &[Step], modules: &'a Expr) -> Result<(), String> {
        let list = |expr| {
            items(expr)?
                .into_iter()
                .map(string)
                .collect::<Result<Vec<_>, _>>()
        };
        for module in items(modules)? {
            let Some((function, arguments)) = called(module) else {
                return Err(format!("no call: {module:?}"));
            };
            let (from, fate) = match (function.as_slice(), arguments.as_slice()) {
                (["renamedWithin" | "mkRenamedOptionModule"], [from, to]) => {
                    (list(from)?, Fate::Renamed(list(to)?))
                }
                (["removedWithin" | "mkRemovedOptionModule"], [from, help]) => {
                    (list(from)?, Fate::Removed(string(help)?))
                }
                _ => return Err(format!("no former name: {module:?}")),
            };
            let path = from.iter().cloned().map(Step::Name);
            let path: Vec<Step> = set.iter().cloned().chain(path).collect();
            self.tree.insert(show(&path), bare(of_fate(&fate)));
        }
        Ok(())
    }

    fn either(&mut self, path: &[Step], types: &[&'a Expr]) -> Result<String, String> {
        let types = types
            .iter()
            .map(|ty| self.ty(path, ty))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(format!("either({})", types.join(", ")))
    }

    fn tagged(&mut self, path: &[Step], set: &'a Expr) -> Result<String, String> {
        let tag = string(field(set, "tag")?)?;
        let variants = fields(field(set, "variants")?)?;
        let mut all = Vec::new();
        for (name, module) in variants {
            all.push(name.concat());
            self.ty(&below(path, &format!("{tag}={}", name.concat())), module)?;
        }
        let facts = Facts {
            description: Some(string(field(set, "description")?)?),
            ..bare(format!("enum({all:?})"))
        };
        self.tree
            .insert(show(&[path, &names(&[&tag])].concat()), facts);
        Ok("taggedBy".to_owned())
    }
}

/// A default or example: a value, `literalExpression` text, or a template around `name`.
fn shown(expr: &Expr) -> Result<Shown, String> {
    if let Expr::Template(parts) = expr {
        let text = parts.iter().map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Expr(_) => "${name}",
        });
        return Ok(Shown::Text(text.collect()));
    }
    match called(expr) {
        Some((name, arguments)) if name == ["literalExpression"] => {
            Ok(Shown::Text(string(arguments[0])?))
        }
        _ => data(expr).map(Shown::Value),
    }
}
