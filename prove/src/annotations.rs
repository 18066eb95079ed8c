//! The defaults in the JSON Schema. A validator ignores them, so no value reveals a wrong one, but
//! editors and programs use them.

use codegen::ir::{Default, Node, Opt, Type};
use serde_json::{Map, Value};

use crate::shrink::Disagreement;
use crate::subject::World;

/// Each default that is another one in the JSON Schema than in Rust and the module.
pub(crate) fn wrong_defaults(world: &World) -> Vec<Disagreement> {
    let mut found = Vec::new();
    for subject in &world.subjects {
        let root = &world.projects[subject.project].schema;
        let mut walk = Walk {
            root,
            label: subject.label,
            at: subject.path(),
            found: &mut found,
        };
        if let Some(schema) = subject.schema(root) {
            walk.nodes(&subject.module.nodes, schema);
        }
    }
    found
}

struct Walk<'a> {
    root: &'a Value,
    label: &'static str,
    at: Vec<String>,
    found: &'a mut Vec<Disagreement>,
}

impl<'a> Walk<'a> {
    fn nodes(&mut self, nodes: &[Node], schema: &'a Value) {
        for node in nodes {
            let Some(inner) = self.property(schema, node.name()) else {
                continue;
            };
            self.at.push(node.name().to_owned());
            match node {
                Node::Group(group) => {
                    if let Some(default) = inner.get("default") {
                        self.group(&group.nodes, default);
                    }
                    self.nodes(&group.nodes, inner);
                }
                // What the module alone sets has no default for others.
                Node::Option(option) if option.read_only => {}
                Node::Option(option) => {
                    self.compare(option, inner.get("default"));
                    self.ty(&option.ty, inner);
                }
            }
            self.at.pop();
        }
    }

    /// The default of a set of options consists of the defaults of its options.
    fn group(&mut self, nodes: &[Node], default: &Value) {
        for node in nodes {
            self.at.push(node.name().to_owned());
            match (node, default.get(node.name())) {
                (Node::Group(group), Some(default)) => self.group(&group.nodes, default),
                (Node::Option(option), Some(default)) => self.compare(option, Some(default)),
                // What is not there is not said.
                (_, None) => {}
            }
            self.at.pop();
        }
    }

    fn compare(&mut self, option: &Opt, given: Option<&Value>) {
        let expected = match &option.default {
            Default::Value(value) => value,
            Default::Required | Default::FromName(_) | Default::FromConfig(_) => {
                if given.is_some() {
                    self.push(
                        given,
                        "it has none, or the module alone knows it".to_owned(),
                    );
                }
                return;
            }
        };
        if given.is_some_and(|given| !same(given, expected)) {
            self.push(given, format!("the default is {expected}"));
        }
    }

    fn push(&mut self, given: Option<&Value>, rust: String) {
        let given = given.cloned().unwrap_or_default();
        self.found.push(Disagreement {
            subject: self.label,
            option: self.at.join("."),
            by_side: vec![
                ("serde", rust),
                ("JSON Schema", format!("the default is {given}")),
            ],
            value: given,
        });
    }

    fn ty(&mut self, ty: &Type, schema: &'a Value) {
        match ty {
            Type::NullOr(inner) | Type::Required(inner) => self.ty(inner, schema),
            Type::List(inner) => {
                if let Some(items) = self.keyword(schema, "items") {
                    self.ty(inner, items);
                }
            }
            Type::Map(map) | Type::ListOrMap(map) => {
                let named = self.keyword(schema, "patternProperties");
                let named = named.and_then(Value::as_object).and_then(first);
                let any = || self.keyword(schema, "additionalProperties");
                if let Some(values) = named.or_else(any) {
                    self.ty(&map.value, values);
                }
            }
            Type::Submodule(submodule) => self.nodes(&submodule.nodes, schema),
            Type::AttrTag(variants) => {
                for variant in variants {
                    if let Some(inner) = self.property(schema, &variant.name) {
                        self.ty(&variant.ty, inner);
                    }
                }
            }
            // Several sets of `Either` and `Tagged` can have an option of one name: which is which
            // the values tell.
            _ => {}
        }
    }

    fn property(&self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        self.find(schema, &|schema| schema.get("properties")?.get(name))
    }

    fn keyword(&self, schema: &'a Value, keyword: &str) -> Option<&'a Value> {
        self.find(schema, &|schema| schema.get(keyword))
    }

    /// The first schema with the keyword: the schema itself, the referenced one, or a branch.
    fn find(
        &self,
        schema: &'a Value,
        has: &dyn Fn(&'a Value) -> Option<&'a Value>,
    ) -> Option<&'a Value> {
        if let Some(found) = has(schema) {
            return Some(found);
        }
        let target = schema.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|target| self.root.pointer(target.strip_prefix('#')?));
        let branches = ["anyOf", "oneOf", "allOf"].iter();
        let branches = branches.filter_map(|keyword| schema.get(*keyword)?.as_array());
        target
            .into_iter()
            .chain(branches.flatten())
            .find_map(|inner| self.find(inner, has))
    }
}

fn first(set: &Map<String, Value>) -> Option<&Value> {
    set.values().next()
}

fn same(one: &Value, other: &Value) -> bool {
    let canonical = |value| nixos_options::read::canonical(value).ok();
    canonical(one) == canonical(other)
}
