//! Types that have no equal in Nix, as far as they can be seen in the tokens.

use syn::{Path, Type};

use crate::errors::Errors;
use crate::ty;

/// Checks a type and the types inside it.
pub(super) fn check(ty: &Type, errors: &mut Errors) {
    match ty {
        Type::Path(path) => check_path(ty, &path.path, errors),
        Type::Group(group) => check(&group.elem, errors),
        Type::Paren(paren) => check(&paren.elem, errors),
        Type::Tuple(_) => errors.push(ty, "a tuple has no names: write a struct with named fields instead"),
        Type::Array(_) | Type::Slice(_) => {
            errors.push(ty, "Nix has no lists of fixed length: write `Vec<…>` instead");
        }
        Type::Reference(_) => errors.push(
            ty,
            "a configuration cannot borrow: write `String`, `Vec<…>` or the type itself instead of a reference",
        ),
        _ => errors.push(ty, "options cannot have this type: write a named type instead"),
    }
}

fn check_path(ty: &Type, path: &Path, errors: &mut Errors) {
    let Some(last) = path.segments.last() else {
        return;
    };
    if let Some(message) = replacement(&last.ident.to_string()).filter(|_| may_be_std(path)) {
        errors.push(ty, message);
    }
    let arguments = ty::arguments(path);
    match ty::map(ty) {
        Some((key, value)) => {
            check_key(key, errors);
            check(value, errors);
        }
        None => arguments
            .into_iter()
            .for_each(|argument| check(argument, errors)),
    }
}

/// Whether a path may refer to the type of that name in the standard library.
fn may_be_std(path: &Path) -> bool {
    path.segments.len() == 1
        || path.segments.first().is_some_and(|first| {
            ["std", "core", "alloc"]
                .iter()
                .any(|name| first.ident == name)
        })
}

fn replacement(name: &str) -> Option<&'static str> {
    Some(match name {
        "u64" | "usize" | "u128" | "i128" => {
            "Nix has 64-bit signed integers: write `i64`, or `u32` where it fits, instead"
        }
        "isize" => "the width of `isize` depends on the machine: write `i64` instead",
        "f32" => "Nix has 64-bit floats: write `f64` instead",
        "char" => {
            "Nix has no characters: write `String`, or an enum of the permitted ones, instead"
        }
        "HashMap" => {
            "a `HashMap` has no order, so its output would change from run to run: write `BTreeMap` instead"
        }
        "HashSet" | "BTreeSet" | "VecDeque" | "LinkedList" => {
            "Nix has lists only: write `Vec<…>` instead"
        }
        "PathBuf" => {
            "a `PathBuf` may contain bytes that Nix strings cannot: write `String`, or a type \
             made with `nixos_options::scalar!`, instead"
        }
        "OsString" | "CString" => "Nix strings are UTF-8 without NUL: write `String` instead",
        "Duration" | "SystemTime" | "Instant" => {
            "Nix has no type for times: write a type made with `nixos_options::scalar!`, or a number with its unit in the name, instead"
        }
        _ => return None,
    })
}

/// Keys are strings. Known types that are not strings are refused here, others by the trait
/// `MapKey`.
fn check_key(key: &Type, errors: &mut Errors) {
    let not_strings = [
        "bool", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
        "isize", "f32", "f64", "char", "Option", "Vec", "BTreeMap",
    ];
    let is_path = ty::path(key).is_some();
    if !is_path || not_strings.iter().any(|name| ty::is(key, name)) {
        errors.push(
            key,
            "attribute names are strings: write `String`, or a type made with `nixos_options::scalar!`, as key instead",
        );
    }
}
