//! The types of the standard library that can stand in an option.

use std::collections::BTreeMap;

use super::{HasNixType, IntKind, MapKey, MapType, NixType, ScalarDef, Shape};

macro_rules! plain {
    ($($rust:ty => $shape:ident, $nix:expr;)*) => {$(
        impl HasNixType for $rust {
            const SHAPE: Shape = Shape::$shape;
            fn nix_type() -> NixType {
                $nix
            }
        }
    )*};
}

plain! {
    bool => BOOL, NixType::Bool;
    String => STRING, NixType::Str;
    u8 => INT, NixType::Int(IntKind::U8);
    u16 => INT, NixType::Int(IntKind::U16);
    u32 => INT, NixType::Int(IntKind::U32);
    i8 => INT, NixType::Int(IntKind::I8);
    i16 => INT, NixType::Int(IntKind::I16);
    i32 => INT, NixType::Int(IntKind::I32);
    i64 => INT, NixType::Int(IntKind::I64);
    f64 => NUMBER, NixType::Number;
}

impl<T: HasNixType> HasNixType for Option<T> {
    const SHAPE: Shape = Shape::NULL.or(T::SHAPE);
    fn nix_type() -> NixType {
        NixType::NullOr(Box::new(T::nix_type()))
    }
}

impl<T: HasNixType> HasNixType for Vec<T> {
    const SHAPE: Shape = Shape::LIST;
    const HAS_EMPTY_VALUE: bool = true;
    fn nix_type() -> NixType {
        NixType::List(Box::new(T::nix_type()))
    }
}

impl<T: HasNixType> HasNixType for Box<T> {
    const SHAPE: Shape = T::SHAPE;
    const HAS_EMPTY_VALUE: bool = T::HAS_EMPTY_VALUE;
    const IS_STRUCT: bool = T::IS_STRUCT;
    fn nix_type() -> NixType {
        T::nix_type()
    }
}

impl<K: MapKey, V: HasNixType> HasNixType for BTreeMap<K, V> {
    const SHAPE: Shape = Shape::ATTRS;
    const HAS_EMPTY_VALUE: bool = true;
    fn nix_type() -> NixType {
        NixType::Map(MapType {
            key: K::KEY,
            value: Box::new(V::nix_type()),
            placeholder: "name",
        })
    }
}

impl MapKey for String {
    const KEY: Option<&'static ScalarDef> = None;
}
