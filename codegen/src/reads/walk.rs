//! Runs the sources as modules: gives them their arguments, and follows what they return.

use super::core::{ExprId, Site};
use super::eval::{Escape, Eval, Facts, Walk};
use super::option_tree::{NodeId, OptionTree};
use super::value::{Record, Shape, ValueId, Values};

/// A recursion whose result keeps growing is given up then; two rounds are usual.
const MOST_ROUNDS: usize = 40;

/// Interprets the sources with these indices as modules, until nothing new is found.
pub(super) fn run(eval: &mut Eval, modules: &[usize]) {
    for round in 1..=MOST_ROUNDS {
        eval.start(round);
        for &file in modules {
            eval.module(file);
        }
        eval.finish_round();
        if !eval.stale {
            break;
        }
    }
}

impl Eval<'_> {
    fn start(&mut self, round: usize) {
        self.round = round;
        self.stale = false;
        self.facts = Facts::default();
        self.lambdas.clear();
        self.called.clear();
        self.escaped.clear();
        self.walked.clear();
    }

    fn module(&mut self, file: usize) {
        if let Some(root) = self.program.roots[file] {
            let value = self.cell(root, Values::TOP);
            self.instance(value, Some(OptionTree::ROOT), file);
        }
    }

    /// What was put off: bindings, escapes, and functions that nothing calls.
    fn finish_round(&mut self) {
        loop {
            if let Some((expr, env)) = self.postponed.pop() {
                self.cell(expr, env);
            } else if let Some((value, escape)) = self.escaping.pop() {
                self.escape(value, escape);
            } else if let Some(lambda) = self.uncalled() {
                self.call_with_anything(lambda);
            } else {
                break;
            }
        }
    }

    fn uncalled(&self) -> Option<ExprId> {
        let lambdas = self.lambdas.iter().map(|(lambda, _)| *lambda);
        lambdas.into_iter().find(|id| !self.called.contains(id))
    }

    /// Interprets a function that nothing calls with an unknown argument.
    fn call_with_anything(&mut self, lambda: ExprId) {
        let made = self.lambdas.iter().filter(|(id, _)| *id == lambda);
        let closures = made.map(|&(id, env)| Shape::Closure(id, env));
        let functions = closures.collect::<Vec<_>>();
        let functions = self.values.make(functions);
        self.apply(functions, Values::UNKNOWN, self.program.site(lambda));
    }

    /// Gives a module its arguments; `node` is its `config`.
    fn instance(&mut self, module: ValueId, node: Option<NodeId>, file: usize) {
        if !self.walked.insert((Walk::Module, module, node)) {
            return;
        }
        let site = Site { file, offset: 0 };
        let config = node.map_or(Shape::Unknown, Shape::Node);
        let config = self.values.one(config);
        let args = self.values.one(Shape::Args(config));
        for shape in self.values.shapes(module).iter() {
            let value = self.values.one(shape.clone());
            match shape {
                Shape::Closure(..) => {
                    let result = self.apply(value, args, site);
                    self.returned(result, node, file);
                }
                Shape::File(_) => {
                    let content = self.import(value, site);
                    self.instance(content, node, file);
                }
                _ => self.returned(value, node, file),
            }
        }
    }

    fn returned(&mut self, value: ValueId, node: Option<NodeId>, file: usize) {
        for shape in self.values.shapes(value).iter() {
            match shape {
                Shape::Record(record) if self.has_sections(record) => {
                    self.sections(record, node, file);
                }
                other => {
                    let value = self.values.one(other.clone());
                    self.define(value, node, file);
                }
            }
        }
    }

    /// Whether a module has `config` and `options` rather than only settings.
    fn has_sections(&self, record: &Record) -> bool {
        let is_section = |name| matches!(name, "config" | "options" | "imports");
        let mut names = record.named.iter();
        names.any(|(name, _)| is_section(self.program.names.text(*name)))
    }

    fn sections(&mut self, record: &Record, node: Option<NodeId>, file: usize) {
        for &(name, value) in &record.named {
            match self.program.names.text(name) {
                "config" => self.define(value, node, file),
                "options" => self.declare(value, node, file),
                "imports" => {
                    let modules = self.elements(value, Site { file, offset: 0 });
                    self.instance(modules, node, file);
                }
                _ => self.escaping.push((value, Escape::From(file))),
            }
        }
        let rest = record.rest.map(|value| (value, Escape::From(file)));
        self.escaping.extend(rest);
    }

    /// Settings: options of our domains count as defined; all other values are passed to other
    /// modules.
    fn define(&mut self, value: ValueId, node: Option<NodeId>, file: usize) {
        if !self.walked.insert((Walk::Settings, value, node)) {
            return;
        }
        for shape in self.values.shapes(value).iter() {
            match (shape, node) {
                (Shape::Record(record), Some(node)) => self.define_in(record, node, file),
                (Shape::Unknown, Some(node)) => self.define_all(node),
                _ => {
                    let value = self.values.one(shape.clone());
                    self.escaping.push((value, Escape::From(file)));
                }
            }
        }
    }

    fn define_in(&mut self, record: &Record, node: NodeId, file: usize) {
        for &(name, value) in &record.named {
            let inner = self.tree.attribute(node, self.program.names.text(name));
            self.facts.defined.extend(inner);
            self.define(value, inner, file);
        }
        if let Some(rest) = record.rest {
            let any = self.tree.get(node).any;
            if any.is_none() && !self.tree.get(node).foreign {
                self.define_all(node);
            }
            self.define(rest, any, file);
        }
    }

    /// Something is set here that cannot be followed: it may be anything.
    fn define_all(&mut self, node: NodeId) {
        for inner in self.tree.inner(node) {
            self.facts.defined.insert(inner);
            self.define_all(inner);
        }
    }

    /// Declarations: a submodule at a node of ours extends it, with that node as its `config`.
    fn declare(&mut self, value: ValueId, node: Option<NodeId>, file: usize) {
        if !self.walked.insert((Walk::Declarations, value, node)) {
            return;
        }
        for shape in self.values.shapes(value).iter() {
            match shape {
                Shape::Record(Record { named, rest }) => {
                    for &(name, value) in named {
                        let name = self.program.names.text(name);
                        let inner = node.and_then(|node| self.tree.attribute(node, name));
                        self.declare(value, inner, file);
                    }
                    if let Some(rest) = *rest {
                        let any = node.and_then(|node| self.tree.get(node).any);
                        self.declare(rest, any, file);
                    }
                }
                Shape::List(element) => {
                    let inner = node.and_then(|node| self.tree.get(node).element);
                    self.declare(*element, inner, file);
                }
                Shape::Submodule(module) => self.instance(*module, node, file),
                _ => {
                    let value = self.values.one(shape.clone());
                    self.escaping.push((value, Escape::From(file)));
                }
            }
        }
    }

    fn escape(&mut self, value: ValueId, escape: Escape) {
        if !self.escaped.insert(value) {
            return;
        }
        let site = match escape {
            Escape::At(site) => site,
            Escape::From(file) => Site { file, offset: 0 },
        };
        for shape in self.values.shapes(value).iter() {
            match shape {
                Shape::Node(node) if self.tree.holds_options(*node) => {
                    let site = match escape {
                        Escape::At(site) => site,
                        Escape::From(file) => self.arrival(*node, file),
                    };
                    self.facts.opaque.insert((*node, site));
                }
                Shape::Closure(..) => {
                    let function = self.values.one(shape.clone());
                    let result = self.apply(function, Values::UNKNOWN, site);
                    self.escaping.push((result, escape));
                }
                Shape::Builtin(_, args) => self.escaping.extend(args.iter().map(|&a| (a, escape))),
                Shape::List(inner) | Shape::Submodule(inner) | Shape::Args(inner) => {
                    self.escaping.push((*inner, escape));
                }
                Shape::Record(Record { named, rest }) => {
                    let values = named.iter().map(|(_, value)| *value).chain(*rest);
                    self.escaping.extend(values.map(|value| (value, escape)));
                }
                _ => {}
            }
        }
    }

    /// The site where the source received the node or an ancestor.
    fn arrival(&self, node: NodeId, file: usize) -> Site {
        let mut around = self.tree.ancestors(node);
        let first = around.find_map(|node| self.facts.arrivals.get(&(node, file)));
        first.copied().unwrap_or(Site { file, offset: 0 })
    }
}
