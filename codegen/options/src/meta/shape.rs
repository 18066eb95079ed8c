//! Which kinds of JSON value a type takes, so that the derive can refuse at compile time what Nix
//! and serde would read differently.

use super::{HasNixType, OptionStruct};

/// A set of kinds of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape(u8);

impl Shape {
    /// `null`.
    pub const NULL: Self = Self(1);
    /// `true` and `false`.
    pub const BOOL: Self = Self(2);
    /// Integers.
    pub const INT: Self = Self(4);
    /// Numbers, integers among them.
    pub const NUMBER: Self = Self(4 | 8);
    /// Strings.
    pub const STRING: Self = Self(16);
    /// Lists.
    pub const LIST: Self = Self(32);
    /// Attribute sets.
    pub const ATTRS: Self = Self(64);
    /// Every kind.
    pub const ANY: Self = Self(127);

    /// Either kind.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether no value has both shapes.
    pub const fn excludes(self, other: Self) -> bool {
        self.0 & other.0 == 0
    }
}

/// Whether no value fits both types. Untagged enums require it: serde takes the first variant that
/// fits and Nix the first type that matches, and both must choose the same.
pub const fn disjoint<A: HasNixType, B: HasNixType>() -> bool {
    A::SHAPE.excludes(B::SHAPE)
}

/// Whether a missing definition stays missing: what a required field needs. A missing `listOf` or
/// `attrsOf` is silently empty in Nix.
pub const fn has_no_empty_value<T: HasNixType>() -> bool {
    !T::HAS_EMPTY_VALUE
}

/// Whether the type is a struct whose options nest below the field.
pub const fn is_nested_struct<T: HasNixType>() -> bool {
    T::IS_STRUCT
}

/// Whether the type refuses `null`: what a required field needs. serde would read a missing
/// `Option` as `null`, but sees it only where `Option` is written itself.
pub const fn is_never_null<T: HasNixType>() -> bool {
    T::SHAPE.excludes(Shape::NULL)
}

/// Whether the struct collects keys that no option declares, and so cannot be flattened.
pub const fn is_freeform<T: OptionStruct>() -> bool {
    T::IS_FREEFORM
}

/// Whether users may choose attribute names in the type, so that a placeholder has a meaning.
pub const fn may_have_names<T: HasNixType>() -> bool {
    !T::SHAPE.excludes(Shape::ATTRS) && !T::IS_STRUCT
}
