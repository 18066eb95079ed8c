//! Values that fit, made from the option tree.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use codegen::ir::{Default, Map, Module, Node, Opt, Submodule, Type};
use fastrand::Rng;
use nixos_options::meta::{IntKind, ScalarDef};
use nixos_options::read::EXECUTED_KEYS;
use schema::check::known;
use serde_json::{Map as Object, Value, json};

use crate::options::Seg;
use crate::{hostile, pattern};

/// A value for a whole domain in which the option at `target` is set.
pub(crate) fn domain(module: &Module, target: &[Seg], rng: &mut Rng) -> (Value, Vec<String>) {
    let mut maker = Maker {
        rng,
        pointer: Vec::new(),
        in_submodule: false,
        crowded: false,
    };
    let value = Value::Object(maker.nodes(&module.nodes, Some(target)));
    (value, maker.pointer)
}

/// The same with many entries at few paths, so that checks between entries find something.
pub(crate) fn crowded(module: &Module, target: &[Seg], rng: &mut Rng) -> Value {
    let mut maker = Maker {
        rng,
        pointer: Vec::new(),
        in_submodule: false,
        crowded: true,
    };
    Value::Object(maker.nodes(&module.nodes, Some(target)))
}

/// A value of a type.
pub(crate) fn of_type(ty: &Type, rng: &mut Rng) -> Value {
    let mut maker = Maker {
        rng,
        pointer: Vec::new(),
        in_submodule: true,
        crowded: false,
    };
    maker.ty(ty, None)
}

/// What is on the way to the target: `None` beside it.
type Target<'a> = Option<&'a [Seg]>;

struct Maker<'a> {
    rng: &'a mut Rng,
    /// The names and indices that lead to the target in the value.
    pointer: Vec<String>,
    in_submodule: bool,
    crowded: bool,
}

/// The rest of the way, if it leads through this attribute.
fn through<'a>(target: Target<'a>, name: &str) -> Target<'a> {
    match target?.split_first()? {
        (Seg::Key(key), rest) if key == name => Some(rest),
        _ => None,
    }
}

impl Maker<'_> {
    fn nodes(&mut self, nodes: &[Node], target: Target<'_>) -> Object<String, Value> {
        let mut set = Object::new();
        for node in nodes {
            let name = node.name();
            let rest = through(target, name);
            if rest.is_some() {
                self.pointer.push(name.to_owned());
            }
            let many = if self.crowded { 4 } else { 2 };
            let few = self.rng.usize(0..nodes.len().max(4)) < many;
            let value = match node {
                Node::Group(group) if rest.is_some() || few || must_be_set(&group.nodes) => {
                    Some(Value::Object(self.nodes(&group.nodes, rest)))
                }
                Node::Option(option) if rest.is_some() || self.needs(option, few) => {
                    Some(self.ty(&option.ty, rest))
                }
                _ => None,
            };
            set.extend(value.map(|value| (name.to_owned(), value)));
        }
        set
    }

    fn needs(&self, option: &Opt, few: bool) -> bool {
        match option.default {
            _ if option.read_only => false,
            Default::Required => true,
            // Nobody knows it inside of a submodule: no stand-in reaches there.
            Default::FromConfig(_) if self.in_submodule => true,
            _ => few,
        }
    }

    fn ty(&mut self, ty: &Type, target: Target<'_>) -> Value {
        match ty {
            Type::Bool => json!(self.rng.bool()),
            Type::Str => Value::String(text(self.rng)),
            Type::Anything => json!({ "a": [1, "b", null] }),
            Type::Int(kind) => self.between(bounds(*kind)),
            Type::Between(min, max) => self.between((*min, *max)),
            Type::Port => self.between((0, 65_535)),
            Type::Number => hostile::number(self.rng),
            Type::Scalar(def) => Value::String(scalar(def, self.rng)),
            Type::Enum(names) => json!(self.rng.choice(names)),
            Type::NullOr(inner) => {
                if target.is_none_or(<[Seg]>::is_empty) && self.rng.u8(0..4) == 0 {
                    Value::Null
                } else {
                    self.ty(inner, target)
                }
            }
            Type::Required(inner) => self.ty(inner, target),
            Type::List(inner) => self.list(inner, target),
            Type::Map(map) => self.map(map, target),
            Type::ListOrMap(map) => {
                if target.is_none_or(<[Seg]>::is_empty) && self.rng.u8(0..3) == 0 {
                    let count = self.rng.usize(0..4);
                    (0..count).map(|_| Value::String(self.name(map))).collect()
                } else {
                    self.map(map, target)
                }
            }
            Type::Submodule(submodule) => Value::Object(self.submodule(submodule, target)),
            Type::Either(types) => {
                if let Some((Seg::Branch(index), rest)) = target.and_then(<[Seg]>::split_first) {
                    self.ty(&types[*index], Some(rest))
                } else {
                    let index = self.rng.usize(0..types.len());
                    self.ty(&types[index], target)
                }
            }
            Type::AttrTag(variants) => self.attr_tag(variants, target),
            Type::Tagged { tag, variants } => self.tagged(tag, variants, target),
        }
    }

    fn between(&mut self, (min, max): (i64, i64)) -> Value {
        match self.rng.u8(0..6) {
            0 => json!(min),
            1 => json!(max),
            2 => json!(min.saturating_add(1).min(max)),
            _ => json!(self.rng.i64(min..=max)),
        }
    }

    fn list(&mut self, inner: &Type, target: Target<'_>) -> Value {
        let mut items = Vec::new();
        if let Some((Seg::Element, rest)) = target.and_then(<[Seg]>::split_first) {
            self.pointer.push("0".to_owned());
            items.push(self.ty(inner, Some(rest)));
        }
        for _ in 0..self.rng.usize(0..3) {
            items.push(self.ty(inner, None));
        }
        Value::Array(items)
    }

    fn map(&mut self, map: &Map, target: Target<'_>) -> Value {
        let mut entries = Object::new();
        for _ in 0..self.rng.usize(0..if self.crowded { 8 } else { 3 }) {
            let name = self.name(map);
            let value = self.ty(&map.value, None);
            entries.insert(name, value);
        }
        if let Some((Seg::Entry, rest)) = target.and_then(<[Seg]>::split_first) {
            let name = self.name(map);
            self.pointer.push(name.clone());
            let value = self.ty(&map.value, Some(rest));
            entries.insert(name, value);
        }
        Value::Object(entries)
    }

    fn name(&mut self, map: &Map) -> String {
        let name = match map.key {
            Some(def) if self.crowded => pooled(def, self.rng),
            Some(def) => scalar(def, self.rng),
            None => free_name(self.rng),
        };
        if EXECUTED_KEYS.contains(&name.as_str()) {
            "a".to_owned()
        } else {
            name
        }
    }

    fn submodule(&mut self, submodule: &Submodule, target: Target<'_>) -> Object<String, Value> {
        let outer = std::mem::replace(&mut self.in_submodule, true);
        let mut set = self.nodes(&submodule.nodes, target);
        if let Some(freeform) = &submodule.freeform {
            let rest = match target.and_then(<[Seg]>::split_first) {
                Some((Seg::Entry, rest)) => Some(rest),
                _ => None,
            };
            let name = free_name(self.rng);
            if submodule.nodes.iter().all(|node| node.name() != name) {
                if rest.is_some() {
                    self.pointer.push(name.clone());
                }
                let value = self.ty(freeform, rest);
                set.insert(name, value);
            }
        }
        self.in_submodule = outer;
        set
    }

    fn attr_tag(&mut self, variants: &[Opt], target: Target<'_>) -> Value {
        let wanted = variants
            .iter()
            .find_map(|variant| Some((variant, through(target, &variant.name)?)));
        let (variant, rest) = match wanted {
            Some((variant, rest)) => {
                self.pointer.push(variant.name.clone());
                (variant, Some(rest))
            }
            None => (&variants[self.rng.usize(0..variants.len())], None),
        };
        json!({ &variant.name: self.ty(&variant.ty, rest) })
    }

    fn tagged(
        &mut self,
        tag: &Opt,
        variants: &[(String, Arc<Submodule>)],
        target: Target<'_>,
    ) -> Value {
        let wanted = match target.and_then(<[Seg]>::split_first) {
            Some((Seg::Variant(name), rest)) => variants
                .iter()
                .find(|(variant, _)| variant == name)
                .map(|found| (found, Some(rest))),
            _ => None,
        };
        let ((name, submodule), rest) =
            wanted.unwrap_or_else(|| (&variants[self.rng.usize(0..variants.len())], None));
        if through(rest, &tag.name).is_some() {
            self.pointer.push(tag.name.clone());
        }
        let mut set = self.submodule(submodule, rest);
        set.insert(tag.name.clone(), json!(name));
        Value::Object(set)
    }
}

/// Whether one of the options must be given.
fn must_be_set(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Option(option) => option.default == Default::Required && !option.read_only,
        Node::Group(group) => must_be_set(&group.nodes),
    })
}

/// The bounds of an integer type, both included.
pub(crate) const fn bounds(kind: IntKind) -> (i64, i64) {
    match kind {
        IntKind::U8 => (0, 255),
        IntKind::U16 => (0, 65_535),
        IntKind::U32 => (0, 4_294_967_295),
        IntKind::I8 => (-128, 127),
        IntKind::I16 => (-32_768, 32_767),
        IntKind::I32 => (-2_147_483_648, 2_147_483_647),
        IntKind::I64 => (i64::MIN, i64::MAX),
    }
}

fn text(rng: &mut Rng) -> String {
    hostile::text(rng).replace('\0', "")
}

fn free_name(rng: &mut Rng) -> String {
    let name = hostile::key(rng).replace('\0', "");
    if EXECUTED_KEYS.contains(&name.as_str()) {
        "free".to_owned()
    } else {
        name
    }
}

/// A string that a grammar accepts: from its pattern, or from a small pool, so that entries
/// collide.
pub(crate) fn scalar(def: &'static ScalarDef, rng: &mut Rng) -> String {
    if rng.u8(0..5) < 3 {
        if let Some(text) = rng.choice(pool(def).iter()) {
            return text.clone();
        }
    }
    let made = pattern::fitting(def.pattern, rng);
    let fits = |text: &String| text.len() <= usize::from(def.max_len) && !text.contains('\0');
    made.filter(fits).unwrap_or_else(|| def.example.to_owned())
}

/// One of the pool alone.
fn pooled(def: &'static ScalarDef, rng: &mut Rng) -> String {
    let pool = pool(def);
    // Common paths come first, and more often.
    let most = if rng.bool() {
        pool.len().min(16)
    } else {
        pool.len()
    };
    let found = rng.choice(pool[..most].iter()).cloned();
    found.unwrap_or_else(|| def.example.to_owned())
}

/// Values on which entries are likely to collide, in addition to the paths that checks know.
const COMMON: &[&str] = &[
    "main",
    "alice",
    "root",
    "cache",
    "/srv",
    "/srv/a",
    "/srv/a/b",
    "/srv/a/c",
    "/var",
    "/var/lib",
    "/var/lib/nixos",
    "/persist",
    "/persist/a",
    "/home/alice",
    "/home/alice/.ssh",
    "/root",
    "/etc/machine-id",
    "/nix",
    "/nix/store",
    "/boot",
    "/efi/a",
    "/proc",
    "/run/a",
    "/tmp/a",
    "/var/tmp",
    ".ssh",
    ".ssh/a",
    "a/b",
    "/cache",
    "0700",
    "0755",
];

/// The strings in [`COMMON`] and in the lists of checks that a grammar accepts.
fn pool(def: &'static ScalarDef) -> Arc<Vec<String>> {
    type Pools = BTreeMap<&'static str, Arc<Vec<String>>>;
    static POOLS: LazyLock<Mutex<Pools>> = LazyLock::new(Mutex::default);
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    let pool = pools.entry(def.name).or_insert_with(|| {
        let known = known::LISTS.iter().flat_map(|(_, list)| list.iter());
        let long = ["a", "-"].map(|piece| format!("/srv/{}", piece.repeat(50)));
        let all = COMMON.iter().chain(known).map(|text| (*text).to_owned());
        let all = all.chain(long).chain([def.example.to_owned()]);
        // A regular expression that takes any length is slow only where it is compiled.
        Arc::new(all.filter(|text| def.check(text).is_ok()).collect())
    });
    Arc::clone(pool)
}

/// Two numbers as one that looks like chance.
pub(crate) fn mixed(seed: u64, number: u64) -> u64 {
    let mut rng = Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number);
    rng.u64(..)
}
