//! Declarations as short, stable text. `Debug` prints the addresses of functions.

use nixos_options::meta::{Captured, NixType, OptionDecl, Presence, StructDecl, StructRef};

/// A struct: its doc and place, then its options.
pub(crate) fn decl(decl: &StructDecl) -> String {
    let mut lines = vec![format!("{} -- {:?}", decl.origin.item, decl.doc)];
    lines.extend(decl.options.iter().map(option));
    lines.extend(
        decl.freeform
            .iter()
            .map(|ty| format!("freeform {}", self::ty(ty))),
    );
    let removed = decl.removed.iter();
    lines.extend(removed.map(|removed| format!("removed {}: {}", removed.path, removed.help)));
    lines.join("\n")
}

fn option(option: &OptionDecl) -> String {
    let OptionDecl {
        name,
        doc,
        ty,
        default,
        ..
    } = option;
    let mut parts = vec![format!(
        "{name}: {} = {} [{}] {doc:?}",
        self::ty(ty),
        presence(default),
        option.origin.item
    )];
    parts.extend(
        option
            .example
            .iter()
            .map(|example| format!("example {}", captured(example))),
    );
    parts.extend(option.read_only.then(|| "read only".to_owned()));
    parts.extend(option.unread.map(|why| format!("unread: {why}")));
    let former = option.renamed_from.iter();
    parts.extend(former.map(|former| format!("was {former}")));
    parts.join(", ")
}

fn presence(presence: &Presence) -> String {
    match presence {
        Presence::Required => "required".to_owned(),
        Presence::Default(value) => captured(value),
        Presence::FromName(text) => format!("from {text:?}"),
        Presence::FromConfig(text) => format!("from the system: {text}"),
    }
}

fn captured(value: &Captured) -> String {
    match value {
        Ok(value) => value.to_string(),
        Err(error) => format!("error {error:?}"),
    }
}

/// A type; an inline struct is written out, with a depth of one.
pub(crate) fn ty(ty: &NixType) -> String {
    match ty {
        NixType::NullOr(inner) => format!("nullOr({})", self::ty(inner)),
        NixType::List(inner) => format!("list({})", self::ty(inner)),
        NixType::Required(inner) => format!("required({})", self::ty(inner)),
        NixType::Map(map) => format!("{{<{}>: {}}}", map.placeholder, self::ty(&map.value)),
        NixType::Struct(of) => struct_ref(*of),
        NixType::Either(types) => types.iter().map(self::ty).collect::<Vec<_>>().join(" or "),
        NixType::Enum(units) => {
            let names: Vec<_> = units
                .iter()
                .map(|unit| format!("{} {:?}", unit.name, unit.doc))
                .collect();
            format!("enum({})", names.join(", "))
        }
        NixType::Union { units, tagged } => {
            let mut parts: Vec<_> = units
                .iter()
                .map(|unit| format!("{} {:?}", unit.name, unit.doc))
                .collect();
            parts.extend(tagged.iter().map(|variant| {
                format!(
                    "{}({}) {:?}",
                    variant.name,
                    self::ty(&variant.ty),
                    variant.doc
                )
            }));
            format!("union({})", parts.join(", "))
        }
        NixType::Tagged { tag, variants } => {
            let parts: Vec<_> = variants
                .iter()
                .map(|variant| {
                    format!(
                        "{}({}) {:?}",
                        variant.name,
                        struct_ref(variant.options),
                        variant.doc
                    )
                })
                .collect();
            format!("tagged {tag}({})", parts.join(", "))
        }
        plain => format!("{plain:?}"),
    }
}

/// A struct by the end of its Rust path, and the names of its options.
fn struct_ref(of: StructRef) -> String {
    let path = of.rust();
    let start = path.find("derive::").map_or(0, |at| at + "derive::".len());
    let names: Vec<_> = of.decl().options.iter().map(|option| option.name).collect();
    format!("{}{{{}}}", &path[start..], names.join(" "))
}
