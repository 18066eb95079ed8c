//! The option tree: a node for every option, group, element and attribute that a configuration can
//! contain. Alternatives of a type that lead to the same path share a node.

use std::collections::BTreeMap;

use super::nearest;
use crate::ir::{Group, Map, Module, Node, Opt, Step, Submodule, Type};

/// A node in [`OptionTree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeId(usize);

/// All nodes, parents before children.
#[derive(Debug)]
pub(super) struct OptionTree<'a> {
    list: Vec<OptionNode<'a>>,
}

/// A node in the option tree.
#[derive(Debug, Default)]
pub(super) struct OptionNode<'a> {
    /// As documentation shows it: `services.relay.queues.<name>.path`.
    pub(super) path: String,
    pub(super) parent: Option<NodeId>,
    /// The options declared here; several where variants share a name.
    pub(super) options: Vec<&'a Opt>,
    /// The index of the module.
    pub(super) module: Option<usize>,
    /// Attributes with a name.
    pub(super) children: BTreeMap<&'a str, NodeId>,
    /// Attributes whose names users choose.
    pub(super) any: Option<NodeId>,
    /// Elements of a list.
    pub(super) element: Option<NodeId>,
    /// Belongs to another module, which declares more than we know.
    pub(super) foreign: bool,
    /// Selecting it reads an option. A submodule that is always there is only a way to its options.
    pub(super) leaf: bool,
}

impl<'a> OptionTree<'a> {
    /// What `config` is.
    pub(super) const ROOT: NodeId = NodeId(0);

    pub(super) fn new(modules: &'a [Module]) -> Self {
        let root = OptionNode {
            foreign: true,
            ..OptionNode::default()
        };
        let mut tree = Self { list: vec![root] };
        for (index, module) in modules.iter().enumerate() {
            let mount = tree.mount(module);
            tree.list[mount.0].module = Some(index);
            tree.nodes(mount, &module.nodes);
        }
        for node in tree.list.iter_mut().filter(|node| node.module.is_some()) {
            node.foreign = false;
        }
        tree
    }

    pub(super) fn get(&self, id: NodeId) -> &OptionNode<'a> {
        &self.list[id.0]
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (NodeId, &OptionNode<'a>)> {
        self.list.iter().enumerate().map(|(id, p)| (NodeId(id), p))
    }

    /// The node itself, its parent, and so on.
    pub(super) fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(Some(id), |&id| self.get(id).parent)
    }

    /// Whether there are options below.
    pub(super) fn holds_options(&self, id: NodeId) -> bool {
        self.inner(id)
            .any(|inner| !self.get(inner).options.is_empty() || self.holds_options(inner))
    }

    /// The children of a node.
    pub(super) fn inner(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let node = self.get(id);
        let named = node.children.values().copied();
        named.chain(node.any).chain(node.element)
    }

    /// The node of an attribute.
    pub(super) fn attribute(&self, id: NodeId, name: &str) -> Option<NodeId> {
        let node = self.get(id);
        node.children.get(name).copied().or(node.any)
    }

    /// The attribute whose name is most like `name`.
    pub(super) fn nearest(&self, id: NodeId, name: &str) -> Option<(&'a str, NodeId)> {
        let children = self.get(id).children.iter();
        let children = children.map(|(&child, &id)| (child, id));
        children.min_by_key(|(child, _)| nearest::distance(child, name))
    }

    /// Where the options at and around a node are written: `src/queue.rs, Queue::path`.
    pub(super) fn origin(&self, id: NodeId, modules: &[Module]) -> Option<String> {
        let written = |id| {
            let node: &OptionNode = self.get(id);
            let option = node.options.first().map(|option| option.origin);
            option.or_else(|| node.module.map(|module| modules[module].origin))
        };
        let around = || self.ancestors(id).skip(1).find_map(written);
        let inside = || self.inner(id).find_map(written);
        let origin = written(id).or_else(inside).or_else(around)?;
        Some(format!("{}, {}", origin.file, origin.item))
    }

    /// The nodes above a mount also contain options of other modules (`services.…`), unless a
    /// domain is mounted there.
    fn mount(&mut self, module: &'a Module) -> NodeId {
        let mut node = Self::ROOT;
        for (index, step) in module.mount.iter().enumerate() {
            node = match step {
                Step::Name(name) => self.child(node, name),
                Step::Any(name) => self.any(node, name),
                Step::Element => self.element(node),
            };
            self.list[node.0].foreign |= index + 1 < module.mount.len();
        }
        node
    }

    fn nodes(&mut self, parent: NodeId, nodes: &'a [Node]) {
        for node in nodes {
            match node {
                Node::Option(option) => self.option(parent, option),
                Node::Group(Group { name, nodes, .. }) => {
                    let group = self.child(parent, name);
                    self.nodes(group, nodes);
                }
            }
        }
    }

    fn option(&mut self, parent: NodeId, option: &'a Opt) {
        let id = self.child(parent, &option.name);
        let node = &mut self.list[id.0];
        node.options.push(option);
        node.leaf |= !matches!(option.ty, Type::Submodule(_));
        self.values(id, &option.ty);
    }

    /// What can be inside values of a type.
    fn values(&mut self, node: NodeId, ty: &'a Type) {
        match ty {
            Type::NullOr(inner) | Type::Required(inner) => self.values(node, inner),
            Type::List(inner) => {
                let element = self.element(node);
                self.values(element, inner);
            }
            Type::Map(map) | Type::ListOrMap(map) => self.map(node, map),
            Type::Submodule(submodule) => self.submodule(node, submodule),
            Type::Either(types) => types.iter().for_each(|ty| self.values(node, ty)),
            Type::AttrTag(variants) => {
                for variant in variants {
                    let inner = self.child(node, &variant.name);
                    self.values(inner, &variant.ty);
                }
            }
            Type::Tagged { tag, variants } => {
                self.option(node, tag);
                for (_, submodule) in variants {
                    self.submodule(node, submodule);
                }
            }
            _ => {}
        }
    }

    fn map(&mut self, node: NodeId, map: &'a Map) {
        let any = self.any(node, &map.placeholder);
        self.values(any, &map.value);
    }

    fn submodule(&mut self, node: NodeId, submodule: &'a Submodule) {
        self.nodes(node, &submodule.nodes);
        if let Some(ty) = &submodule.freeform {
            let any = self.any(node, "name");
            self.values(any, ty);
        }
    }

    fn child(&mut self, parent: NodeId, name: &'a str) -> NodeId {
        if let Some(&child) = self.get(parent).children.get(name) {
            return child;
        }
        let child = self.add(parent, &attribute(name));
        self.list[parent.0].children.insert(name, child);
        child
    }

    fn any(&mut self, parent: NodeId, placeholder: &str) -> NodeId {
        if let Some(any) = self.get(parent).any {
            return any;
        }
        let any = self.add(parent, &format!("<{placeholder}>"));
        self.list[parent.0].any = Some(any);
        any
    }

    fn element(&mut self, parent: NodeId) -> NodeId {
        if let Some(element) = self.get(parent).element {
            return element;
        }
        let element = self.add(parent, "*");
        self.list[parent.0].element = Some(element);
        element
    }

    fn add(&mut self, parent: NodeId, step: &str) -> NodeId {
        self.list.push(OptionNode {
            path: join(&self.get(parent).path, step),
            parent: Some(parent),
            ..OptionNode::default()
        });
        NodeId(self.list.len() - 1)
    }
}

/// A path with one more step.
pub(super) fn join(path: &str, step: &str) -> String {
    match path {
        "" => step.into(),
        _ => format!("{path}.{step}"),
    }
}

/// A name in a path, quoted if it is not an identifier.
pub(super) fn attribute(name: &str) -> String {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '\'');
    if starts && name.chars().all(word) {
        name.into()
    } else {
        format!("{name:?}")
    }
}
