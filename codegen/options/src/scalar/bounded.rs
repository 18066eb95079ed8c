//! Integers within bounds.

/// Defines a newtype of an integer type with bounds: parsing, serde, JSON Schema and Nix type.
///
/// ```
/// nixos_options::bounded! {
///     /// How many letters a queue sends at once.
///     BatchSize(u16) { noun: "batch size", min: 1, max: 500 }
/// }
/// assert_eq!(BatchSize::lit(20).get(), 20);
/// assert!(BatchSize::new(0).is_none());
/// ```
#[macro_export]
macro_rules! bounded {
    (
        $(#[doc = $doc:literal])+
        $name:ident($int:ty) { noun: $noun:literal, min: $min:literal, max: $max:literal $(,)? }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name($int);

        impl $name {
            /// The value, if it is within the bounds.
            pub const fn new(value: $int) -> Option<Self> {
                if $min <= value && value <= $max {
                    Some(Self(value))
                } else {
                    None
                }
            }

            /// A value written in Rust source.
            ///
            /// # Panics
            ///
            /// When it is out of bounds.
            pub const fn lit(value: $int) -> Self {
                Self::new(value).expect(concat!("a ", $noun, " is from ", $min, " to ", $max))
            }

            /// The number.
            pub const fn get(self) -> $int {
                self.0
            }
        }

        impl std::convert::TryFrom<i64> for $name {
            type Error = String;
            fn try_from(value: i64) -> Result<Self, Self::Error> {
                let within = <$int>::try_from(value).ok().and_then(Self::new);
                within.ok_or_else(|| {
                    format!(concat!("{} is not a valid ", $noun, " from ", $min, " to ", $max), value)
                })
            }
        }

        impl $crate::scalar::private::serde::Serialize for $name {
            fn serialize<S: $crate::scalar::private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::scalar::private::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> $crate::scalar::private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::scalar::private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                <i64 as $crate::scalar::private::serde::Deserialize>::deserialize(deserializer)?
                    .try_into()
                    .map_err($crate::scalar::private::serde::de::Error::custom)
            }
        }

        impl $crate::scalar::private::schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(
                _: &mut $crate::scalar::private::schemars::SchemaGenerator,
            ) -> $crate::scalar::private::schemars::Schema {
                $crate::scalar::private::schemars::json_schema!({
                    "type": "integer",
                    "minimum": $min as $int,
                    "maximum": $max as $int,
                })
            }
        }

        impl $crate::meta::HasNixType for $name {
            const SHAPE: $crate::meta::Shape = $crate::meta::Shape::INT;
            fn nix_type() -> $crate::meta::NixType {
                $crate::meta::NixType::Between { min: $min, max: $max }
            }
        }
    };
}
