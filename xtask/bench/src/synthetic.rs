//! A schema of any size, with the mix of types that real options have.
//!
//! Options come in areas of ten, as in `stores.<name>.…`: seven options, and a map of a submodule
//! with three more. There are a few kinds of areas. A const parameter makes each a separate struct,
//! as if the derive had made it.

use std::any::type_name;
use std::sync::LazyLock;

use nixos_options::meta::{
    Domain, Functions, IntKind, MapType, NixType, OptionDecl, Origin, Presence, ScalarDef,
    StructDecl, StructRef, UnitVariant,
};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// The sizes that are measured.
pub(super) const SIZES: [usize; 3] = [100, 1_000, 10_000];

const AREA: usize = 10;

/// The names of the areas. Options borrow their names for ever, so they are made once: making them
/// again in every run would count as memory of the generator.
static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let names = (0..SIZES[2] / AREA).map(|index| format!("area{index:04}"));
    names.map(|name| &*name.leak()).collect()
});

static PATH: ScalarDef = ScalarDef {
    name: "SyntheticPath",
    noun: "absolute path",
    doc: "A path that begins with `/`.",
    pattern: "/[a-z0-9/._-]*",
    max_len: 4096,
    example: "/var/lib/example",
    help: "",
    rules: &[],
};

struct Root<const AREAS: usize>;
struct Area<const KIND: usize>;
struct Entry<const KIND: usize>;

/// A domain of one of [`SIZES`].
pub(super) fn domain(size: usize) -> Option<Domain> {
    let (options, json_schema): (_, fn(&mut SchemaGenerator) -> Schema) = match size {
        100 => (root::<10>(), root_schema::<10>),
        1_000 => (root::<100>(), root_schema::<100>),
        10_000 => (root::<1_000>(), root_schema::<1_000>),
        _ => return None,
    };
    Some(Domain {
        name: "synthetic",
        mount: &["stateless", "synthetic"],
        options,
        json_schema,
        read: |value| Ok(value.clone()),
        data: None,
        needs: &[],
    })
}

fn root<const AREAS: usize>() -> StructRef {
    StructRef::new(
        &const {
            Functions {
                rust: type_name::<Root<AREAS>>,
                decl: root_decl::<AREAS>,
            }
        },
    )
}

fn root_decl<const AREAS: usize>() -> StructDecl {
    let areas = NAMES[..AREAS].iter().enumerate();
    let options = areas.map(|(index, name)| {
        let area = area(index);
        let default = defaults(&area.decl());
        option(
            name,
            "What belongs to one part of the system.",
            NixType::Struct(area),
            default,
            None,
        )
    });
    declare("All areas of a synthetic schema.", options.collect())
}

/// Kinds of areas alternate, so that neighbours differ.
fn area(index: usize) -> StructRef {
    const KINDS: [StructRef; 4] = [kind::<0>(), kind::<1>(), kind::<2>(), kind::<3>()];
    KINDS[index % KINDS.len()]
}

const fn kind<const KIND: usize>() -> StructRef {
    StructRef::new(
        &const {
            Functions {
                rust: type_name::<Area<KIND>>,
                decl: area_decl::<KIND>,
            }
        },
    )
}

fn area_decl<const KIND: usize>() -> StructDecl {
    let mut options = who_and_how();
    options.extend(what::<KIND>());
    declare("One part of the system.", options)
}

fn who_and_how() -> Vec<OptionDecl> {
    let mode =
        "How strict it is.\n\nThe default suits most systems; see the documentation of the area.";
    let owner = NixType::NullOr(Box::new(NixType::Str));
    let retries = NixType::Between { min: 0, max: 64 };
    let some = |example: &str| Some(json!(example));
    vec![
        option(
            "enable",
            "Whether to turn this area on.",
            NixType::Bool,
            json!(false),
            None,
        ),
        option(
            "label",
            "The name that people see.",
            NixType::Str,
            json!("area"),
            some("main"),
        ),
        option("mode", mode, modes(), json!("strict"), some("lenient")),
        option(
            "owner",
            "Who owns the files, if anyone.",
            owner,
            Value::Null,
            some("alice"),
        ),
        option(
            "retries",
            "How often to try again.",
            retries,
            json!(3),
            Some(json!(5)),
        ),
    ]
}

fn what<const KIND: usize>() -> Vec<OptionDecl> {
    let root = NixType::Scalar(&PATH);
    let paths = NixType::List(Box::new(NixType::Scalar(&PATH)));
    let kept = Some(json!(["/etc/nixos", "/var/log"]));
    vec![
        option(
            "root",
            "Where the files are.",
            root,
            json!("/var/lib"),
            Some(json!(PATH.example)),
        ),
        option("paths", "What is kept.", paths, json!([]), kept),
        option(
            "entries",
            "What is kept, by name.",
            entries::<KIND>(),
            json!({}),
            None,
        ),
    ]
}

fn modes() -> NixType {
    let variant = |(name, doc)| UnitVariant { name, doc };
    let variants = [
        ("strict", "Refuse what is not declared."),
        ("lenient", "Warn of what is not declared."),
        ("off", "Do not look."),
    ];
    NixType::Enum(variants.map(variant).into())
}

fn entries<const KIND: usize>() -> NixType {
    let entry = StructRef::new(
        &const {
            Functions {
                rust: type_name::<Entry<KIND>>,
                decl: entry_decl::<KIND>,
            }
        },
    );
    NixType::Map(MapType {
        key: None,
        value: Box::new(NixType::Struct(entry)),
        placeholder: "name",
    })
}

fn entry_decl<const KIND: usize>() -> StructDecl {
    let size = NixType::NullOr(Box::new(NixType::Int(IntKind::U32)));
    let options = vec![
        option(
            "path",
            "Where the entry is.",
            NixType::Scalar(&PATH),
            json!("/var"),
            None,
        ),
        option(
            "backup",
            "Whether the entry is backed up.",
            NixType::Bool,
            json!(true),
            None,
        ),
        option(
            "limit",
            "The most it may take, in MiB.",
            size,
            Value::Null,
            Some(json!(512)),
        ),
    ];
    declare("One thing that is kept.", options)
}

fn declare(doc: &'static str, options: Vec<OptionDecl>) -> StructDecl {
    StructDecl {
        doc,
        options,
        freeform: None,
        removed: Vec::new(),
        origin: origin(),
    }
}

fn option(
    name: &'static str,
    doc: &'static str,
    ty: NixType,
    default: Value,
    example: Option<Value>,
) -> OptionDecl {
    OptionDecl {
        name,
        doc,
        ty,
        default: Presence::Default(Ok(default)),
        example: example.map(Ok),
        read_only: false,
        unread: Some("a synthetic schema has no behaviour"),
        renamed_from: &[],
        origin: origin(),
    }
}

const fn origin() -> Origin {
    Origin {
        file: file!(),
        item: "synthetic",
    }
}

/// The value of a struct without any settings.
fn defaults(decl: &StructDecl) -> Value {
    let pairs = decl
        .options
        .iter()
        .filter_map(|option| match &option.default {
            Presence::Default(Ok(value)) => Some((option.name.to_owned(), value.clone())),
            _ => None,
        });
    Value::Object(pairs.collect())
}

fn root_schema<const AREAS: usize>(generator: &mut SchemaGenerator) -> Schema {
    let definition = schema_of(&NixType::Struct(root::<AREAS>()), generator);
    Schema::try_from(definition).unwrap_or_default()
}

/// The schema of a type as schemars makes it: structs as definitions, other types inline.
fn schema_of(ty: &NixType, generator: &mut SchemaGenerator) -> Value {
    match ty {
        NixType::Bool => json!({ "type": "boolean" }),
        NixType::Int(_) => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        NixType::Between { min, max } => {
            json!({ "type": "integer", "minimum": min, "maximum": max })
        }
        NixType::Scalar(def) => {
            json!({ "type": "string", "pattern": format!("^{}$", def.pattern), "maxLength": def.max_len })
        }
        NixType::Enum(variants) => {
            let names: Vec<_> = variants.iter().map(|variant| variant.name).collect();
            json!({ "type": "string", "enum": names })
        }
        NixType::NullOr(inner) => {
            json!({ "anyOf": [schema_of(inner, generator), { "type": "null" }] })
        }
        NixType::List(inner) => json!({ "type": "array", "items": schema_of(inner, generator) }),
        NixType::Map(map) => {
            json!({ "type": "object", "additionalProperties": schema_of(&map.value, generator) })
        }
        NixType::Struct(inner) => definition(inner, generator),
        _ => json!({ "type": "string" }),
    }
}

fn definition(inner: &StructRef, generator: &mut SchemaGenerator) -> Value {
    let rust = inner.rust();
    let name = rust
        .rsplit("::")
        .next()
        .unwrap_or(rust)
        .replace(['<', '>'], "_");
    if !generator.definitions().contains_key(&name) {
        let decl = inner.decl();
        let mut properties = Map::new();
        for option in &decl.options {
            let mut schema = schema_of(&option.ty, generator);
            schema["description"] = json!(option.doc);
            if let Presence::Default(Ok(default)) = &option.default {
                schema["default"] = default.clone();
            }
            properties.insert(option.name.to_owned(), schema);
        }
        let schema = json!({
            "type": "object",
            "description": decl.doc,
            "properties": properties,
            "additionalProperties": false,
        });
        generator.definitions_mut().insert(name.clone(), schema);
    }
    json!({ "$ref": format!("#/$defs/{name}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(decl: &StructDecl) -> usize {
        let inner = |ty: &NixType| match ty {
            NixType::Struct(inner) => count(&inner.decl()),
            NixType::Map(map) => match &*map.value {
                NixType::Struct(inner) => count(&inner.decl()),
                _ => 1,
            },
            _ => 1,
        };
        decl.options.iter().map(|option| inner(&option.ty)).sum()
    }

    #[test]
    fn a_schema_has_the_size_that_it_says() {
        for size in SIZES {
            let domain = domain(size).unwrap();
            assert_eq!(count(&domain.options.decl()), size);
        }
        assert!(domain(7).is_none());
    }

    #[test]
    fn kinds_of_areas_are_different_types() {
        let names: std::collections::BTreeSet<_> = (0..4).map(|index| area(index).rust()).collect();
        assert_eq!(names.len(), 4);
    }

    #[test]
    fn the_json_schema_has_a_definition_for_each_struct() {
        let mut generator = SchemaGenerator::default();
        let schema = (domain(100).unwrap().json_schema)(&mut generator);
        assert_eq!(schema.as_value(), &json!({ "$ref": "#/$defs/Root_10_" }));
        assert_eq!(generator.definitions().len(), 1 + 4 + 4);
    }
}
