//! Types, and the structs inside them.

use std::sync::Arc;

use nixos_options::meta::{
    DataVariant, MapType, NixType, Origin, ScalarDef, StructDecl, StructRef, StructVariant,
    UnitVariant,
};

use super::scope::Scope;
use super::{Lowering, doc, former, grammar, name, needs_name};
use crate::ir::{Default, Map, Opt, Submodule, Type};

impl Lowering<'_> {
    pub(super) fn ty(&mut self, scope: &Scope, origin: Origin, ty: &NixType) -> Type {
        match ty {
            NixType::Bool => Type::Bool,
            NixType::Str => Type::Str,
            NixType::Anything => Type::Anything,
            NixType::Int(kind) => Type::Int(*kind),
            NixType::Between { min, max } => Type::Between(*min, *max),
            NixType::Port => Type::Port,
            NixType::Number => Type::Number,
            NixType::Scalar(def) => self.scalar(scope, origin, def),
            NixType::Enum(variants) => self.names(scope, origin, variants),
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

    pub(super) fn scalar(
        &mut self,
        scope: &Scope,
        origin: Origin,
        def: &'static ScalarDef,
    ) -> Type {
        let name = name::of_scalar(def.name);
        let known = *self.scalars.entry(name).or_insert(def);
        if known != def {
            let message = format!("two different grammars are called {}", def.name);
            self.report(scope.problem(origin, message), "rename one of them");
        }
        let rules = def.rules.iter().filter_map(|rule| rule.broken_by);
        for pattern in rules.chain([def.pattern]) {
            if let Some(part) = grammar::of_bytes(pattern) {
                let message = format!(
                    "the grammar {} has `{part}`, which matches bytes in Nix, but letters everywhere else",
                    def.name
                );
                let help = "limit the length with `max_len` only, and write letters outside ASCII one by one";
                self.report(scope.problem(origin, message), help);
            }
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
        units: &[UnitVariant],
        tagged: &[DataVariant],
    ) -> Type {
        let variants = tagged.iter().map(|variant| {
            let scope = scope.child(variant.name);
            self.check_name(&scope, origin, variant.name);
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
        let units = self.names(scope, origin, units);
        Type::Either(vec![units, data])
    }

    /// Variants without data: one of several strings.
    fn names(&mut self, scope: &Scope, origin: Origin, variants: &[UnitVariant]) -> Type {
        for variant in variants {
            self.check_variant(scope, origin, variant.name, variant.doc);
        }
        let names = variants.iter().map(|variant| variant.name.to_owned());
        Type::Enum(names.collect())
    }

    fn check_variant(&mut self, scope: &Scope, origin: Origin, name: &str, doc: &str) {
        if name.contains('\0') || doc.contains('\0') {
            let message = format!("its variant {name:?} contains NUL, which Nix cannot hold");
            self.report(
                scope.problem(origin, message),
                "correct the name or the doc comment of the variant",
            );
        }
    }

    fn tagged(
        &mut self,
        scope: &Scope,
        origin: Origin,
        tag: &str,
        variants: &[StructVariant],
    ) -> Type {
        self.check_name(&scope.child(tag), origin, tag);
        let lowered = variants.iter().filter_map(|variant| {
            self.check_variant(scope, origin, variant.name, variant.doc);
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
        let rust = options.rust();
        if let Some((submodule, uses)) = self.submodules.get_mut(rust) {
            *uses += 1;
            let submodule = Arc::clone(submodule);
            self.check_named(scope, origin, &submodule);
            return Type::Submodule(submodule);
        }
        let around = std::mem::take(&mut self.former);
        let own = scope.submodule();
        let submodule = self.inside(scope, origin, options, |this, decl| Submodule {
            rust,
            nodes: this.nodes(&own, decl),
            freeform: decl
                .freeform
                .as_ref()
                .map(|ty| this.ty(&own.named("name"), decl.origin, ty)),
            former: former::sorted(std::mem::take(&mut this.former)),
        });
        self.former = around;
        let Some(submodule) = submodule else {
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
    pub(super) fn check_named(&mut self, scope: &Scope, origin: Origin, submodule: &Submodule) {
        if !scope.has_name() && needs_name(&submodule.nodes) {
            let problem = scope.problem(
                origin,
                "a default in this submodule needs the name of an enclosing set, which has none",
            );
            self.report(
                problem,
                "use `default_from_name` only directly below a `<name>`",
            );
        }
    }

    /// Reads a struct unless it is being read already.
    pub(super) fn inside<T>(
        &mut self,
        scope: &Scope,
        origin: Origin,
        options: StructRef,
        read: impl FnOnce(&mut Self, &StructDecl) -> T,
    ) -> Option<T> {
        let rust = options.rust();
        if self.open.contains(&rust) {
            let message = format!("`{rust}` contains itself, which makes the options endless");
            self.report(
                scope.problem(origin, message),
                "break the cycle, for example with a map of names",
            );
            return None;
        }
        self.open.push(rust);
        let result = read(self, &options.decl());
        self.open.pop();
        Some(result)
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
