//! Integers within bounds.

/// Defines a newtype of an integer type with bounds: parsing, serde, JSON Schema and Nix type.
///
/// ```
/// schema::bounded! {
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
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord,
            $crate::scalar::private::serde::Serialize,
            $crate::scalar::private::serde::Deserialize,
        )]
        #[serde(crate = "schema::scalar::private::serde", try_from = "i64")]
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

bounded! {
    /// A percentage from 1 to 100.
    Percent(u8) { noun: "percentage", min: 1, max: 100 }
}

bounded! {
    /// A weight relative to siblings (systemd.resource-control(5), `CPUWeight=` and `IOWeight=`).
    /// The default is 100.
    Weight(u16) { noun: "weight", min: 1, max: 10_000 }
}

bounded! {
    /// A number of tasks, which are threads and processes. The maximum is that of the kernel.
    TaskCount(u32) { noun: "number of tasks", min: 1, max: 4_194_304 }
}

bounded! {
    /// An adjustment of the OOM score (proc(5), `oom_score_adj`). The kernel kills processes with a
    /// higher score first.
    OomScoreAdjust(i16) { noun: "OOM score adjustment", min: -1000, max: 1000 }
}

bounded! {
    /// The first user ID of a user namespace, which has 65536 IDs.
    UserIdBase(u32) { noun: "user ID", min: 65_536, max: 4_294_836_224 }
}

bounded! {
    /// A number of consecutive failures.
    Retries(u8) { noun: "number of tries", min: 1, max: 20 }
}
