//! What the code that `#[derive(NixOptions)]` writes calls, so that the macro itself stays small.

use serde_json::Value;

use super::{Captured, HasNixType, NixType};

/// The type of `T` as data. Its bound is what a type without a form in Nix violates.
pub fn nix_type<T: HasNixType>() -> NixType {
    T::nix_type()
}

/// The value that serde reads for a missing `Option`.
pub const fn captured_null() -> Captured {
    Ok(Value::Null)
}

/// What all fields declare, in their order; a flattened field stands for several.
pub fn joined<T, const N: usize>(parts: [Vec<T>; N]) -> Vec<T> {
    parts.into_iter().flatten().collect()
}

/// The identity of a struct variant: the path of its enum, `::`, and its name.
pub fn variant_path<Enum>(variant: &str) -> String {
    format!("{}::{variant}", std::any::type_name::<Enum>())
}

impl NixType {
    /// The same type with another placeholder for the names of the outermost map in it.
    #[must_use]
    pub fn with_placeholder(self, placeholder: &'static str) -> Self {
        match self {
            Self::Map(map) => Self::Map(super::MapType { placeholder, ..map }),
            Self::ListOrMap(map) => Self::ListOrMap(super::MapType { placeholder, ..map }),
            Self::NullOr(inner) => Self::NullOr(Box::new(inner.with_placeholder(placeholder))),
            Self::Required(inner) => Self::Required(Box::new(inner.with_placeholder(placeholder))),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::meta::{NixType, OptionStruct, Required, nix_type};

    /// The derive inside the crate whose path it writes.
    #[derive(crate::NixOptions, serde::Deserialize, Default)]
    #[serde(deny_unknown_fields, default)]
    struct Inside {
        /// A flag.
        flag: bool,
    }

    #[test]
    fn the_derive_works_in_this_crate() {
        assert!(!Inside::default().flag);
        assert_eq!(Inside::struct_decl().options[0].origin.item, "Inside::flag");
    }

    #[track_caller]
    fn check(ty: NixType, expected: &str) {
        let text = format!("{:?}", ty.with_placeholder("user"));
        assert_eq!(text.contains("user"), !expected.is_empty(), "{text}");
        assert!(text.starts_with(expected), "{text}");
    }

    #[test]
    fn a_placeholder_goes_to_the_outermost_map() {
        check(
            nix_type::<BTreeMap<String, BTreeMap<String, bool>>>(),
            "Map(MapType { key: None, value: Map(",
        );
        check(nix_type::<Option<BTreeMap<String, bool>>>(), "NullOr(Map(");
        check(
            nix_type::<Required<BTreeMap<String, bool>>>(),
            "Required(Map(",
        );
        check(nix_type::<Vec<BTreeMap<String, bool>>>(), "");
    }
}
