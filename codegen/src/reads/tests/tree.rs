//! A small option tree with every kind of place.

use std::sync::Arc;

use nixos_options::meta::Origin;

use crate::ir::{Default, Group, Map, Module, Node, Opt, Step, Submodule, Type};

/// `s.…`, and `containers.<name>.s.…`.
pub(super) fn modules() -> Vec<Module> {
    vec![
        module("s", vec![name("s")], settings()),
        module(
            "containers",
            vec![name("containers"), Step::Any("name".into()), name("s")],
            vec![
                option("enable", Type::Bool),
                option("dirs", map("path", submodule(entry()))),
            ],
        ),
    ]
}

fn settings() -> Vec<Node> {
    let user = vec![option("files", list_or_map("path", submodule(entry())))];
    let store = vec![
        option("path", Type::Str),
        option("tier", Type::Enum(vec!["data".into(), "cache".into()])),
        option("dirs", list_or_map("path", submodule(entry()))),
        option("files", list_or_map("path", submodule(file()))),
        option("users", map("user", submodule(user))),
    ];
    vec![
        option("enable", Type::Bool),
        option("size", Type::NullOr(Box::new(Type::Str))),
        group(
            "watch",
            vec![option("every", Type::Str), option("warnAt", Type::Port)],
        ),
        option("stores", map("name", submodule(store))),
        option("limits", submodule(limits())),
        option(
            "ports",
            Type::List(Box::new(submodule(vec![option("port", Type::Port)]))),
        ),
        option(
            "health",
            Type::NullOr(Box::new(submodule(vec![option("command", Type::Str)]))),
        ),
        option("tags", map("tag", Type::Str)),
        node(Opt {
            unread: Some("for people".into()),
            ..leaf("note", Type::Str)
        }),
        node(Opt {
            read_only: true,
            ..leaf("manifest", Type::Str)
        }),
    ]
}

fn limits() -> Vec<Node> {
    vec![option("cpu", Type::Str), option("memory", Type::Str)]
}

fn entry() -> Vec<Node> {
    vec![option("mode", Type::Str), option("user", Type::Str)]
}

/// An entry with one option more.
fn file() -> Vec<Node> {
    let variant = |name: &str| leaf(name, Type::Str);
    let seed = Type::Either(vec![
        Type::Str,
        Type::AttrTag(vec![variant("text"), variant("source")]),
    ]);
    let mut nodes = entry();
    nodes.push(option("seed", seed));
    nodes
}

/// A module of the domain `domain`.
pub(super) fn module(domain: &str, mount: Vec<Step>, nodes: Vec<Node>) -> Module {
    Module {
        name: domain.into(),
        mount,
        doc: String::new(),
        nodes,
        former: Vec::new(),
        origin: origin("Root"),
        scalars: Vec::new(),
        shared: Vec::new(),
    }
}

pub(super) fn name(name: &str) -> Step {
    Step::Name(name.into())
}

pub(super) fn option(name: &str, ty: Type) -> Node {
    node(leaf(name, ty))
}

pub(super) fn map(placeholder: &str, value: Type) -> Type {
    Type::Map(map_of(placeholder, value))
}

pub(super) fn list_or_map(placeholder: &str, value: Type) -> Type {
    Type::ListOrMap(map_of(placeholder, value))
}

pub(super) fn submodule(nodes: Vec<Node>) -> Type {
    Type::Submodule(Arc::new(Submodule {
        rust: "sub",
        nodes,
        freeform: None,
        former: Vec::new(),
    }))
}

fn map_of(placeholder: &str, value: Type) -> Map {
    Map {
        key: None,
        value: Box::new(value),
        placeholder: placeholder.into(),
    }
}

fn node(option: Opt) -> Node {
    Node::Option(option)
}

fn group(name: &str, nodes: Vec<Node>) -> Node {
    Node::Group(Group {
        name: name.into(),
        doc: String::new(),
        nodes,
    })
}

fn leaf(name: &str, ty: Type) -> Opt {
    Opt {
        name: name.into(),
        description: String::new(),
        ty,
        default: Default::Required,
        example: None,
        read_only: false,
        unread: None,
        origin: origin(Box::leak(format!("Type::{name}").into_boxed_str())),
    }
}

fn origin(item: &'static str) -> Origin {
    Origin {
        file: "schema/src/s.rs",
        item,
    }
}
