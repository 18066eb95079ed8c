//! Values whose default JSON alone does not know: an unset one stays unset. `null` is refused, as in
//! Nix.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::meta::{HasNixType, NixType, Shape};

macro_rules! unset {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(transparent)]
        pub struct $name<T>(Option<T>);

        impl<T> $name<T> {
            /// What was set.
            pub const fn get(&self) -> Option<&T> {
                self.0.as_ref()
            }
        }

        impl<T> Default for $name<T> {
            fn default() -> Self {
                Self(None)
            }
        }

        impl<T> From<T> for $name<T> {
            fn from(value: T) -> Self {
                Self(Some(value))
            }
        }

        impl<'de, T: Deserialize<'de>> Deserialize<'de> for $name<T> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                T::deserialize(deserializer).map(Self::from)
            }
        }

        impl<T: JsonSchema> JsonSchema for $name<T> {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                T::schema_name()
            }
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                generator.subschema_for::<T>()
            }
        }

        impl<T: HasNixType> HasNixType for $name<T> {
            const SHAPE: Shape = T::SHAPE;
            const HAS_EMPTY_VALUE: bool = T::HAS_EMPTY_VALUE;
            fn nix_type() -> NixType {
                T::nix_type()
            }
        }
    };
}

unset! {
    /// A value whose default is made from the name of the enclosing set, which users choose. The
    /// field has `#[nix(default_from_name = "/var/spool/{name}")]`.
    FromName
}

unset! {
    /// A value whose default the behaviour file computes from the system's configuration. The field
    /// has `#[nix(default_from_config = "config.services.nginx.enable")]`.
    FromConfig
}
