//! Questions about the syntax of a type. A macro sees tokens, not types: what an alias hides is
//! caught by the traits and by the constant assertions in the generated code.

use syn::{GenericArgument, Path, PathArguments, Type};

/// The path of a type, without the groups and parentheses around it.
pub(crate) fn path(ty: &Type) -> Option<&Path> {
    match ty {
        Type::Path(path) if path.qself.is_none() => Some(&path.path),
        Type::Group(group) => path(&group.elem),
        Type::Paren(paren) => path(&paren.elem),
        _ => None,
    }
}

/// Whether the last segment of the type's path is `name` or `name<…>`.
pub(crate) fn is(ty: &Type, name: &str) -> bool {
    path(ty)
        .and_then(|path| path.segments.last())
        .is_some_and(|last| last.ident == name)
}

/// The type arguments of the last path segment: `K` and `V` of `BTreeMap<K, V>`.
pub(crate) fn arguments(path: &Path) -> Vec<&Type> {
    let Some(PathArguments::AngleBracketed(list)) =
        path.segments.last().map(|last| &last.arguments)
    else {
        return Vec::new();
    };
    list.args
        .iter()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
        .collect()
}

/// The key and value type of a `BTreeMap` or `HashMap`.
pub(crate) fn map(ty: &Type) -> Option<(&Type, &Type)> {
    if !is(ty, "BTreeMap") && !is(ty, "HashMap") {
        return None;
    }
    match arguments(path(ty)?)[..] {
        [key, value] => Some((key, value)),
        _ => None,
    }
}

/// Whether the type mentions `name` or `Self`.
pub(crate) fn mentions(ty: &Type, name: &syn::Ident) -> bool {
    let Some(path) = path(ty) else {
        return false;
    };
    path.is_ident(name)
        || path.is_ident("Self")
        || arguments(path)
            .iter()
            .any(|argument| mentions(argument, name))
}
