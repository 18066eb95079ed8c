//! The interpreter: the possible values of each expression in each of its environments.
//!
//! Results of bindings and function bodies are cached. A recursion sees the result so far; if that
//! grows later, everything is interpreted again until nothing grows (see [`super::walk::run`]).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::core::{Attr, Expr, ExprId, Key, Name, Program, Site};
use super::option_tree::{NodeId, OptionTree};
use super::table::Table;
use super::value::{EnvId, Frame, Record, Shape, ValueId, Values};

/// Beyond this many nested expressions, bindings are left for later: they are interpreted with a
/// fresh stack, and the rest again with their result.
const DEEPEST: usize = 150;

/// The state of the interpreter.
pub(super) struct Eval<'a> {
    pub(super) program: &'a Program,
    pub(super) tree: &'a OptionTree<'a>,
    pub(super) table: Rc<Table>,
    pub(super) values: Values,
    pub(super) facts: Facts,
    /// The number of the round. Results of earlier rounds are interpreted again.
    pub(super) round: usize,
    /// Something was used before it was complete.
    pub(super) stale: bool,
    /// Bindings left for later.
    pub(super) postponed: Vec<(ExprId, EnvId)>,
    /// Values that leave what can be followed, and where.
    pub(super) escaping: Vec<(ValueId, Escape)>,
    /// Values that left it already in this round.
    pub(super) escaped: HashSet<ValueId>,
    /// What of the returned values was walked in this round.
    pub(super) walked: HashSet<(Walk, ValueId, Option<NodeId>)>,
    /// The functions in the environments in which they were made.
    pub(super) lambdas: BTreeSet<(ExprId, EnvId)>,
    pub(super) called: HashSet<ExprId>,
    /// How many calls of a function are under way.
    pub(super) active: HashMap<ExprId, usize>,
    /// The arguments a function was called with.
    pub(super) contexts: HashMap<ExprId, HashSet<EnvId>>,
    results: HashMap<(ExprId, EnvId), Interpreted>,
    depth: usize,
}

/// How a value leaves what can be followed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Escape {
    /// It is the argument of something unknown.
    At(Site),
    /// It is part of what a source returns.
    From(usize),
}

/// What becomes of an attribute that is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// It is used, and must be there.
    Required,
    /// It is used if it is there.
    Optional,
    /// It is only asked whether it is there.
    Test,
}

/// As what a value is walked at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Walk {
    Module,
    Settings,
    Declarations,
}

/// What was found in a round.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Options whose value is used.
    pub(super) reads: BTreeSet<(NodeId, Site)>,
    /// Nodes that a source reaches, each with its first place there.
    pub(super) arrivals: BTreeMap<(NodeId, usize), Site>,
    /// Attributes that no option declares.
    pub(super) absent: BTreeSet<(NodeId, Name, Site)>,
    /// The same, where another call of the same code may find it: after `?` and before `or`.
    pub(super) doubtful: BTreeSet<(NodeId, Name, Site)>,
    /// Selections that found something.
    pub(super) found: HashSet<Site>,
    /// Nodes that cannot be followed further.
    pub(super) opaque: BTreeSet<(NodeId, Site)>,
    /// Options that a source sets.
    pub(super) defined: BTreeSet<NodeId>,
}

#[derive(Clone, Copy, Debug)]
struct Interpreted {
    value: ValueId,
    round: usize,
    active: bool,
    /// It was used before it was complete.
    used: bool,
}

impl<'a> Eval<'a> {
    pub(super) fn new(program: &'a Program, tree: &'a OptionTree<'a>) -> Self {
        Self {
            program,
            tree,
            table: Rc::new(Table::new()),
            values: Values::new(),
            facts: Facts::default(),
            round: 0,
            stale: false,
            postponed: Vec::new(),
            escaping: Vec::new(),
            escaped: HashSet::new(),
            walked: HashSet::new(),
            lambdas: BTreeSet::new(),
            called: HashSet::new(),
            active: HashMap::new(),
            contexts: HashMap::new(),
            results: HashMap::new(),
            depth: 0,
        }
    }

    /// The value of a binding or a function body: once per environment and round.
    pub(super) fn cell(&mut self, expr: ExprId, env: EnvId) -> ValueId {
        let round = self.round;
        let entry = self.results.entry((expr, env)).or_insert(Interpreted {
            value: Values::EMPTY,
            round: 0,
            active: false,
            used: false,
        });
        if entry.round == round {
            entry.used |= entry.active;
            return entry.value;
        }
        if self.depth >= DEEPEST {
            entry.used = true;
            self.postponed.push((expr, env));
            return entry.value;
        }
        entry.round = round;
        entry.active = true;
        let value = self.eval(expr, env);
        self.finish(expr, env, value)
    }

    fn finish(&mut self, expr: ExprId, env: EnvId, value: ValueId) -> ValueId {
        let Some(entry) = self.results.get_mut(&(expr, env)) else {
            return value;
        };
        let value = self.values.union(entry.value, value);
        self.stale |= entry.used && value != entry.value;
        entry.value = value;
        entry.active = false;
        entry.used = false;
        value
    }

    pub(super) fn eval(&mut self, expr: ExprId, env: EnvId) -> ValueId {
        self.depth += 1;
        let value = self.dispatch(expr, env);
        self.depth -= 1;
        value
    }

    fn dispatch(&mut self, id: ExprId, env: EnvId) -> ValueId {
        let program = self.program;
        match program.expr(id) {
            Expr::Plain(parts) => self.parts(parts, env, Values::EMPTY),
            Expr::Unknown(parts) => self.parts(parts, env, Values::UNKNOWN),
            Expr::Text(text) => self.values.one(Shape::Text(*text)),
            Expr::File(file) => self.values.one(Shape::File(*file)),
            Expr::Local { up, slot } => self.local(*up, *slot, env),
            Expr::Free { name, withs } => self.free(*name, withs, env, program.site(id)),
            Expr::Select {
                base,
                path,
                default,
            } => self.select_path(*base, path, *default, env),
            Expr::Has { base, path } => {
                self.lacks(*base, path, env);
                Values::EMPTY
            }
            Expr::Apply { function, args } => self.application(*function, args, env, id),
            Expr::Lambda(_) => {
                self.lambdas.insert((id, env));
                self.values.one(Shape::Closure(id, env))
            }
            Expr::Let { slots, body } => self.bindings(id, slots, *body, env),
            Expr::Set { fixed, dynamic } => self.set(fixed, dynamic, env),
            Expr::List(items) => {
                let element = self.join(items, env);
                self.values.list(element)
            }
            Expr::Join(parts) => self.join(parts, env),
            _ => self.condition(id, env),
        }
    }

    /// Expressions around truth.
    fn condition(&mut self, id: ExprId, env: EnvId) -> ValueId {
        match *self.program.expr(id) {
            Expr::If {
                condition,
                then,
                otherwise,
            } => {
                self.eval(condition, env);
                if self.is_refuted(condition, env) {
                    return self.eval(otherwise, env);
                }
                self.join(&[then, otherwise], env)
            }
            Expr::And(left, right) => {
                self.eval(left, env);
                if !self.is_refuted(left, env) {
                    self.eval(right, env);
                }
                Values::EMPTY
            }
            Expr::Equal(left, right) => self.equal(left, right, env),
            Expr::Then(condition, body) => {
                self.eval(condition, env);
                self.eval(body, env)
            }
            _ => Values::UNKNOWN,
        }
    }

    /// Whether it is `x ? a` for an `x` that cannot have `a`, so the dependent code is unreachable.
    /// Helpers for several kinds of entries use this test.
    pub(super) fn is_refuted(&mut self, condition: ExprId, env: EnvId) -> bool {
        match self.program.expr(condition) {
            Expr::Has { base, path } => self.lacks(*base, path, env),
            Expr::And(left, right) => self.is_refuted(*left, env) || self.is_refuted(*right, env),
            _ => false,
        }
    }

    fn parts(&mut self, parts: &[ExprId], env: EnvId, value: ValueId) -> ValueId {
        for &part in parts {
            self.eval(part, env);
        }
        value
    }

    fn join(&mut self, parts: &[ExprId], env: EnvId) -> ValueId {
        parts.iter().fold(Values::EMPTY, |joined, &part| {
            let value = self.eval(part, env);
            self.values.union(joined, value)
        })
    }

    /// A comparison looks into both sides, unless one is empty or a mere string.
    fn equal(&mut self, left: ExprId, right: ExprId, env: EnvId) -> ValueId {
        let values = [left, right].map(|side| self.eval(side, env));
        if !values.iter().any(|&value| self.is_flat(value)) {
            let site = self.program.site(left);
            let escapes = values.map(|value| (value, Escape::At(site)));
            self.escaping.extend(escapes);
        }
        Values::EMPTY
    }

    fn is_flat(&self, value: ValueId) -> bool {
        self.values.shapes(value).iter().all(|shape| match shape {
            Shape::Text(_) => true,
            Shape::List(element) => *element == Values::EMPTY,
            Shape::Record(record) => *record == Record::default(),
            _ => false,
        })
    }

    fn bindings(&mut self, id: ExprId, slots: &[ExprId], body: ExprId, env: EnvId) -> ValueId {
        let inner = self.values.env(env, Frame::Let(id));
        for &slot in slots {
            self.cell(slot, inner);
        }
        self.eval(body, inner)
    }

    fn set(
        &mut self,
        fixed: &[(Name, ExprId)],
        dynamic: &[(ExprId, ExprId)],
        env: EnvId,
    ) -> ValueId {
        let mut named = BTreeMap::new();
        for &(name, value) in fixed {
            let value = self.eval(value, env);
            let old = named.get(&name).copied().unwrap_or(Values::EMPTY);
            named.insert(name, self.values.union(old, value));
        }
        let mut set = self.values.record(named);
        for &(key, value) in dynamic {
            self.eval(key, env);
            let value = self.eval(value, env);
            let attrs = self.values.attrs(value);
            set = self.values.union(set, attrs);
        }
        set
    }

    /// The names that a key may be, and whether it may be any other.
    pub(super) fn key(&mut self, key: Key, env: EnvId) -> (Vec<Name>, bool) {
        match key {
            Key::Fixed(name) => (vec![name], false),
            Key::Dynamic(expr) => {
                let value = self.eval(expr, env);
                self.texts(value)
            }
        }
    }

    /// The strings that a value may be, and whether it may be any other.
    pub(super) fn texts(&self, value: ValueId) -> (Vec<Name>, bool) {
        let shapes = self.values.shapes(value);
        let texts = shapes.iter().filter_map(|shape| match shape {
            Shape::Text(name) => Some(*name),
            _ => None,
        });
        let texts: Vec<_> = texts.collect();
        let others = texts.len() < shapes.len();
        (texts, others)
    }

    fn select_path(
        &mut self,
        base: ExprId,
        path: &[Attr],
        default: Option<ExprId>,
        env: EnvId,
    ) -> ValueId {
        let access = default.map_or(Access::Required, |_| Access::Optional);
        let mut value = self.eval(base, env);
        for attr in path {
            value = self.step(value, *attr, access, env).0;
        }
        let default = default.map_or(Values::EMPTY, |default| self.eval(default, env));
        self.values.union(value, default)
    }

    /// Whether `base ? path` is false for certain.
    fn lacks(&mut self, base: ExprId, path: &[Attr], env: EnvId) -> bool {
        let mut value = self.eval(base, env);
        let last = path.len().saturating_sub(1);
        for (index, attr) in path.iter().enumerate() {
            let access = if index == last {
                Access::Test
            } else {
                Access::Optional
            };
            let (inner, found) = self.step(value, *attr, access, env);
            if !found {
                return true;
            }
            value = inner;
        }
        false
    }
}
