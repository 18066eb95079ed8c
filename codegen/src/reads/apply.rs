//! Calls: of functions in the sources, and of those that [`super::table`] describes.

use super::core::{Expr, ExprId, Formal, Site};
use super::eval::{Access, Escape, Eval};
use super::signature::{Signature, Type, Var};
use super::value::{EnvId, Frame, Shape, ValueId, Values};

/// A recursion whose arguments keep changing is followed so far.
const MOST_NESTED: usize = 8;

/// A function is interpreted for so many different arguments.
const MOST_CONTEXTS: usize = 256;

/// A function whose result is its own argument, as of `foldl'`, is called so often.
const PASSES: usize = 3;

/// Functions whose second argument is not looked at where the first is false.
const GUARDS: &[&str] = &[
    "mkIf",
    "optional",
    "optionalAttrs",
    "optionalString",
    "optionals",
];

/// What the letters of a signature stand for.
type Bound = [ValueId; Var::COUNT];

impl<'a> Eval<'a> {
    pub(super) fn application(
        &mut self,
        function: ExprId,
        args: &[ExprId],
        env: EnvId,
        whole: ExprId,
    ) -> ValueId {
        let program = self.program;
        let site = program.site(whole);
        let mut result = self.eval(function, env);
        let mut args = args;
        match (self.builtin_name(result), args) {
            // In order: each function sees what the one before it returns, and nothing else.
            (Some("pipe"), [start, stages, rest @ ..]) => {
                if let Expr::List(stages) = program.expr(*stages) {
                    let start = self.eval(*start, env);
                    result = self.pipe(start, stages, env, site);
                    args = rest;
                }
            }
            (Some(name), [condition, _])
                if GUARDS.contains(&name) && self.is_refuted(*condition, env) =>
            {
                return Values::EMPTY;
            }
            _ => {}
        }
        for &arg in args {
            let arg = self.eval(arg, env);
            result = self.apply(result, arg, site);
        }
        result
    }

    /// The name of a function of `lib` without arguments.
    fn builtin_name(&self, function: ValueId) -> Option<&'static str> {
        match &*self.values.shapes(function) {
            [Shape::Builtin(index, args)] if args.is_empty() => {
                Some(self.table.functions[*index].name)
            }
            _ => None,
        }
    }

    fn pipe(&mut self, start: ValueId, stages: &[ExprId], env: EnvId, site: Site) -> ValueId {
        stages.iter().fold(start, |value, &stage| {
            let stage = self.eval(stage, env);
            self.apply(stage, value, site)
        })
    }

    pub(super) fn apply(&mut self, function: ValueId, arg: ValueId, site: Site) -> ValueId {
        let mut result = Values::EMPTY;
        for shape in self.values.shapes(function).iter() {
            let one = match shape {
                Shape::Closure(lambda, env) => self.call(*lambda, *env, arg, site),
                Shape::Builtin(index, args) => self.builtin(*index, args, arg, site),
                _ => {
                    self.escaping.push((arg, Escape::At(site)));
                    Values::UNKNOWN
                }
            };
            result = self.values.union(result, one);
        }
        result
    }

    fn call(&mut self, id: ExprId, env: EnvId, arg: ValueId, site: Site) -> ValueId {
        let Some(lambda) = self.program.lambda(id) else {
            return Values::UNKNOWN;
        };
        self.called.insert(id);
        let slots = self.slots(&lambda.formals, arg);
        let inner = self.values.env(env, Frame::Call(id, slots));
        let contexts = self.contexts.entry(id).or_default();
        if !contexts.contains(&inner) && contexts.len() >= MOST_CONTEXTS {
            self.escaping.push((arg, Escape::At(site)));
            return Values::UNKNOWN;
        }
        contexts.insert(inner);
        let active = self.active.entry(id).or_default();
        if *active >= MOST_NESTED {
            return Values::EMPTY;
        }
        *active += 1;
        for default in lambda.formals.iter().filter_map(|formal| formal.default) {
            self.cell(default, inner);
        }
        let result = self.cell(lambda.body, inner);
        self.active.entry(id).and_modify(|active| *active -= 1);
        result
    }

    /// One slot per formal, then the whole argument.
    fn slots(&mut self, formals: &'a [Formal], arg: ValueId) -> Vec<ValueId> {
        let mut slots = Vec::new();
        for Formal {
            name,
            default,
            site,
        } in formals
        {
            let access = default.map_or(Access::Required, |_| Access::Optional);
            slots.push(self.select(arg, *name, *site, access).0);
        }
        slots.push(arg);
        slots
    }

    fn builtin(&mut self, index: usize, args: &[ValueId], arg: ValueId, site: Site) -> ValueId {
        let mut args = args.to_vec();
        args.push(arg);
        if args.len() < self.table.functions[index].signature.params.len() {
            return self.values.one(Shape::Builtin(index, args));
        }
        let table = std::rc::Rc::clone(&self.table);
        self.run(&table.functions[index].signature, &args, site)
    }

    /// First what the letters stand for, then the functions among the arguments.
    fn run(&mut self, signature: &Signature, args: &[ValueId], site: Site) -> ValueId {
        let mut bound = [Values::EMPTY; Var::COUNT];
        let params = || signature.params.iter().zip(args);
        let is_function = |ty: &Type| matches!(ty, Type::Function(_) | Type::List(_));
        for (ty, &arg) in params().filter(|(ty, _)| !matches!(ty, Type::Function(_))) {
            self.fit(ty, arg, &mut bound, site);
        }
        for _ in 0..PASSES {
            let before = bound;
            for (ty, &arg) in params().filter(|(ty, _)| is_function(ty)) {
                self.fit(ty, arg, &mut bound, site);
            }
            if bound == before {
                break;
            }
        }
        self.build(&signature.result, &bound, site)
    }

    /// Takes an argument apart.
    fn fit(&mut self, ty: &Type, value: ValueId, bound: &mut Bound, site: Site) {
        match ty {
            Type::Ignored | Type::Attribute(..) | Type::Submodule(_) | Type::Import(_) => {}
            Type::Escapes => self.escaping.push((value, Escape::At(site))),
            Type::Var(var) => self.bind(*var, value, bound),
            Type::Whole(var, inner) => {
                self.bind(*var, value, bound);
                self.fit(inner, value, bound, site);
            }
            Type::List(inner) => {
                let elements = self.elements(value, site);
                self.fit(inner, elements, bound, site);
            }
            Type::Flat(inner) => {
                let flat = self.flattened(value, site);
                self.fit(inner, flat, bound, site);
            }
            Type::Attrs(names, values) => {
                let name = self.attribute_names(value);
                self.fit(names, name, bound, site);
                let attributes = self.attributes(value, site);
                self.fit(values, attributes, bound, site);
            }
            Type::Record(fields) => {
                for (name, ty) in fields {
                    let field = self.named(value, name, site);
                    self.fit(ty, field, bound, site);
                }
            }
            Type::Function(signature) => {
                let mut result = value;
                for param in &signature.params {
                    let arg = self.build(param, bound, site);
                    result = self.apply(result, arg, site);
                }
                self.fit(&signature.result, result, bound, site);
            }
        }
    }

    fn bind(&mut self, var: Var, value: ValueId, bound: &mut Bound) {
        let slot = &mut bound[var.0];
        *slot = self.values.union(*slot, value);
    }

    /// An attribute by a name that the table uses.
    fn named(&mut self, value: ValueId, name: &str, site: Site) -> ValueId {
        match self.program.names.get(name) {
            Some(name) => self.select(value, name, site, Access::Optional).0,
            None => Values::EMPTY,
        }
    }

    /// Puts a result together.
    fn build(&mut self, ty: &Type, bound: &Bound, site: Site) -> ValueId {
        match ty {
            Type::Ignored | Type::Escapes | Type::Function(_) | Type::Flat(_) => Values::UNKNOWN,
            Type::Var(var) | Type::Whole(var, _) => bound[var.0],
            Type::List(inner) => {
                let inner = self.build(inner, bound, site);
                self.values.list(inner)
            }
            Type::Attrs(_, values) => {
                let values = self.build(values, bound, site);
                self.values.attrs(values)
            }
            Type::Record(fields) => self.build_record(fields, bound, site),
            Type::Attribute(name, of) => {
                let (names, others) = self.texts(bound[name.0]);
                let of = bound[of.0];
                self.select_any(of, &names, others, site, Access::Required)
                    .0
            }
            Type::Submodule(inner) => {
                let inner = self.build(inner, bound, site);
                self.values.one(Shape::Submodule(inner))
            }
            Type::Import(file) => self.import(bound[file.0], site),
        }
    }

    fn build_record(&mut self, fields: &[(String, Type)], bound: &Bound, site: Site) -> ValueId {
        let mut named = std::collections::BTreeMap::new();
        for (name, ty) in fields {
            let value = self.build(ty, bound, site);
            if let Some(name) = self.program.names.get(name) {
                named.insert(name, value);
            }
        }
        self.values.record(named)
    }

    /// The value of the source whose path is `value`.
    pub(super) fn import(&mut self, value: ValueId, site: Site) -> ValueId {
        let mut content = Values::EMPTY;
        for shape in self.values.shapes(value).iter() {
            let file = match shape {
                Shape::File(file) => self.program.roots[*file],
                _ => None,
            };
            let one = if let Some(root) = file {
                self.cell(root, Values::TOP)
            } else {
                self.escaping.push((value, Escape::At(site)));
                Values::UNKNOWN
            };
            content = self.values.union(content, one);
        }
        content
    }
}
