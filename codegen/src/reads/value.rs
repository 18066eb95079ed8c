//! Abstract values: what an expression may be, as a set of shapes. Values and environments are
//! interned, so that equal ones have the same id and a function is interpreted once for each.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::core::{ExprId, Name};
use super::option_tree::NodeId;

/// Data that nests deeper than this comes from a recursion; deeper levels are ignored.
const DEEPEST: usize = 32;

/// More strings than this in one place are just strings.
const MOST_TEXTS: usize = 64;

/// A set of shapes. Numbers, booleans and `null` have none: no option hides in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ValueId(usize);

/// The variables around an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct EnvId(usize);

/// What a value may be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Shape {
    /// Anything, but no option.
    Unknown,
    /// `lib`, `builtins` or one of their sets.
    Lib,
    /// The value of an option, or what is around or inside of one.
    Node(NodeId),
    /// The argument of a module, with this `config`: `{ config, lib, ... }`.
    Args(ValueId),
    /// A path to a source.
    File(usize),
    /// This string.
    Text(Name),
    /// A function and its environment.
    Closure(ExprId, EnvId),
    /// A function of `lib`, by its index, and the arguments so far.
    Builtin(usize, Vec<ValueId>),
    /// A list of such values.
    List(ValueId),
    /// An attribute set.
    Record(Record),
    /// A type that is a submodule.
    Submodule(ValueId),
}

/// An attribute set.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Record {
    /// Sorted by name.
    pub(super) named: Vec<(Name, ValueId)>,
    /// The value of all other attributes; `None` if there are none.
    pub(super) rest: Option<ValueId>,
}

/// Variables.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Frame {
    /// No variables.
    Top,
    /// The slots of a function.
    Call(ExprId, Vec<ValueId>),
    /// The slots of a `let`, interpreted when needed.
    Let(ExprId),
}

/// All values and environments.
#[derive(Debug)]
pub(super) struct Values {
    list: Vec<(Rc<[Shape]>, usize)>,
    ids: HashMap<Rc<[Shape]>, ValueId>,
    unions: HashMap<(ValueId, ValueId), ValueId>,
    envs: Vec<(Rc<Env>, usize)>,
    env_ids: HashMap<Rc<Env>, EnvId>,
}

/// A frame within others.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Env {
    pub(super) parent: EnvId,
    pub(super) frame: Frame,
}

impl Values {
    pub(super) const EMPTY: ValueId = ValueId(0);
    pub(super) const UNKNOWN: ValueId = ValueId(1);
    pub(super) const TOP: EnvId = EnvId(0);

    pub(super) fn new() -> Self {
        let mut values = Self {
            list: Vec::new(),
            ids: HashMap::new(),
            unions: HashMap::new(),
            envs: Vec::new(),
            env_ids: HashMap::new(),
        };
        values.make([]);
        values.make([Shape::Unknown]);
        values.env(Self::TOP, Frame::Top);
        values
    }

    pub(super) fn shapes(&self, id: ValueId) -> Rc<[Shape]> {
        Rc::clone(&self.list[id.0].0)
    }

    pub(super) fn get_env(&self, id: EnvId) -> Rc<Env> {
        Rc::clone(&self.envs[id.0].0)
    }

    pub(super) fn one(&mut self, shape: Shape) -> ValueId {
        self.make([shape])
    }

    pub(super) fn list(&mut self, element: ValueId) -> ValueId {
        self.one(Shape::List(element))
    }

    /// An attribute set with unknown names.
    pub(super) fn attrs(&mut self, value: ValueId) -> ValueId {
        self.one(Shape::Record(Record {
            named: Vec::new(),
            rest: Some(value),
        }))
    }

    pub(super) fn record(&mut self, named: BTreeMap<Name, ValueId>) -> ValueId {
        let named = named.into_iter().collect();
        self.one(Shape::Record(Record { named, rest: None }))
    }

    /// A value of these shapes. Lists are merged to one, and attribute sets attribute by attribute:
    /// that keeps values small, and lets a recursion that collects come to an end.
    pub(super) fn make(&mut self, shapes: impl IntoIterator<Item = Shape>) -> ValueId {
        let mut set = BTreeSet::new();
        let (mut list, mut record, mut submodule) = (None, None, None);
        for shape in shapes {
            match shape {
                Shape::List(value) => list = Some(self.union_with(list, value)),
                Shape::Submodule(value) => submodule = Some(self.union_with(submodule, value)),
                Shape::Record(new) => record = Some(self.merge(record, new)),
                other => _ = set.insert(other),
            }
        }
        set.extend(list.map(Shape::List));
        set.extend(submodule.map(Shape::Submodule));
        set.extend(record.map(Shape::Record));
        forget_many_texts(&mut set);
        self.intern(set)
    }

    pub(super) fn union(&mut self, left: ValueId, right: ValueId) -> ValueId {
        if left == right || right == Self::EMPTY {
            return left;
        }
        if left == Self::EMPTY {
            return right;
        }
        if let Some(&known) = self.unions.get(&(left, right)) {
            return known;
        }
        let (a, b) = (self.shapes(left), self.shapes(right));
        let union = self.make(a.iter().chain(b.iter()).cloned());
        self.unions.insert((left, right), union);
        union
    }

    /// An environment. An argument that nests too deeply is cut off, so that there are finitely many.
    pub(super) fn env(&mut self, parent: EnvId, mut frame: Frame) -> EnvId {
        let mut depth = self.envs.get(parent.0).map_or(0, |(_, depth)| *depth);
        if let Frame::Call(_, slots) = &mut frame {
            for slot in slots {
                if self.list[slot.0].1 >= DEEPEST {
                    *slot = Self::UNKNOWN;
                }
                depth = depth.max(self.list[slot.0].1 + 1);
            }
        }
        let env = Rc::new(Env { parent, frame });
        if let Some(&known) = self.env_ids.get(&env) {
            return known;
        }
        let id = EnvId(self.envs.len());
        self.envs.push((Rc::clone(&env), depth));
        self.env_ids.insert(env, id);
        id
    }

    fn intern(&mut self, set: BTreeSet<Shape>) -> ValueId {
        let depth = set.iter().map(|shape| self.depth(shape)).max();
        let depth = depth.unwrap_or(0);
        if depth > DEEPEST {
            let keep = |shape: Shape| Some(shape).filter(|shape| self.depth(shape) <= DEEPEST);
            let mut kept: BTreeSet<_> = set.into_iter().filter_map(keep).collect();
            kept.insert(Shape::Unknown);
            return self.intern(kept);
        }
        let shapes: Rc<[Shape]> = set.into_iter().collect();
        if let Some(&known) = self.ids.get(&shapes) {
            return known;
        }
        let id = ValueId(self.list.len());
        self.list.push((Rc::clone(&shapes), depth));
        self.ids.insert(shapes, id);
        id
    }

    fn depth(&self, shape: &Shape) -> usize {
        let of = |value: &ValueId| self.list[value.0].1 + 1;
        match shape {
            Shape::List(value) | Shape::Submodule(value) | Shape::Args(value) => of(value),
            Shape::Builtin(_, args) => args.iter().map(of).max().unwrap_or(0),
            Shape::Closure(_, env) => self.envs[env.0].1,
            Shape::Record(Record { named, rest }) => {
                let values = named.iter().map(|(_, value)| value).chain(rest);
                values.map(of).max().unwrap_or(0)
            }
            _ => 0,
        }
    }

    fn union_with(&mut self, left: Option<ValueId>, right: ValueId) -> ValueId {
        self.union(left.unwrap_or(Self::EMPTY), right)
    }

    fn merge(&mut self, left: Option<Record>, right: Record) -> Record {
        let Some(left) = left else {
            return right;
        };
        let mut named: BTreeMap<Name, ValueId> = left.named.into_iter().collect();
        for (name, value) in right.named {
            let old = named.get(&name).copied();
            named.insert(name, self.union_with(old, value));
        }
        let rest = match (left.rest, right.rest) {
            (Some(left), Some(right)) => Some(self.union(left, right)),
            (left, right) => left.or(right),
        };
        Record {
            named: named.into_iter().collect(),
            rest,
        }
    }
}

/// Whatever is unknown may be any string; one that is known adds nothing to that.
fn forget_many_texts(set: &mut BTreeSet<Shape>) {
    let is_text = |shape: &Shape| matches!(shape, Shape::Text(_));
    let many = set.iter().filter(|shape| is_text(shape)).count() > MOST_TEXTS;
    if many || set.contains(&Shape::Unknown) {
        set.retain(|shape| !is_text(shape));
        set.insert(Shape::Unknown);
    }
}
