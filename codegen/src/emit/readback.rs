//! The option tree, read back from the text of `options.nix`: what Nix will see, compared with what
//! the schema says.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::Problem;
use crate::ir::{Default, Module, Opt, Step, Type, show};
use crate::nix::{self, Binding, Expr, Part};

/// What a file declares and the schema does not say, or the other way round.
pub fn read_back(module: &Module, text: &str, place: &str) -> Vec<Problem> {
    let problem = |subject: String, message: String| Problem {
        subject,
        places: vec![place.to_owned()],
        message,
        help: "this is a defect of the generator: please report it".to_owned(),
    };
    let read = match nix::lift(text)
        .map_err(|error| error.to_string())
        .and_then(|expr| read(&expr))
    {
        Ok(read) => read,
        Err(error) => {
            return vec![problem(
                module.name.clone(),
                format!("the file cannot be read back: {error}"),
            )];
        }
    };
    let expected = expected(module);
    let names: BTreeSet<&String> = read.keys().chain(expected.keys()).collect();
    let differs = names
        .into_iter()
        .filter(|name| read.get(*name) != expected.get(*name));
    differs
        .map(|name| {
            let message = format!(
                "the file declares {:?} and the schema {:?}",
                read.get(name),
                expected.get(name)
            );
            problem(name.clone(), message)
        })
        .collect()
}

/// What a declaration says.
#[derive(Debug, PartialEq)]
struct Facts {
    /// The type, constructors and arguments; options inside are facts of their own.
    ty: String,
    default: Option<Shown>,
    example: Option<Shown>,
    description: Option<String>,
    read_only: bool,
}

/// A value, or the text that stands for one.
#[derive(Debug, PartialEq)]
enum Shown {
    Value(Value),
    Text(String),
}

type Tree = BTreeMap<String, Facts>;

fn expected(module: &Module) -> Tree {
    let mut tree: Tree = module
        .options()
        .into_iter()
        .map(|(path, option)| (show(&path), of_option(option)))
        .collect();
    // What lies above a `<name>` is declared again with a type only.
    let cut = module
        .mount
        .iter()
        .position(|step| !matches!(step, Step::Name(_)));
    if let Some(cut) = cut {
        tree.insert(
            show(&module.mount[..cut]),
            bare("attrsOf(submodule)".to_owned()),
        );
    }
    tree
}

const fn bare(ty: String) -> Facts {
    Facts {
        ty,
        default: None,
        example: None,
        description: None,
        read_only: false,
    }
}

fn of_option(option: &Opt) -> Facts {
    Facts {
        ty: of_type(&option.ty),
        default: match &option.default {
            Default::Required => None,
            Default::Value(value) => Some(Shown::Value(value.clone())),
            Default::FromName(parts) => Some(Shown::Text(parts.join("${name}"))),
        },
        example: option.example.clone().map(|example| {
            if super::pretty::is_plain(&example) {
                Shown::Value(example)
            } else {
                Shown::Text(super::pretty::text(&example))
            }
        }),
        description: Some(option.description.clone()),
        read_only: option.read_only,
    }
}

fn of_type(ty: &Type) -> String {
    use schema::meta::IntKind;
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Str => "str".to_owned(),
        Type::Anything => "anything".to_owned(),
        Type::Int(kind) => match kind {
            IntKind::U8 => "ints.u8",
            IntKind::U16 => "ints.u16",
            IntKind::U32 => "ints.u32",
            IntKind::I8 => "ints.s8",
            IntKind::I16 => "ints.s16",
            IntKind::I32 => "ints.s32",
            IntKind::I64 => "int",
        }
        .to_owned(),
        Type::Between(min, max) => format!("ints.between({min}, {max})"),
        Type::Port => "port".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Scalar(def) => format!(
            "matching({}, {:?}, {:?}, {})",
            crate::lower::nix_name(def.name),
            def.noun,
            def.pattern,
            def.max_len
        ),
        Type::Enum(names) => format!("enum({names:?})"),
        Type::NullOr(inner) => format!("nullOr({})", of_type(inner)),
        Type::List(inner) => format!("listOf({})", of_type(inner)),
        Type::Required(inner) => format!("required({})", of_type(inner)),
        Type::Map(map) if map.key.is_none() => format!("attrsOf({})", of_type(&map.value)),
        Type::Map(map) => format!("attrsOfKeyed({}, {})", of_key(map), of_type(&map.value)),
        Type::ListOrMap(map) => format!("listOrAttrsOf({}, {})", of_key(map), of_type(&map.value)),
        Type::Submodule(submodule) => match &submodule.freeform {
            None => "submodule".to_owned(),
            Some(inner) => format!("submodule(freeform {})", of_type(inner)),
        },
        Type::Either(types) => format!(
            "either({})",
            types.iter().map(of_type).collect::<Vec<_>>().join(", ")
        ),
        Type::AttrTag(_) => "attrTag".to_owned(),
        Type::Tagged { .. } => "taggedBy".to_owned(),
    }
}

fn of_key(map: &crate::ir::Map) -> String {
    of_type(&map.key.map_or(Type::Str, Type::Scalar))
}

/// The lets of the file, by name.
type Env<'a> = BTreeMap<&'a str, &'a Expr>;

fn read(file: &Expr) -> Result<Tree, String> {
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

fn lets(bindings: &[Binding]) -> Env<'_> {
    let set = |binding| match binding {
        &Binding::Set(ref path, ref value) if path.len() == 1 => Some((path[0].as_str(), value)),
        _ => None,
    };
    bindings.iter().filter_map(set).collect()
}

/// The attributes of a set, each with its path.
fn fields(expr: &Expr) -> Result<Vec<(Vec<&str>, &Expr)>, String> {
    let Expr::Attrs(bindings) = expr else {
        return Err(format!("no attribute set: {expr:?}"));
    };
    let field = |binding| match binding {
        &Binding::Set(ref path, ref value) => {
            Ok((path.iter().map(nix::Text::as_str).collect(), value))
        }
        &Binding::Inherit(..) => Err("an inherit among declarations".to_owned()),
    };
    bindings.iter().map(field).collect()
}

fn field<'a>(expr: &'a Expr, name: &str) -> Result<&'a Expr, String> {
    let found = fields(expr)?.into_iter().find(|(path, _)| *path == [name]);
    found
        .map(|(_, value)| value)
        .ok_or_else(|| format!("no attribute `{name}`"))
}

fn names(path: &[&str]) -> Vec<Step> {
    path.iter()
        .map(|name| Step::Name((*name).to_owned()))
        .collect()
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
                ["type" | "defaultText"] => {}
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
            (["submodule"], [module]) => self.submodule(path, module),
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
                ["options", rest @ ..] => self.node(&[path, &names(rest)].concat(), value)?,
                other => return Err(format!("a submodule sets {other:?}")),
            }
        }
        Ok(name)
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

fn below(path: &[Step], placeholder: &str) -> Vec<Step> {
    [path, &[Step::Any(placeholder.to_owned())]].concat()
}

fn matching(def: &Expr) -> Result<String, String> {
    let text = |name| field(def, name).and_then(string);
    let length = data(field(def, "maxLength")?)?;
    Ok(format!(
        "matching({}, {:?}, {:?}, {length})",
        text("name")?,
        text("description")?,
        text("pattern")?
    ))
}

/// A call of a named function: its dotted name and its arguments.
fn called(expr: &Expr) -> Option<(Vec<&str>, Vec<&Expr>)> {
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

fn selected(expr: &Expr) -> Result<Vec<&str>, String> {
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

fn items(expr: &Expr) -> Result<Vec<&Expr>, String> {
    match expr {
        Expr::List(items) => Ok(items.iter().collect()),
        other => Err(format!("no list: {other:?}")),
    }
}

fn string(expr: &Expr) -> Result<String, String> {
    match expr {
        Expr::Str(text) => Ok(text.as_str().to_owned()),
        other => Err(format!("no string: {other:?}")),
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

/// A tree without functions and names, as data.
fn data(expr: &Expr) -> Result<Value, String> {
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
