//! From declarations to the resolved option tree. Only this module names, sorts and resolves
//! options, and finds problems of a schema. It reports all problems at once.

mod dialect;
mod doc;
mod former;
mod grammar;
mod name;
mod option;
mod scope;
mod types;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use nixos_options::meta::{Domain, NixType, OptionDecl, Origin, Presence, StructDecl, StructRef};

use crate::Problem;
use crate::ir::{Default, Former, Group, Module, Node, Step, Submodule};
use scope::Scope;

pub(crate) use name::of_scalar;

/// The rules of a grammar as data: what the generated type reads.
pub(crate) fn rules(def: &nixos_options::meta::ScalarDef) -> serde_json::Value {
    let rules = def.rules.iter().map(|rule| {
        serde_json::json!({
            "id": rule.id,
            "pattern": rule.broken_by,
            "problem": rule.problem,
            "fix": rule.fix,
        })
    });
    rules.collect()
}

/// Resolves the domains, in their order.
pub fn lower(domains: &[Domain]) -> Result<Vec<Module>, Vec<Problem>> {
    let mut problems = Vec::new();
    let modules: Vec<Module> = domains
        .iter()
        .map(|domain| Lowering::new(&mut problems).domain(domain))
        .collect();
    doc::check_links(&modules, &mut problems);
    former::check(&modules, &mut problems);
    if problems.is_empty() {
        return Ok(modules);
    }
    problems.sort();
    problems.dedup();
    Err(problems)
}

/// The state of one domain.
struct Lowering<'a> {
    problems: &'a mut Vec<Problem>,
    /// Structs that are being read, outermost first, by identity. A struct that occurs again
    /// contains itself.
    open: Vec<&'static str>,
    /// Submodules already read, by identity, and how often each is used.
    submodules: BTreeMap<&'static str, (Arc<Submodule>, usize)>,
    /// Identities in the order of completion: each after those it uses.
    order: Vec<&'static str>,
    scalars: BTreeMap<String, &'static nixos_options::meta::ScalarDef>,
    /// The former option names in the set that is being read.
    former: Vec<Former>,
}

impl<'a> Lowering<'a> {
    fn new(problems: &'a mut Vec<Problem>) -> Self {
        Self {
            problems,
            open: Vec::new(),
            submodules: BTreeMap::new(),
            order: Vec::new(),
            scalars: BTreeMap::new(),
            former: Vec::new(),
        }
    }

    fn domain(mut self, domain: &Domain) -> Module {
        let mount: Vec<Step> = domain.mount.iter().map(|step| Step::parse(step)).collect();
        let decl = domain.options.decl();
        self.open.push(domain.options.rust());
        let scope = Scope::new(&mount);
        let nodes = self.nodes(&scope, &decl);
        if decl.freeform.is_some() {
            let problem =
                scope.problem(decl.origin, "a domain cannot accept undeclared attributes");
            self.report(problem, "move the flattened map into a struct below");
        }
        if !scope.has_name() && needs_name(&nodes) {
            let problem = scope.problem(
                decl.origin,
                "a default needs the name of the enclosing set, which has none",
            );
            self.report(
                problem,
                "use `default_from_name` only directly below a `<name>`",
            );
        }
        let shared = self.shared();
        Module {
            name: domain.name.to_owned(),
            mount,
            doc: doc::tidy(decl.doc),
            nodes,
            former: former::sorted(self.former),
            origin: decl.origin,
            scalars: self.scalars.into_values().collect(),
            shared,
        }
    }

    /// The submodules that are used more than once. Each gets a name and a `let`.
    fn shared(&mut self) -> Vec<(String, Arc<Submodule>)> {
        let mut used: BTreeSet<String> = self.scalars.keys().cloned().collect();
        let read = self.order.iter().map(|rust| &self.submodules[rust]);
        let shared = read.filter(|(_, uses)| *uses > 1);
        let named = shared.map(|(submodule, _)| {
            let name = name::of_struct(submodule.rust, &used);
            used.insert(name.clone());
            (name, Arc::clone(submodule))
        });
        named.collect()
    }

    fn nodes(&mut self, scope: &Scope, decl: &StructDecl) -> Vec<Node> {
        let mut nodes: Vec<Node> = decl
            .options
            .iter()
            .map(|option| self.node(scope, option))
            .collect();
        for removed in &decl.removed {
            self.removed(scope, removed);
        }
        nodes.sort_by(|a, b| name::order(a.name()).cmp(&name::order(b.name())));
        for pair in nodes.windows(2) {
            if pair[0].name() == pair[1].name() {
                let problem = scope
                    .child(pair[0].name())
                    .problem(decl.origin, "two fields declare this option");
                self.report(problem, "rename one of them");
            }
        }
        nodes
    }

    fn node(&mut self, parent: &Scope, decl: &OptionDecl) -> Node {
        let scope = parent.child(decl.name);
        self.check_name(&scope, decl.origin, decl.name);
        match &decl.ty {
            NixType::Struct(options) => {
                self.former_group(&scope, decl);
                self.group(&scope, decl, *options)
            }
            ty => {
                self.renamed(parent, decl);
                Node::Option(self.option(&scope, decl, ty))
            }
        }
    }

    fn check_name(&mut self, scope: &Scope, origin: Origin, name: &str) {
        if let Some(why) = name::refused(name) {
            self.report(
                scope.problem(origin, why),
                "rename it with `#[serde(rename = \"…\")]`",
            );
        }
    }

    /// A struct in a field: its options nest below the field's name.
    fn group(&mut self, scope: &Scope, decl: &OptionDecl, options: StructRef) -> Node {
        let nodes = self
            .inside(scope, decl.origin, options, |this, inner| {
                this.nodes(scope, inner)
            })
            .unwrap_or_default();
        if options.decl().freeform.is_some() {
            let problem = scope.problem(
                decl.origin,
                "a nested set cannot accept undeclared attributes",
            );
            self.report(
                problem,
                "put the struct into an `Option`, which makes it a submodule",
            );
        }
        self.check_group_default(scope, decl, &nodes);
        self.check_doc(scope, decl.origin, decl.doc);
        Node::Group(Group {
            name: decl.name.to_owned(),
            doc: doc::tidy(decl.doc),
            nodes,
        })
    }

    /// The parent's default for the set must equal the set's own defaults: Nix has a default for
    /// each leaf, and none for the set.
    fn check_group_default(&mut self, scope: &Scope, decl: &OptionDecl, nodes: &[Node]) {
        let Presence::Default(Ok(default)) = &decl.default else {
            return;
        };
        match value::group_defaults(nodes) {
            Ok(own) if value::matches_defaults(default, &own, nodes) => {}
            Ok(own) => {
                let message = format!(
                    "its default {default} differs from the defaults of its options, {own}"
                );
                self.report(
                    scope.problem(decl.origin, message),
                    "make the two `Default`s agree: Nix has a default for each option only",
                );
            }
            Err(required) => {
                let message = format!("it has a default, but its option `{required}` is required");
                self.report(
                    scope.problem(decl.origin, message),
                    "give that option a default, or put the struct into an `Option`",
                );
            }
        }
    }

    fn report(&mut self, problem: Problem, help: impl Into<String>) {
        self.problems.push(Problem {
            help: help.into(),
            ..problem
        });
    }
}

/// Whether a default in these nodes is made from the name of the submodule.
pub(crate) fn needs_name(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Option(option) => matches!(option.default, Default::FromName(_)),
        Node::Group(group) => needs_name(&group.nodes),
    })
}
