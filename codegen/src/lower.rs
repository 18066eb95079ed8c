//! From declarations to the resolved option tree: the only place for naming, sorting and resolving,
//! and for everything that can be wrong with a schema. All problems come at once.

mod doc;
mod name;
mod scope;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

use schema::meta::{
    Captured, Domain, MapType, NixType, OptionDecl, Origin, Presence, StructDecl, StructRef,
};
use serde_json::Value;

use crate::Problem;
use crate::ir::{Default, Group, Map, Module, Node, Opt, Step, Submodule, Type};
use scope::Scope;

pub(crate) use name::nix as nix_name;
use value::prune;

/// Resolves the domains, in their order.
pub fn lower(domains: &[Domain]) -> Result<Vec<Module>, Vec<Problem>> {
    let mut problems = Vec::new();
    let modules: Vec<Module> = domains
        .iter()
        .map(|domain| Lowering::new(&mut problems).domain(domain))
        .collect();
    doc::check_links(&modules, &mut problems);
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
    /// Structs that are being read, outermost first, by identity: one that is met again contains itself.
    open: Vec<&'static str>,
    /// Submodules already read, by identity, and how often each is used.
    submodules: BTreeMap<&'static str, (Arc<Submodule>, usize)>,
    /// Identities in the order of completion: each after those it uses.
    order: Vec<&'static str>,
    scalars: BTreeMap<String, &'static schema::meta::ScalarDef>,
}

impl<'a> Lowering<'a> {
    fn new(problems: &'a mut Vec<Problem>) -> Self {
        Self {
            problems,
            open: Vec::new(),
            submodules: BTreeMap::new(),
            order: Vec::new(),
            scalars: BTreeMap::new(),
        }
    }

    fn domain(mut self, domain: &Domain) -> Module {
        let mount: Vec<Step> = domain.mount.iter().map(|step| Step::parse(step)).collect();
        let decl = (domain.options.decl)();
        self.open.push((domain.options.rust)());
        let scope = Scope::new(&mount);
        let nodes = self.nodes(&scope, &decl);
        if decl.freeform.is_some() {
            let problem = scope.problem(
                decl.origin,
                "a domain cannot have attributes that no option declares",
            );
            self.report(problem, "move the flattened map into a struct below");
        }
        if !scope.has_name() && needs_name(&nodes) {
            let problem = scope.problem(
                decl.origin,
                "a default needs the name of the set around it, and there is none",
            );
            self.report(
                problem,
                "use `default_from_name` only directly below a `<name>`",
            );
        }
        let shared = self.shared(domain);
        Module {
            name: domain.name.to_owned(),
            mount,
            doc: doc::tidy(decl.doc),
            nodes,
            origin: decl.origin,
            scalars: self.scalars.into_values().collect(),
            shared,
        }
    }

    /// The submodules that get a `let`: those used more than once, under names of their own.
    fn shared(&mut self, domain: &Domain) -> Vec<Arc<Submodule>> {
        let order = std::mem::take(&mut self.order);
        let shared: Vec<_> = order
            .iter()
            .map(|rust| &self.submodules[rust])
            .filter(|(_, uses)| *uses > 1)
            .map(|(submodule, _)| Arc::clone(submodule))
            .collect();
        let lets = self
            .scalars
            .iter()
            .map(|(name, def)| (name.as_str(), def.name));
        let lets = lets.chain(
            shared
                .iter()
                .map(|submodule| (submodule.name.as_str(), submodule.rust)),
        );
        name::check_lets(domain.name, lets, self.problems);
        shared
    }

    fn nodes(&mut self, scope: &Scope, decl: &StructDecl) -> Vec<Node> {
        let mut nodes: Vec<Node> = decl
            .options
            .iter()
            .map(|option| self.node(scope, option))
            .collect();
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
        self.check_name(&scope, decl);
        match &decl.ty {
            NixType::Struct(options) => self.group(&scope, decl, *options),
            ty => Node::Option(self.option(&scope, decl, ty)),
        }
    }

    fn check_name(&mut self, scope: &Scope, decl: &OptionDecl) {
        if let Some(why) = name::refused(decl.name) {
            self.report(
                scope.problem(decl.origin, why),
                "rename the field with `#[serde(rename = \"…\")]`",
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
        if (options.decl)().freeform.is_some() {
            let problem = scope.problem(
                decl.origin,
                "a nested set cannot have attributes that no option declares",
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

    /// The parent's default for the set must be what the set's own defaults make: Nix has a default
    /// for each leaf, and none for the set.
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

    fn option(&mut self, scope: &Scope, decl: &OptionDecl, ty: &NixType) -> Opt {
        self.check_doc(scope, decl.origin, decl.doc);
        let lowered = self.ty(scope, decl.origin, ty);
        let default = self.default(scope, decl, &lowered);
        let example = decl
            .example
            .as_ref()
            .and_then(|example| self.value(scope, decl.origin, "example", example, &lowered));
        self.check_example(scope, decl, &lowered, &default, example.as_ref());
        Opt {
            name: decl.name.to_owned(),
            description: doc::with_variants(decl.doc, ty),
            example: example.map(|example| prune(&lowered, example)),
            ty: lowered,
            default,
            read_only: decl.read_only,
            unread: decl.unread.map(str::to_owned),
            origin: decl.origin,
        }
    }

    fn default(&mut self, scope: &Scope, decl: &OptionDecl, ty: &Type) -> Default {
        match &decl.default {
            // A default beside the one definition would be a second one.
            _ if decl.read_only => Default::Required,
            Presence::Required => Default::Required,
            Presence::Default(captured) => {
                let value = self.value(scope, decl.origin, "default", captured, ty);
                Default::Value(prune(ty, value.unwrap_or(Value::Null)))
            }
            Presence::FromName(template) => self.from_name(scope, decl, ty, template),
        }
    }

    fn from_name(
        &mut self,
        scope: &Scope,
        decl: &OptionDecl,
        ty: &Type,
        template: &str,
    ) -> Default {
        let parts: Vec<String> = template.split("{name}").map(str::to_owned).collect();
        let sample = Value::String(parts.join("sample"));
        if let Err(why) = value::accepts(ty, &sample) {
            self.report(
                scope.problem(decl.origin, format!("its default {sample} is wrong: {why}")),
                "correct `default_from_name`",
            );
        }
        Default::FromName(parts)
    }

    /// A captured value, checked against the type.
    fn value(
        &mut self,
        scope: &Scope,
        origin: Origin,
        what: &str,
        captured: &Captured,
        ty: &Type,
    ) -> Option<Value> {
        let checked = match captured {
            Ok(value) => value::accepts(ty, value).map(|()| value.clone()),
            Err(error) => Err(error.clone()),
        };
        match checked {
            Ok(value) => Some(value),
            Err(why) => {
                let help = format!("give the field a {what} of its type that Nix can hold");
                self.report(
                    scope.problem(origin, format!("its {what} is wrong: {why}")),
                    help,
                );
                None
            }
        }
    }

    /// Every option whose values do not speak for themselves has an example, and one that differs
    /// from the default: it also shows that the behaviour heeds the option.
    fn check_example(
        &mut self,
        scope: &Scope,
        decl: &OptionDecl,
        ty: &Type,
        default: &Default,
        example: Option<&Value>,
    ) {
        let needless = matches!(ty, Type::Bool | Type::Enum(_)) || decl.read_only;
        if decl.example.is_none() && !needless {
            self.report(
                scope.problem(decl.origin, "it has no example"),
                "add `#[nix(example = …)]` with a value of the field's type",
            );
        }
        if let (Some(example), Default::Value(default)) = (example, default) {
            if *default == prune(ty, example.clone()) {
                self.report(
                    scope.problem(decl.origin, "its example is its default"),
                    "show another value",
                );
            }
        }
    }

    fn check_doc(&mut self, scope: &Scope, origin: Origin, text: &str) {
        for (why, help) in doc::problems(text) {
            self.report(scope.problem(origin, why), help);
        }
    }

    fn ty(&mut self, scope: &Scope, origin: Origin, ty: &NixType) -> Type {
        match ty {
            NixType::Bool => Type::Bool,
            NixType::Str => Type::Str,
            NixType::Anything => Type::Anything,
            NixType::Int(kind) => Type::Int(*kind),
            NixType::Between { min, max } => Type::Between(*min, *max),
            NixType::Port => Type::Port,
            NixType::Number => Type::Number,
            NixType::Scalar(def) => self.scalar(scope, origin, def),
            NixType::Enum(variants) => Type::Enum(
                variants
                    .iter()
                    .map(|variant| variant.name.to_owned())
                    .collect(),
            ),
            NixType::NullOr(inner) => {
                Type::NullOr(Box::new(self.ty(&scope.unnamed(), origin, inner)))
            }
            NixType::List(inner) => Type::List(Box::new(self.ty(&scope.element(), origin, inner))),
            NixType::Required(inner) => Type::Required(Box::new(self.ty(scope, origin, inner))),
            NixType::Map(map) => Type::Map(self.map(scope, origin, map)),
            NixType::ListOrMap(map) => Type::ListOrMap(self.map(scope, origin, map)),
            NixType::Struct(options) => self.submodule(scope, origin, *options),
            NixType::Either(types) => {
                Type::Either(types.iter().map(|ty| self.ty(scope, origin, ty)).collect())
            }
            NixType::Union { units, tagged } => self.union(scope, origin, units, tagged),
            NixType::Tagged { tag, variants } => self.tagged(scope, origin, tag, variants),
        }
    }

    fn scalar(
        &mut self,
        scope: &Scope,
        origin: Origin,
        def: &'static schema::meta::ScalarDef,
    ) -> Type {
        let name = name::nix(def.name);
        let known = *self.scalars.entry(name).or_insert(def);
        if known != def {
            let message = format!("two different grammars are called {}", def.name);
            self.report(scope.problem(origin, message), "rename one of them");
        }
        Type::Scalar(def)
    }

    fn map(&mut self, scope: &Scope, origin: Origin, map: &MapType) -> Map {
        if let Some(key) = map.key {
            self.scalar(scope, origin, key);
        }
        Map {
            key: map.key,
            value: Box::new(self.ty(&scope.named(map.placeholder), origin, &map.value)),
            placeholder: map.placeholder.to_owned(),
        }
    }

    fn union(
        &mut self,
        scope: &Scope,
        origin: Origin,
        units: &[schema::meta::UnitVariant],
        tagged: &[schema::meta::DataVariant],
    ) -> Type {
        let variants = tagged.iter().map(|variant| {
            let scope = scope.child(variant.name);
            self.check_doc(&scope, origin, variant.doc);
            let description = doc::tidy(variant.doc);
            required(
                variant.name,
                description,
                self.ty(&scope, origin, &variant.ty),
                origin,
            )
        });
        let data = Type::AttrTag(variants.collect());
        if units.is_empty() {
            return data;
        }
        let units = Type::Enum(units.iter().map(|unit| unit.name.to_owned()).collect());
        Type::Either(vec![units, data])
    }

    fn tagged(
        &mut self,
        scope: &Scope,
        origin: Origin,
        tag: &str,
        variants: &[schema::meta::StructVariant],
    ) -> Type {
        let lowered = variants.iter().filter_map(|variant| {
            let scope = scope.named(&format!("{tag}={}", variant.name)).unnamed();
            match self.submodule(&scope, origin, variant.options) {
                Type::Submodule(submodule) => Some((variant.name.to_owned(), submodule)),
                _ => None,
            }
        });
        // In the order of attribute names, which is how Nix lists them.
        let mut lowered: Vec<_> = lowered.collect();
        lowered.sort_by(|(a, _), (b, _)| a.cmp(b));
        let names = Type::Enum(lowered.iter().map(|(name, _)| name.clone()).collect());
        Type::Tagged {
            variants: lowered,
            tag: Box::new(required(tag, doc::tag(variants), names, origin)),
        }
    }

    fn submodule(&mut self, scope: &Scope, origin: Origin, options: StructRef) -> Type {
        let rust = (options.rust)();
        if let Some((submodule, uses)) = self.submodules.get_mut(rust) {
            *uses += 1;
            let submodule = Arc::clone(submodule);
            self.check_named(scope, origin, &submodule);
            return Type::Submodule(submodule);
        }
        let Some(submodule) = self.inside(scope, origin, options, |this, decl| Submodule {
            name: name::of_struct(rust),
            rust,
            nodes: this.nodes(scope, decl),
            freeform: decl
                .freeform
                .as_ref()
                .map(|ty| this.ty(&scope.named("name"), decl.origin, ty)),
        }) else {
            // The problem is reported; any type will do.
            return Type::Str;
        };
        let submodule = Arc::new(submodule);
        self.check_named(scope, origin, &submodule);
        self.submodules.insert(rust, (Arc::clone(&submodule), 1));
        self.order.push(rust);
        Type::Submodule(submodule)
    }

    /// A default made from a name needs one: the submodule must be the value of a map.
    fn check_named(&mut self, scope: &Scope, origin: Origin, submodule: &Submodule) {
        if !scope.has_name() && needs_name(&submodule.nodes) {
            let problem = scope.problem(
                origin,
                "a default inside needs the name of the set around it, and there is none",
            );
            self.report(
                problem,
                "use `default_from_name` only directly below a `<name>`",
            );
        }
    }

    /// Reads a struct unless it is being read already.
    fn inside<T>(
        &mut self,
        scope: &Scope,
        origin: Origin,
        options: StructRef,
        read: impl FnOnce(&mut Self, &StructDecl) -> T,
    ) -> Option<T> {
        let rust = (options.rust)();
        if self.open.contains(&rust) {
            let message = format!("`{rust}` contains itself, so it has no end of options");
            self.report(
                scope.problem(origin, message),
                "break the circle, for example with a map of names",
            );
            return None;
        }
        self.open.push(rust);
        let result = read(self, &(options.decl)());
        self.open.pop();
        Some(result)
    }

    fn report(&mut self, problem: Problem, help: impl Into<String>) {
        self.problems.push(Problem {
            help: help.into(),
            ..problem
        });
    }
}

/// An option that the Rust type has no field for: a variant, or the tag that names one.
fn required(name: &str, description: String, ty: Type, origin: Origin) -> Opt {
    Opt {
        name: name.to_owned(),
        description,
        ty,
        default: Default::Required,
        example: None,
        read_only: false,
        unread: None,
        origin,
    }
}

/// Whether a default here is made from the name of the submodule.
pub(crate) fn needs_name(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Option(option) => matches!(option.default, Default::FromName(_)),
        Node::Group(group) => needs_name(&group.nodes),
    })
}
