//! Every option, and every entry and element in one, as a place: where it is, as steps that a generator
//! can follow.

use codegen::ir::{Module, Node, Opt, Step, Submodule, Type, show};

/// One step from a value to a value in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seg {
    /// The attribute of this name.
    Key(String),
    /// Any entry of a map.
    Entry,
    /// Any element of a list.
    Element,
    /// This alternative of several types.
    Branch(usize),
    /// The variant with this name in its tag.
    Variant(String),
}

/// An option and how to get there.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// As documentation shows it.
    pub(crate) name: String,
    /// From the value of the whole domain.
    pub(crate) segs: Vec<Seg>,
    /// Its type.
    pub(crate) ty: Type,
}

/// All places of a domain that can be set.
pub(crate) fn places(module: &Module) -> Vec<Place> {
    let mut walk = Walk {
        steps: module.mount.clone(),
        segs: Vec::new(),
        found: Vec::new(),
    };
    walk.nodes(&module.nodes);
    walk.found
}

struct Walk {
    steps: Vec<Step>,
    segs: Vec<Seg>,
    found: Vec<Place>,
}

impl Walk {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            let name = node.name().to_owned();
            self.below(
                Step::Name(name.clone()),
                Seg::Key(name),
                |walk| match node {
                    Node::Option(option) => walk.option(option),
                    Node::Group(group) => walk.nodes(&group.nodes),
                },
            );
        }
    }

    fn option(&mut self, option: &Opt) {
        self.found.push(Place {
            name: show(&self.steps),
            segs: self.segs.clone(),
            ty: option.ty.clone(),
        });
        // What the module alone writes has nothing inside that could be set.
        if !option.read_only {
            self.inside(&option.ty);
        }
    }

    /// An element of a list, or an entry of a map.
    fn value(&mut self, ty: &Type) {
        self.found.push(Place {
            name: show(&self.steps),
            segs: self.segs.clone(),
            ty: ty.clone(),
        });
        self.inside(ty);
    }

    fn inside(&mut self, ty: &Type) {
        match ty {
            Type::NullOr(inner) | Type::Required(inner) => self.inside(inner),
            Type::List(inner) => {
                self.below(Step::Element, Seg::Element, |walk| walk.value(inner));
            }
            Type::Map(map) | Type::ListOrMap(map) => {
                let step = Step::Any(map.placeholder.clone());
                self.below(step, Seg::Entry, |walk| walk.value(&map.value));
            }
            Type::Submodule(submodule) => self.submodule(submodule),
            Type::Either(types) => {
                for (index, ty) in types.iter().enumerate() {
                    self.segs.push(Seg::Branch(index));
                    self.inside(ty);
                    self.segs.pop();
                }
            }
            Type::AttrTag(variants) => {
                for variant in variants {
                    let name = variant.name.clone();
                    self.below(Step::Name(name.clone()), Seg::Key(name), |walk| {
                        walk.option(variant);
                    });
                }
            }
            Type::Tagged { tag, variants } => {
                for (name, submodule) in variants {
                    let step = Step::Any(format!("{}={name}", tag.name));
                    self.below(step, Seg::Variant(name.clone()), |walk| {
                        let name = tag.name.clone();
                        walk.below(Step::Name(name.clone()), Seg::Key(name), |walk| {
                            walk.option(tag);
                        });
                        walk.submodule(submodule);
                    });
                }
            }
            _ => {}
        }
    }

    fn submodule(&mut self, submodule: &Submodule) {
        self.nodes(&submodule.nodes);
        if let Some(freeform) = &submodule.freeform {
            self.below(Step::Any("name".to_owned()), Seg::Entry, |walk| {
                walk.value(freeform);
            });
        }
    }

    fn below(&mut self, step: Step, seg: Seg, f: impl FnOnce(&mut Self)) {
        self.steps.push(step);
        self.segs.push(seg);
        f(self);
        self.segs.pop();
        self.steps.pop();
    }
}
