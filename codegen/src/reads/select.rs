//! Selecting attributes and elements: where options are read, and where they are missed.

use super::core::{Attr, Name, Site};
use super::eval::{Access, Eval};
use super::option_tree::NodeId;
use super::table;
use super::value::{EnvId, Record, Shape, ValueId, Values};

impl Eval<'_> {
    /// One step of an attribute path, and whether there may be such an attribute.
    pub(super) fn step(
        &mut self,
        value: ValueId,
        attr: Attr,
        access: Access,
        env: EnvId,
    ) -> (ValueId, bool) {
        let (names, others) = self.key(attr.key, env);
        self.select_any(value, &names, others, attr.site, access)
    }

    /// The attributes with one of these names, or with any where there may be `others`.
    pub(super) fn select_any(
        &mut self,
        value: ValueId,
        names: &[Name],
        others: bool,
        site: Site,
        access: Access,
    ) -> (ValueId, bool) {
        if others {
            return (self.attributes(value, site), true);
        }
        let mut selected = Values::EMPTY;
        // A key without a value is not known yet.
        let mut found = names.is_empty();
        for &name in names {
            let (one, has) = self.select(value, name, site, access);
            selected = self.values.union(selected, one);
            found |= has;
        }
        (selected, found)
    }

    /// The attribute `name`, and whether there may be one. An option that none of the alternatives
    /// has is absent.
    pub(super) fn select(
        &mut self,
        value: ValueId,
        name: Name,
        site: Site,
        access: Access,
    ) -> (ValueId, bool) {
        let shapes = self.values.shapes(value);
        let mut selected = Values::EMPTY;
        let mut found = shapes.is_empty();
        for shape in shapes.iter() {
            if let Some(attribute) = self.attribute(shape, name, site, access) {
                found = true;
                selected = self.values.union(selected, attribute);
            }
        }
        if found {
            self.facts.found.insert(site);
        } else {
            self.miss(&shapes, name, site, access);
        }
        (selected, found)
    }

    fn miss(&mut self, shapes: &[Shape], name: Name, site: Site, access: Access) {
        let absent = match access {
            Access::Required => &mut self.facts.absent,
            Access::Optional | Access::Test => &mut self.facts.doubtful,
        };
        for shape in shapes {
            if let Shape::Node(node) = shape {
                absent.insert((*node, name, site));
            }
        }
    }

    fn attribute(
        &mut self,
        shape: &Shape,
        name: Name,
        site: Site,
        access: Access,
    ) -> Option<ValueId> {
        match shape {
            Shape::Node(node) => self.inside(*node, name, site, access),
            Shape::Record(record) => self.field(record, name),
            Shape::Lib => Some(self.function(name)),
            Shape::Args(config) => Some(self.module_arg(*config, name)),
            Shape::Unknown | Shape::Submodule(_) | Shape::File(_) => Some(Values::UNKNOWN),
            Shape::Text(_) | Shape::Closure(..) | Shape::Builtin(..) | Shape::List(_) => None,
        }
    }

    fn inside(&mut self, node: NodeId, name: Name, site: Site, access: Access) -> Option<ValueId> {
        let tree = self.tree;
        let text = self.program.names.text(name);
        match tree.attribute(node, text) {
            Some(inner) => {
                if access != Access::Test {
                    self.arrive(inner, site);
                }
                Some(self.values.one(Shape::Node(inner)))
            }
            None => tree.get(node).foreign.then_some(Values::UNKNOWN),
        }
    }

    fn field(&mut self, record: &Record, name: Name) -> Option<ValueId> {
        let named = record.named.iter().find(|(n, _)| *n == name);
        match (named.map(|(_, value)| *value), record.rest) {
            (Some(value), Some(rest)) => Some(self.values.union(value, rest)),
            (value, rest) => value.or(rest),
        }
    }

    fn module_arg(&mut self, config: ValueId, name: Name) -> ValueId {
        match self.program.names.text(name) {
            "config" => config,
            "lib" => self.values.one(Shape::Lib),
            _ => Values::UNKNOWN,
        }
    }

    /// `lib.NAME`.
    fn function(&mut self, name: Name) -> ValueId {
        let text = self.program.names.text(name);
        match self.table.get(text) {
            Some(function) => self.values.one(Shape::Builtin(function, Vec::new())),
            None if table::is_set(text) => self.values.one(Shape::Lib),
            None => Values::UNKNOWN,
        }
    }

    /// The code comes to a node: if that is an option, its value is used.
    fn arrive(&mut self, node: NodeId, site: Site) {
        if self.tree.get(node).leaf {
            self.facts.reads.insert((node, site));
        }
        let first = self.facts.arrivals.entry((node, site.file));
        let first = first.or_insert(site);
        *first = site.min(*first);
    }

    /// What the attributes of an attribute set are.
    pub(super) fn attributes(&mut self, value: ValueId, site: Site) -> ValueId {
        let mut all = Values::EMPTY;
        for shape in self.values.shapes(value).iter() {
            let inner = match shape {
                Shape::Node(node) => self.nodes_in(*node, site),
                Shape::Record(record) => {
                    let named = record.named.iter().map(|(_, value)| *value);
                    let values = named.chain(record.rest);
                    values.fold(Values::EMPTY, |all, one| self.values.union(all, one))
                }
                Shape::Unknown | Shape::Lib => Values::UNKNOWN,
                Shape::Args(config) => self.values.union(Values::UNKNOWN, *config),
                _ => Values::EMPTY,
            };
            all = self.values.union(all, inner);
        }
        all
    }

    fn nodes_in(&mut self, node: NodeId, site: Site) -> ValueId {
        let tree = self.tree;
        let node = tree.get(node);
        let mut shapes = Vec::new();
        for inner in node.children.values().copied().chain(node.any) {
            self.arrive(inner, site);
            shapes.push(Shape::Node(inner));
        }
        if node.foreign && node.any.is_none() {
            shapes.push(Shape::Unknown);
        }
        self.values.make(shapes)
    }

    /// What the names of the attributes are.
    pub(super) fn attribute_names(&mut self, value: ValueId) -> ValueId {
        let mut shapes = Vec::new();
        for shape in self.values.shapes(value).iter() {
            match shape {
                Shape::Record(Record { named, rest: None }) => {
                    shapes.extend(named.iter().map(|(name, _)| Shape::Text(*name)));
                }
                Shape::Text(_) | Shape::List(_) => {}
                Shape::Node(node) => shapes.extend(self.option_names(*node)),
                _ => shapes.push(Shape::Unknown),
            }
        }
        self.values.make(shapes)
    }

    fn option_names(&self, node: NodeId) -> Vec<Shape> {
        let node = self.tree.get(node);
        if node.foreign || node.any.is_some() {
            return vec![Shape::Unknown];
        }
        let names = node.children.keys();
        let names = names.map(|name| self.program.names.get(name).map(Shape::Text));
        names.map(|name| name.unwrap_or(Shape::Unknown)).collect()
    }

    /// What the elements of a list are.
    pub(super) fn elements(&mut self, value: ValueId, site: Site) -> ValueId {
        let mut all = Values::EMPTY;
        for shape in self.values.shapes(value).iter() {
            let inner = match shape {
                Shape::List(element) => *element,
                Shape::Unknown => Values::UNKNOWN,
                Shape::Node(node) => match self.tree.get(*node).element {
                    Some(element) => {
                        self.arrive(element, site);
                        self.values.one(Shape::Node(element))
                    }
                    // The list form of a map holds the names.
                    None => Values::UNKNOWN,
                },
                _ => Values::EMPTY,
            };
            all = self.values.union(all, inner);
        }
        all
    }

    /// The elements of nested lists.
    pub(super) fn flattened(&mut self, value: ValueId, site: Site) -> ValueId {
        let mut all = Values::EMPTY;
        for shape in self.values.shapes(value).iter() {
            let inner = match shape {
                Shape::List(element) => self.flattened(*element, site),
                Shape::Node(node) if self.tree.get(*node).element.is_some() => {
                    let value = self.values.one(shape.clone());
                    let inner = self.elements(value, site);
                    self.flattened(inner, site)
                }
                other => self.values.one(other.clone()),
            };
            all = self.values.union(all, inner);
        }
        all
    }
}
