//! The places in the option tree: every option, group, element and attribute that a configuration
//! can be followed to. Alternatives of a type that lead to the same path are one place.

use std::collections::BTreeMap;

use super::nearest;
use crate::ir::{Group, Map, Module, Node, Opt, Step, Submodule, Type};

/// A place in [`Places`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct PlaceId(usize);

/// All places, parents before children.
#[derive(Debug)]
pub(super) struct Places<'a> {
    list: Vec<Place<'a>>,
}

/// A place in the option tree.
#[derive(Debug, Default)]
pub(super) struct Place<'a> {
    /// As documentation shows it: `services.relay.queues.<name>.path`.
    pub(super) path: String,
    pub(super) parent: Option<PlaceId>,
    /// The options declared here; several where variants share a name.
    pub(super) options: Vec<&'a Opt>,
    /// The index of the module.
    pub(super) module: Option<usize>,
    /// Attributes with a name.
    pub(super) children: BTreeMap<&'a str, PlaceId>,
    /// Attributes whose names users choose.
    pub(super) any: Option<PlaceId>,
    /// Elements of a list.
    pub(super) element: Option<PlaceId>,
    /// Belongs to another module, which declares more than we know.
    pub(super) foreign: bool,
    /// Selecting it reads an option. A submodule that is always there is only a way to its options.
    pub(super) leaf: bool,
}

impl<'a> Places<'a> {
    /// What `config` is.
    pub(super) const ROOT: PlaceId = PlaceId(0);

    pub(super) fn new(modules: &'a [Module]) -> Self {
        let root = Place {
            foreign: true,
            ..Place::default()
        };
        let mut places = Self { list: vec![root] };
        for (index, module) in modules.iter().enumerate() {
            let mount = places.mount(module);
            places.list[mount.0].module = Some(index);
            places.nodes(mount, &module.nodes);
        }
        for place in places
            .list
            .iter_mut()
            .filter(|place| place.module.is_some())
        {
            place.foreign = false;
        }
        places
    }

    pub(super) fn get(&self, id: PlaceId) -> &Place<'a> {
        &self.list[id.0]
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (PlaceId, &Place<'a>)> {
        self.list.iter().enumerate().map(|(id, p)| (PlaceId(id), p))
    }

    /// The place itself, what it is in, and so on.
    pub(super) fn ancestors(&self, id: PlaceId) -> impl Iterator<Item = PlaceId> {
        std::iter::successors(Some(id), |&id| self.get(id).parent)
    }

    /// Whether there are options below.
    pub(super) fn holds_options(&self, id: PlaceId) -> bool {
        self.inner(id)
            .any(|inner| !self.get(inner).options.is_empty() || self.holds_options(inner))
    }

    /// The places directly below.
    pub(super) fn inner(&self, id: PlaceId) -> impl Iterator<Item = PlaceId> {
        let place = self.get(id);
        let named = place.children.values().copied();
        named.chain(place.any).chain(place.element)
    }

    /// The place of an attribute.
    pub(super) fn attribute(&self, id: PlaceId, name: &str) -> Option<PlaceId> {
        let place = self.get(id);
        place.children.get(name).copied().or(place.any)
    }

    /// The attribute whose name is most like `name`.
    pub(super) fn nearest(&self, id: PlaceId, name: &str) -> Option<(&'a str, PlaceId)> {
        let children = self.get(id).children.iter();
        let children = children.map(|(&child, &id)| (child, id));
        children.min_by_key(|(child, _)| nearest::distance(child, name))
    }

    /// Where the options at and around a place are written: `src/queue.rs, Queue::path`.
    pub(super) fn origin(&self, id: PlaceId, modules: &[Module]) -> Option<String> {
        let written = |id| {
            let place: &Place = self.get(id);
            let option = place.options.first().map(|option| option.origin);
            option.or_else(|| place.module.map(|module| modules[module].origin))
        };
        let around = || self.ancestors(id).skip(1).find_map(written);
        let inside = || self.inner(id).find_map(written);
        let origin = written(id).or_else(inside).or_else(around)?;
        Some(format!("{}, {}", origin.file, origin.item))
    }

    /// What lies above a mount belongs to others too (`services.…`), unless a domain is mounted there.
    fn mount(&mut self, module: &'a Module) -> PlaceId {
        let mut place = Self::ROOT;
        for (index, step) in module.mount.iter().enumerate() {
            place = match step {
                Step::Name(name) => self.child(place, name),
                Step::Any(name) => self.any(place, name),
                Step::Element => self.element(place),
            };
            self.list[place.0].foreign |= index + 1 < module.mount.len();
        }
        place
    }

    fn nodes(&mut self, place: PlaceId, nodes: &'a [Node]) {
        for node in nodes {
            match node {
                Node::Option(option) => self.option(place, option),
                Node::Group(Group { name, nodes, .. }) => {
                    let group = self.child(place, name);
                    self.nodes(group, nodes);
                }
            }
        }
    }

    fn option(&mut self, parent: PlaceId, option: &'a Opt) {
        let id = self.child(parent, &option.name);
        let place = &mut self.list[id.0];
        place.options.push(option);
        place.leaf |= !matches!(option.ty, Type::Submodule(_));
        self.values(id, &option.ty);
    }

    /// What can be inside values of a type.
    fn values(&mut self, place: PlaceId, ty: &'a Type) {
        match ty {
            Type::NullOr(inner) | Type::Required(inner) => self.values(place, inner),
            Type::List(inner) => {
                let element = self.element(place);
                self.values(element, inner);
            }
            Type::Map(map) | Type::ListOrMap(map) => self.map(place, map),
            Type::Submodule(submodule) => self.submodule(place, submodule),
            Type::Either(types) => types.iter().for_each(|ty| self.values(place, ty)),
            Type::AttrTag(variants) => {
                for variant in variants {
                    let inner = self.child(place, &variant.name);
                    self.values(inner, &variant.ty);
                }
            }
            Type::Tagged { tag, variants } => {
                self.option(place, tag);
                for (_, submodule) in variants {
                    self.submodule(place, submodule);
                }
            }
            _ => {}
        }
    }

    fn map(&mut self, place: PlaceId, map: &'a Map) {
        let any = self.any(place, &map.placeholder);
        self.values(any, &map.value);
    }

    fn submodule(&mut self, place: PlaceId, submodule: &'a Submodule) {
        self.nodes(place, &submodule.nodes);
        if let Some(ty) = &submodule.freeform {
            let any = self.any(place, "name");
            self.values(any, ty);
        }
    }

    fn child(&mut self, parent: PlaceId, name: &'a str) -> PlaceId {
        if let Some(&child) = self.get(parent).children.get(name) {
            return child;
        }
        let child = self.add(parent, &attribute(name));
        self.list[parent.0].children.insert(name, child);
        child
    }

    fn any(&mut self, parent: PlaceId, placeholder: &str) -> PlaceId {
        if let Some(any) = self.get(parent).any {
            return any;
        }
        let any = self.add(parent, &format!("<{placeholder}>"));
        self.list[parent.0].any = Some(any);
        any
    }

    fn element(&mut self, parent: PlaceId) -> PlaceId {
        if let Some(element) = self.get(parent).element {
            return element;
        }
        let element = self.add(parent, "*");
        self.list[parent.0].element = Some(element);
        element
    }

    fn add(&mut self, parent: PlaceId, step: &str) -> PlaceId {
        self.list.push(Place {
            path: join(&self.get(parent).path, step),
            parent: Some(parent),
            ..Place::default()
        });
        PlaceId(self.list.len() - 1)
    }
}

/// A path with one more step.
pub(super) fn join(path: &str, step: &str) -> String {
    match path {
        "" => step.into(),
        _ => format!("{path}.{step}"),
    }
}

/// A name as it stands in a path: quoted where it is no identifier.
pub(super) fn attribute(name: &str) -> String {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '\'');
    if starts && name.chars().all(word) {
        name.into()
    } else {
        format!("{name:?}")
    }
}
