//! Defects of the derive and of `lower`: the module is made from a changed option tree.

use codegen::ir::{Default, Module, Node, Opt, Type};
use nixos_options::meta::IntKind;
use serde_json::json;

use super::Defect;
use crate::patch::Patch;

pub(super) const DEFECTS: &[Defect] = &[
    tree("another default", "root", |module| {
        with(module, &["mode"], |option| {
            option.default = Default::Value(json!("0700"));
        })
    }),
    tree("another default in a nested set", "root", |module| {
        with(module, &["watch", "warnAt"], |option| {
            option.default = Default::Value(json!(74));
        })
    }),
    tree("a variant is missing", "stores", |module| {
        with(module, &["machineId"], |option| {
            if let Type::Enum(names) = &mut option.ty {
                names.retain(|name| name != "fixed");
            }
        })
    }),
    tree("a variant too much", "stores", |module| {
        with(module, &["passwords"], |option| {
            if let Type::Enum(names) = &mut option.ty {
                names.push("none".to_owned());
            }
        })
    }),
    tree("a lower bound is off by one", "root", |module| {
        with(module, &["watch", "criticalAt"], |option| {
            option.ty = Type::Between(0, 100);
        })
    }),
    tree("an upper bound is off by one", "root", |module| {
        with(module, &["watch", "criticalAt"], |option| {
            option.ty = Type::Between(1, 99);
        })
    }),
    tree("null is refused", "root", |module| {
        with(module, &["inodes"], |option| {
            if let Type::NullOr(inner) = &option.ty {
                option.ty = (**inner).clone();
            }
        })
    }),
    tree("null is taken", "root", |module| {
        with(module, &["size"], |option| {
            option.ty = Type::NullOr(Box::new(option.ty.clone()));
        })
    }),
    tree("a field is missing", "root", |module| {
        let before = module.nodes.len();
        module.nodes.retain(|node| node.name() != "buildDir");
        module.nodes.len() != before
    }),
    tree("a field has the name of Rust", "stores", |module| {
        with(module, &["presetStore"], |option| {
            "preset_store".clone_into(&mut option.name);
        })
    }),
    tree("an integer is wider", "relay", |module| {
        with(module, &["port"], |option| {
            option.ty = Type::Int(IntKind::U32);
        })
    }),
    tree("an integer is narrower", "every", |module| {
        with(module, &["numbers", "an_i64"], |option| {
            option.ty = Type::Int(IntKind::I32);
        })
    }),
    tree("names of a map have no grammar", "relay", |module| {
        with(module, &["queues"], |option| {
            if let Type::Map(map) = &mut option.ty {
                map.key = None;
            }
        })
    }),
    tree("a tagged variant is missing", "relay", |module| {
        with(module, &["storage"], |option| {
            if let Type::Tagged { variants, .. } = &mut option.ty {
                variants.pop();
            }
        })
    }),
    tree("an alternative is missing", "every", |module| {
        with(module, &["anyOf"], |option| {
            if let Type::Either(types) = &mut option.ty {
                types.remove(1);
            }
        })
    }),
    tree("a required list may be missing", "every", |module| {
        with(module, &["givenList"], |option| {
            if let Type::Required(inner) = &option.ty {
                option.ty = (**inner).clone();
            }
        })
    }),
    tree("a required option has a default", "every", |module| {
        with(module, &["givenMap"], |option| {
            option.default = Default::Value(json!({}));
        })
    }),
    tree("a scalar is any string", "root", |module| {
        with(module, &["size"], |option| option.ty = Type::Str)
    }),
    tree("a list cannot stand for a set", "every", |module| {
        with(module, &["entries"], |option| {
            if let Type::ListOrMap(map) = &option.ty {
                option.ty = Type::Map(map.clone());
            }
        })
    }),
    tree(
        "a default is made from the name in another way",
        "containers",
        |module| {
            with(module, &["persist", "root"], |option| {
                if let Default::FromName(parts) = &mut option.default {
                    parts[0].push('x');
                }
            })
        },
    ),
];

const fn tree(name: &'static str, label: &'static str, change: fn(&mut Module) -> bool) -> Defect {
    Defect {
        name,
        shown_by: label,
        patch: Patch::Tree(label, change),
    }
}

/// Changes an option of a module; whether it did.
fn with(module: &mut Module, path: &[&str], change: impl FnOnce(&mut Opt)) -> bool {
    let Some((last, groups)) = path.split_last() else {
        return false;
    };
    let mut nodes = &mut module.nodes;
    for name in groups {
        let group = nodes.iter_mut().find_map(|node| match node {
            Node::Group(group) if group.name == *name => Some(group),
            _ => None,
        });
        let Some(group) = group else { return false };
        nodes = &mut group.nodes;
    }
    let option = nodes.iter_mut().find_map(|node| match node {
        Node::Option(option) if option.name == *last => Some(option),
        _ => None,
    });
    let Some(option) = option else { return false };
    let before = option.clone();
    change(option);
    *option != before
}
