//! `options.nix`: the declarations, as nixpkgs reviewers like them. Evaluates with lib alone.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use nixos_options::meta::{IntKind, ScalarDef};

use super::{control, former, pretty};
use crate::ir::{Default, Former, Map, Module, Node, Opt, Step, Submodule, Type};
use crate::lower::needs_name;
use crate::nix::make::{
    apply, attrs, inherit, inherit_from, int, key, lambda_set, let_in, list, path, rel_file, set,
    set_path, str, template, var,
};
use crate::nix::{self, Binding, Expr, Ident, MakeError, Part, Text};

type Made = Result<Expr, MakeError>;

/// The file as a tree.
pub fn options(module: &Module) -> Made {
    let shared = module.shared.iter();
    let shared = shared.map(|(name, submodule)| Ok((submodule.rust, nix::make::ident(name)?)));
    let emitter = Emitter {
        shared: shared.collect::<Result<_, MakeError>>()?,
        ..Emitter::default()
    };
    let body = emitter.body(module)?;
    let mut own = Vec::new();
    for scalar in &module.scalars {
        own.push(set(
            nix::make::ident(&crate::lower::of_scalar(scalar.name))?,
            emitter.scalar(scalar)?,
        ));
    }
    if own.iter().any(control::is_used) {
        own.insert(0, control::binding()?);
    }
    for (name, submodule) in &module.shared {
        own.push(set(nix::make::ident(name)?, emitter.submodule(submodule)?));
    }
    let mut bindings = emitter.inherits()?;
    bindings.extend(own);
    lambda_set(&[Ident::from_static("lib")], true, let_in(bindings, body)?)
}

/// The text of a default that is made from a name: `"/var/spool/${name}"`.
pub fn from_name_text(parts: &[String]) -> String {
    nix::print(&from_name(parts).expect("checked while lowering"))
}

fn from_name(parts: &[String]) -> Made {
    let mut pieces = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            pieces.push(Part::Expr(var("name")));
        }
        pieces.push(Part::Text(nix::make::text(part)?));
    }
    Ok(template(pieces))
}

/// Makes the tree and records the names it uses, so that the file inherits only those.
#[derive(Default)]
struct Emitter {
    /// The submodules that have a `let`, by identity.
    shared: BTreeMap<&'static str, Ident>,
    lib: RefCell<BTreeSet<&'static str>>,
    types: RefCell<BTreeSet<&'static str>>,
    own: RefCell<BTreeSet<&'static str>>,
    former: RefCell<BTreeSet<&'static str>>,
}

impl Emitter {
    fn lib(&self, name: &'static str) -> Expr {
        self.lib.borrow_mut().insert(name);
        var(name)
    }

    fn types(&self, name: &'static str) -> Expr {
        self.types.borrow_mut().insert(name);
        var(name)
    }

    fn own(&self, name: &'static str) -> Expr {
        self.own.borrow_mut().insert(name);
        var(name)
    }

    fn inherits(&self) -> Result<Vec<Binding>, MakeError> {
        let names = |set: &RefCell<BTreeSet<&'static str>>| -> Vec<Ident> {
            set.borrow()
                .iter()
                .map(|name| Ident::from_static(name))
                .collect()
        };
        let library = |file: &str| -> Made {
            let lib = attrs([inherit([Ident::from_static("lib")])])?;
            Ok(apply(var("import"), [rel_file(file)?, lib]))
        };
        let all = [
            (path("lib"), &self.lib),
            (path("lib.types"), &self.types),
            (library("../lib/former.nix")?, &self.former),
            (library("../lib/types.nix")?, &self.own),
        ];
        let used = all.into_iter().filter(|(_, set)| !set.borrow().is_empty());
        Ok(used
            .map(|(source, set)| inherit_from(source, names(set)))
            .collect())
    }

    /// `{ options.… = …; }`. Above a `<name>` the set belongs to another module: it is declared again
    /// with only a type, which the module system merges.
    fn body(&self, module: &Module) -> Made {
        let declared = attrs(self.nodes(&module.nodes)?)?;
        self.mounted(module, &module.mount, declared)
    }

    fn mounted(&self, module: &Module, mount: &[Step], declared: Expr) -> Made {
        let mut bound = vec![Text::from_static("options")];
        for (index, step) in mount.iter().enumerate() {
            match step {
                Step::Name(name) => bound.push(key(name)?),
                Step::Any(_) | Step::Element => {
                    let inner = self.mounted(module, &mount[index + 1..], declared)?;
                    let named = needs_name(&module.nodes);
                    let inner = if named { with_name(inner)? } else { inner };
                    let values = apply(self.types("submodule"), [inner]);
                    let ty = apply(self.types("attrsOf"), [values]);
                    let option = apply(
                        self.lib("mkOption"),
                        [attrs([set(Text::from_static("type"), ty)])?],
                    );
                    return attrs([set_path(bound, option)]);
                }
            }
        }
        // The innermost set: its former names are beside its options.
        let within = mount.len() < module.mount.len();
        let mut fields = self.imports(if within { &module.former } else { &[] })?;
        fields.push(set_path(bound, declared));
        attrs(fields)
    }

    /// The modules for the former names in a submodule.
    fn imports(&self, former: &[Former]) -> Result<Vec<Binding>, MakeError> {
        if former.is_empty() {
            return Ok(Vec::new());
        }
        self.former.borrow_mut().extend(former::WITHIN.used(former));
        let modules = former::modules(former, &former::WITHIN)?;
        Ok(vec![set(Text::from_static("imports"), modules)])
    }

    fn nodes(&self, nodes: &[Node]) -> Result<Vec<Binding>, MakeError> {
        let binding = |node: &Node| -> Result<Binding, MakeError> {
            let value = match node {
                Node::Option(option) => self.option(option)?,
                Node::Group(group) => attrs(self.nodes(&group.nodes)?)?,
            };
            Ok(set(key(node.name())?, value))
        };
        nodes.iter().map(binding).collect()
    }

    fn option(&self, option: &Opt) -> Made {
        let mut fields = vec![set(Text::from_static("type"), self.ty(&option.ty)?)];
        match &option.default {
            Default::Required => {}
            Default::Value(value) => fields.extend(self.shown(value)?),
            Default::FromName(parts) => {
                fields.push(set(Text::from_static("default"), from_name(parts)?));
                fields.push(self.default_text(&from_name_text(parts))?);
            }
            Default::FromConfig(text) => fields.push(self.default_text(text)?),
        }
        if let Some(example) = &option.example {
            fields.extend(self.example(example)?);
        }
        if option.read_only {
            fields.push(set(Text::from_static("readOnly"), nix::make::bool(true)));
        }
        fields.push(set(
            Text::from_static("description"),
            str(&option.description)?,
        ));
        Ok(apply(self.lib("mkOption"), [attrs(fields)?]))
    }

    /// A default and, where Nix would show it wrongly, the text that documentation shows instead.
    fn shown(&self, value: &serde_json::Value) -> Result<Vec<Binding>, MakeError> {
        let mut fields = vec![set(Text::from_static("default"), data(value)?)];
        if !pretty::is_exact(value) {
            fields.push(self.default_text(&pretty::text(value))?);
        }
        Ok(fields)
    }

    fn example(&self, value: &serde_json::Value) -> Result<Vec<Binding>, MakeError> {
        let shown = if pretty::is_exact(value) {
            data(value)?
        } else {
            self.literal(&pretty::text(value))?
        };
        Ok(vec![set(Text::from_static("example"), shown)])
    }

    /// All that documentation has where the behaviour sets the default.
    fn default_text(&self, text: &str) -> Result<Binding, MakeError> {
        Ok(set(Text::from_static("defaultText"), self.literal(text)?))
    }

    fn literal(&self, text: &str) -> Made {
        Ok(apply(self.lib("literalExpression"), [str(text)?]))
    }

    fn ty(&self, ty: &Type) -> Made {
        Ok(match ty {
            Type::Bool => self.types("bool"),
            Type::Str => self.types("str"),
            Type::Anything => self.types("anything"),
            Type::Int(kind) => self.int(*kind),
            Type::Between(min, max) => apply(self.ints("between"), [int(*min)?, int(*max)?]),
            Type::Port => self.types("port"),
            Type::Number => self.types("number"),
            Type::Scalar(def) => Expr::Var(nix::make::ident(&crate::lower::of_scalar(def.name))?),
            Type::Enum(names) => apply(self.types("enum"), [strings(names)?]),
            Type::NullOr(inner) => apply(self.types("nullOr"), [self.ty(inner)?]),
            Type::List(inner) => apply(self.types("listOf"), [self.element(inner)?]),
            Type::Required(inner) => apply(self.own("required"), [self.ty(inner)?]),
            Type::Map(map) => self.map(map)?,
            Type::ListOrMap(map) => self.keyed("listOrAttrsOf", map)?,
            Type::Submodule(submodule) => match self.shared.get(submodule.rust) {
                Some(name) => Expr::Var(name.clone()),
                None => self.submodule(submodule)?,
            },
            Type::Either(types) => self.either(types)?,
            Type::AttrTag(variants) => self.attr_tag(variants)?,
            Type::Tagged { tag, variants } => self.tagged(tag, variants)?,
        })
    }

    fn element(&self, ty: &Type) -> Made {
        match ty {
            Type::Enum(names) => Ok(apply(self.own("nameOf"), [strings(names)?])),
            _ => self.ty(ty),
        }
    }

    fn ints(&self, name: &'static str) -> Expr {
        nix::make::select(self.types("ints"), [Text::from_static(name)])
    }

    fn int(&self, kind: IntKind) -> Expr {
        match kind {
            IntKind::U8 => self.ints("u8"),
            IntKind::U16 => self.ints("u16"),
            IntKind::U32 => self.ints("u32"),
            IntKind::I8 => self.ints("s8"),
            IntKind::I16 => self.ints("s16"),
            IntKind::I32 => self.ints("s32"),
            IntKind::I64 => self.types("int"),
        }
    }

    fn scalar(&self, def: &ScalarDef) -> Made {
        let name = crate::lower::of_scalar(def.name);
        let rules = crate::lower::rules(def);
        let fields = [
            set(Text::from_static("name"), str(&name)?),
            set(Text::from_static("description"), str(def.noun)?),
            set(Text::from_static("pattern"), str(def.pattern)?),
            set(Text::from_static("maxLength"), int(def.max_len.into())?),
            set(Text::from_static("help"), str(def.help)?),
            set(Text::from_static("rules"), data(&rules)?),
        ];
        Ok(apply(
            self.own("matching"),
            [control::named(attrs(fields)?)],
        ))
    }

    fn map(&self, map: &Map) -> Made {
        match (map.key, map.placeholder.as_str()) {
            (Some(_), _) => self.keyed("attrsOfKeyed", map),
            (None, "name") => Ok(apply(self.types("attrsOf"), [self.ty(&map.value)?])),
            (None, placeholder) => {
                let fields = [
                    set(Text::from_static("elemType"), self.ty(&map.value)?),
                    set(Text::from_static("placeholder"), str(placeholder)?),
                ];
                Ok(apply(self.types("attrsWith"), [attrs(fields)?]))
            }
        }
    }

    fn keyed(&self, function: &'static str, map: &Map) -> Made {
        let fields = [
            set(
                Text::from_static("key"),
                self.ty(&map.key.map_or(Type::Str, Type::Scalar))?,
            ),
            set(Text::from_static("elem"), self.ty(&map.value)?),
            set(Text::from_static("placeholder"), str(&map.placeholder)?),
        ];
        Ok(apply(self.own(function), [attrs(fields)?]))
    }

    fn submodule(&self, submodule: &Submodule) -> Made {
        let declared = attrs(self.nodes(&submodule.nodes)?)?;
        let mut fields = self.imports(&submodule.former)?;
        if let Some(freeform) = &submodule.freeform {
            let ty = apply(self.types("attrsOf"), [self.ty(freeform)?]);
            fields.push(set(Text::from_static("freeformType"), ty));
        }
        fields.push(set(Text::from_static("options"), declared));
        let module = attrs(fields)?;
        let named = needs_name(&submodule.nodes);
        let grouped = submodule
            .nodes
            .iter()
            .any(|node| matches!(node, Node::Group(_)));
        // What our own type cannot take it leaves to lib's: that is better seen at once.
        let plain = submodule.freeform.is_none() && submodule.former.is_empty();
        let function = if named || grouped || !plain {
            self.types("submodule")
        } else {
            self.own("plainSubmodule")
        };
        let module = if named { with_name(module)? } else { module };
        Ok(apply(function, [module]))
    }

    /// lib's own types where they do; they leave the options inside out of the documentation.
    fn either(&self, types: &[Type]) -> Made {
        let documented = types.iter().any(Type::holds_options);
        let types = types
            .iter()
            .map(|ty| self.ty(ty))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(match types.len() {
            _ if documented => apply(self.own("alternatives"), [list(types)]),
            2 => apply(self.types("either"), types),
            _ => apply(self.types("oneOf"), [list(types)]),
        })
    }

    fn attr_tag(&self, variants: &[Opt]) -> Made {
        let tag = |variant: &Opt| -> Result<Binding, MakeError> {
            Ok(set(key(&variant.name)?, self.option(variant)?))
        };
        let tags = variants.iter().map(tag).collect::<Result<Vec<_>, _>>()?;
        Ok(apply(self.types("attrTag"), [attrs(tags)?]))
    }

    fn tagged(&self, tag: &Opt, variants: &[(String, std::sync::Arc<Submodule>)]) -> Made {
        let variant = |(name, submodule): &(String, std::sync::Arc<Submodule>)| -> Result<Binding, MakeError> {
            Ok(set(key(name)?, self.ty(&Type::Submodule(std::sync::Arc::clone(submodule)))?))
        };
        let variants = variants
            .iter()
            .map(variant)
            .collect::<Result<Vec<_>, _>>()?;
        let fields = [
            set(Text::from_static("tag"), str(&tag.name)?),
            set(Text::from_static("description"), str(&tag.description)?),
            set(Text::from_static("variants"), attrs(variants)?),
        ];
        Ok(apply(self.own("taggedBy"), [attrs(fields)?]))
    }
}

fn with_name(module: Expr) -> Made {
    lambda_set(&[Ident::from_static("name")], true, module)
}

fn strings(names: &[String]) -> Made {
    Ok(list(
        names
            .iter()
            .map(|name| str(name))
            .collect::<Result<Vec<_>, _>>()?,
    ))
}

fn data(value: &serde_json::Value) -> Made {
    nix::value(value).map_err(|error| error.error)
}
