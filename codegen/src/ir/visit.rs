//! Walking the option tree, and writing paths.

use super::{Fate, Former, Group, Module, Node, Opt, Step, Submodule, Type};

/// What a walk meets.
#[derive(Clone, Copy, Debug)]
pub enum Visit<'a> {
    /// An option.
    Option(&'a Opt),
    /// A nested set, before the options in it.
    Group(&'a Group),
    /// The name that an option had, after the options of its set.
    Former(&'a Former),
}

impl Module {
    /// Calls `f` with each option and nested set and its full path, options inside types after the
    /// option that has the type.
    pub fn visit<'a>(&'a self, f: &mut dyn FnMut(&[Step], Visit<'a>)) {
        nodes(&mut self.mount.clone(), &self.nodes, f);
        former(&mut self.mount[..self.set()].to_vec(), &self.former, f);
    }

    /// The names that options had, with their full paths.
    pub fn former(&self) -> Vec<(Vec<Step>, &Former)> {
        let mut found = Vec::new();
        self.visit(&mut |path, visit| {
            if let Visit::Former(former) = visit {
                found.push((path.to_vec(), former));
            }
        });
        found
    }

    /// All options with their full paths, in documentation order.
    pub fn options(&self) -> Vec<(Vec<Step>, &Opt)> {
        let mut options = Vec::new();
        self.visit(&mut |path, visit| {
            if let Visit::Option(option) = visit {
                options.push((path.to_vec(), option));
            }
        });
        options
    }
}

impl Former {
    /// The full path of the option that was renamed, from the full path that it had.
    pub fn target(&self, path: &[Step]) -> Option<Vec<Step>> {
        let Fate::Renamed(to) = &self.fate else {
            return None;
        };
        let set = &path[..path.len() - self.path.len()];
        let to = to.iter().cloned().map(Step::Name);
        Some(set.iter().cloned().chain(to).collect())
    }
}

impl Type {
    /// Whether values have options inside.
    pub fn holds_options(&self) -> bool {
        let mut found = false;
        inside(&mut Vec::new(), self, &mut |_, visit| {
            found |= matches!(visit, Visit::Option(_) | Visit::Group(_));
        });
        found
    }
}

fn nodes<'a>(path: &mut Vec<Step>, list: &'a [Node], f: &mut dyn FnMut(&[Step], Visit<'a>)) {
    for node in list {
        path.push(Step::Name(node.name().to_owned()));
        match node {
            Node::Option(opt) => option(path, opt, f),
            Node::Group(group) => {
                f(path, Visit::Group(group));
                nodes(path, &group.nodes, f);
            }
        }
        path.pop();
    }
}

fn option<'a>(path: &mut Vec<Step>, option: &'a Opt, f: &mut dyn FnMut(&[Step], Visit<'a>)) {
    f(path, Visit::Option(option));
    inside(path, &option.ty, f);
}

fn former<'a>(path: &mut Vec<Step>, list: &'a [Former], f: &mut dyn FnMut(&[Step], Visit<'a>)) {
    let length = path.len();
    for former in list {
        path.extend(former.path.iter().cloned().map(Step::Name));
        f(path, Visit::Former(former));
        path.truncate(length);
    }
}

/// The options that a type holds.
fn inside<'a>(path: &mut Vec<Step>, ty: &'a Type, f: &mut dyn FnMut(&[Step], Visit<'a>)) {
    match ty {
        Type::NullOr(inner) | Type::Required(inner) => inside(path, inner, f),
        Type::List(inner) => below(path, Step::Element, |path| inside(path, inner, f)),
        Type::Map(map) | Type::ListOrMap(map) => {
            below(path, Step::Any(map.placeholder.clone()), |path| {
                inside(path, &map.value, f);
            });
        }
        Type::Submodule(submodule) => submodule_nodes(path, submodule, f),
        Type::Either(types) => types.iter().for_each(|ty| inside(path, ty, f)),
        Type::AttrTag(variants) => {
            for variant in variants {
                below(path, Step::Name(variant.name.clone()), |path| {
                    option(path, variant, f);
                });
            }
        }
        Type::Tagged { tag, variants } => {
            below(path, Step::Name(tag.name.clone()), |path| {
                option(path, tag, f);
            });
            for (name, submodule) in variants {
                let step = Step::Any(format!("{}={name}", tag.name));
                below(path, step, |path| submodule_nodes(path, submodule, f));
            }
        }
        _ => {}
    }
}

fn submodule_nodes<'a>(
    path: &mut Vec<Step>,
    submodule: &'a Submodule,
    f: &mut dyn FnMut(&[Step], Visit<'a>),
) {
    nodes(path, &submodule.nodes, f);
    former(path, &submodule.former, f);
    if let Some(freeform) = &submodule.freeform {
        below(path, Step::Any("name".to_owned()), |path| {
            inside(path, freeform, f);
        });
    }
}

fn below(path: &mut Vec<Step>, step: Step, f: impl FnOnce(&mut Vec<Step>)) {
    path.push(step);
    f(path);
    path.pop();
}

/// A path as NixOS shows it: `services.relay.queues.<name>.path`, `users."a b"`.
pub fn show(path: &[Step]) -> String {
    let parts: Vec<String> = path
        .iter()
        .map(|step| match step {
            // showOption takes these for a placeholder.
            Step::Name(name) if name == "*" || name.starts_with('<') && name.ends_with('>') => {
                name.clone()
            }
            Step::Name(name) => attribute(name),
            Step::Any(name) => format!("<{name}>"),
            Step::Element => "*".to_owned(),
        })
        .collect();
    parts.join(".")
}

/// An attribute name as `lib.strings.escapeNixIdentifier` shows it: quoted as JSON where it must be,
/// which is not quite Nix.
pub fn attribute(name: &str) -> String {
    if is_bare(name) {
        name.to_owned()
    } else {
        serde_json::Value::from(name)
            .to_string()
            .replace('$', "\\$")
    }
}

/// Whether an attribute name needs no quotes, as `lib.strings.escapeNixIdentifier` decides.
fn is_bare(name: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with",
    ];
    let mut bytes = name.bytes();
    let head = bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    head && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'\'' | b'-'))
        && !KEYWORDS.contains(&name)
}
