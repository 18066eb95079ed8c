//! The option tree, read back from the text of `options.nix`: what Nix will see, compared with what
//! the schema says.

mod read;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::Problem;
use crate::ir::{Default, Fate, Module, Opt, Step, Type, show};
use crate::nix::{self, Expr};

/// What a file declares and the schema does not say, or the other way round.
pub fn read_back(module: &Module, text: &str, place: &str) -> Vec<Problem> {
    match nix::lift(text) {
        Ok(tree) => compare(module, &tree, place),
        Err(error) => vec![problem(module.name.clone(), error.to_string(), place)],
    }
}

/// The same for a tree that the text was found to be.
pub(crate) fn compare(module: &Module, tree: &Expr, place: &str) -> Vec<Problem> {
    let read = match read::read(tree) {
        Ok(read) => read,
        Err(error) => {
            let message = format!("the file cannot be read back: {error}");
            return vec![problem(module.name.clone(), message, place)];
        }
    };
    differences(&read, &expected(module), place)
}

/// The same for `former.nix`.
pub(crate) fn compare_former(module: &Module, tree: &Expr, place: &str) -> Vec<Problem> {
    match read::read_former(tree) {
        Ok(read) => differences(&read, &expected_former(module), place),
        Err(error) => {
            let message = format!("the file cannot be read back: {error}");
            vec![problem(module.name.clone(), message, place)]
        }
    }
}

fn differences(read: &Tree, expected: &Tree, place: &str) -> Vec<Problem> {
    let names: BTreeSet<&String> = read.keys().chain(expected.keys()).collect();
    let differs = names
        .into_iter()
        .filter(|name| read.get(*name) != expected.get(*name));
    let problems = differs.map(|name| {
        let (read, expected) = (read.get(name), expected.get(name));
        let message = format!("the file declares {read:?} and the schema {expected:?}");
        problem(name.clone(), message, place)
    });
    problems.collect()
}

fn problem(subject: String, message: String, place: &str) -> Problem {
    Problem {
        subject,
        places: vec![place.to_owned()],
        message,
        help: "this is a defect of the generator: please report it".to_owned(),
    }
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
    tree.extend(former(module, |set| set > 0));
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

fn expected_former(module: &Module) -> Tree {
    former(module, |set| set == 0).collect()
}

/// The former names whose set has so many steps above it that `is_here`.
fn former(module: &Module, is_here: fn(usize) -> bool) -> impl Iterator<Item = (String, Facts)> {
    let all = module.former().into_iter();
    let here = all.filter(move |(path, former)| is_here(path.len() - former.path.len()));
    here.map(|(path, former)| (show(&path), bare(of_fate(&former.fate))))
}

fn of_fate(fate: &Fate) -> String {
    match fate {
        Fate::Renamed(to) => format!("renamed({to:?})"),
        Fate::Removed(help) => format!("removed({help:?})"),
    }
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
            Default::FromConfig(text) => Some(Shown::Text(text.clone())),
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
            "matching({}, {:?}, {:?}, {}, {:?}, {})",
            crate::lower::of_scalar(def.name),
            def.noun,
            def.pattern,
            def.max_len,
            def.help,
            crate::lower::rules(def)
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
