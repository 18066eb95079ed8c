//! Strings with a grammar. Each is one newtype with one pattern, which serde, the JSON Schema, the
//! Nix type and the docs all use.
//!
//! A pattern is written in the common subset of POSIX ERE (Nix' `builtins.match`), ECMA-262 (JSON
//! Schema) and `regex-lite`: no `\d`, no look-around, `(…)` only for grouping, and a line break in
//! a bracket as the character itself. It describes the whole string.
//!
//! Other crates define their grammars with [`scalar!`](crate::scalar!).

mod bounded;

use std::fmt;

use crate::meta::{Rule, ScalarDef};

/// A string that a grammar refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScalarError {
    /// The grammar.
    pub def: &'static ScalarDef,
    /// The string.
    pub value: String,
}

impl fmt::Display for ScalarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { def, value } = self;
        if value.len() > usize::from(def.max_len) {
            write!(
                f,
                "{} bytes are too long: a value of type {} has at most {}",
                value.len(),
                def.noun,
                def.max_len
            )?;
        } else {
            write!(f, "{value:?} is not a valid {}", def.noun)?;
        }
        match def.broken(value) {
            Some(rule) => write!(f, ": [{}] {}. {}", rule.id, rule.problem, rule.fix),
            None => write!(f, ". {}", def.help),
        }
    }
}

impl std::error::Error for ScalarError {}

impl ScalarDef {
    /// Whether the grammar takes the string; why not. Compiles the pattern: for single values only.
    pub fn check(&'static self, value: &str) -> Result<(), ScalarError> {
        private::check(self, &private::regex(self), value.to_owned()).map(|_| ())
    }

    /// The rule that a refused string breaks. Compiles patterns: for messages only.
    pub fn broken(&self, value: &str) -> Option<&'static Rule> {
        let long = value.len() > usize::from(self.max_len);
        self.rules.iter().find(|rule| match rule.broken_by {
            None => long,
            Some(pattern) => !long && private::compile(pattern).is_match(value),
        })
    }
}

/// The pattern for engines that search: anchored at both ends.
pub fn anchored(pattern: &str) -> String {
    format!("^(?:{pattern})$")
}

/// The parts of [`scalar!`](crate::scalar!) that do not depend on the type.
#[doc(hidden)]
pub mod private {
    use super::{ScalarDef, ScalarError, anchored};
    pub use regex_lite::Regex;
    pub use {schemars, serde};

    /// The matcher of a grammar.
    pub fn regex(def: &ScalarDef) -> Regex {
        compile(def.pattern)
    }

    /// The matcher of whole strings.
    pub fn compile(pattern: &str) -> Regex {
        Regex::new(&anchored(pattern)).unwrap_or_else(|error| panic!("{pattern:?}: {error}"))
    }

    /// Checks a string against the grammar. Refuses NUL in all grammars, because Nix cannot
    /// represent it.
    pub fn check(
        def: &'static ScalarDef,
        regex: &Regex,
        value: String,
    ) -> Result<String, ScalarError> {
        let short = value.len() <= usize::from(def.max_len);
        if short && !value.contains('\0') && regex.is_match(&value) {
            Ok(value)
        } else {
            Err(ScalarError { def, value })
        }
    }

    /// The JSON Schema of a grammar.
    pub fn json_schema(def: &ScalarDef) -> schemars::Schema {
        let mut schema = schemars::json_schema!({
            "type": "string",
            "description": def.doc,
            "pattern": anchored(def.pattern),
            "maxLength": def.max_len,
            "examples": [def.example],
        });
        // Only what a pattern excludes by name can let NUL in, and a pattern for Nix cannot name it.
        if def.pattern.contains("[^") {
            schema.insert(
                "not".to_owned(),
                serde_json::json!({ "pattern": "\\u0000" }),
            );
        }
        schema
    }
}

/// Defines a newtype of `String` with a grammar: parsing, serde, JSON Schema, Nix type, map key.
///
/// ```
/// nixos_options::scalar! {
///     /// The name of a queue: lower-case letters and dashes.
///     QueueName { noun: "queue name", pattern: "[a-z][a-z-]*", max_len: 64, example: "mail-out" }
/// }
/// assert!("mail-out".parse::<QueueName>().is_ok());
/// assert!("Mail".parse::<QueueName>().is_err());
/// ```
#[macro_export]
macro_rules! scalar {
    (@one $given:literal) => { 1 };
    (@rules) => { &[] };
    (@rules $given:expr) => { $given };
    (
        $(#[doc = $doc:literal])+
        $name:ident {
            noun: $noun:literal,
            pattern: $pattern:expr,
            max_len: $max_len:literal,
            example: $example:literal
            $(, help: $help:literal)?
            $(, rules: $rules:expr)?
            $(,)?
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The grammar.
            pub const DEF: &'static $crate::meta::ScalarDef = &$crate::meta::ScalarDef {
                name: stringify!($name),
                noun: $noun,
                doc: concat!($($doc, "\n"),+),
                pattern: $pattern,
                max_len: $max_len,
                example: $example,
                // The last one given counts.
                help: [concat!("Write one like `", $example, "`."), $($help)?][0 $(+ $crate::scalar!(@one $help))?],
                rules: $crate::scalar!(@rules $($rules)?),
            };

            /// A value written in Rust source.
            ///
            /// # Panics
            ///
            /// When the grammar refuses it.
            pub fn lit(value: &'static str) -> Self {
                value.parse().unwrap_or_else(|error| panic!("{error}"))
            }

            /// The string.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::convert::TryFrom<String> for $name {
            type Error = $crate::scalar::ScalarError;
            fn try_from(value: String) -> Result<Self, Self::Error> {
                static REGEX: std::sync::LazyLock<$crate::scalar::private::Regex> =
                    std::sync::LazyLock::new(|| $crate::scalar::private::regex($name::DEF));
                $crate::scalar::private::check(Self::DEF, &REGEX, value).map(Self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::scalar::ScalarError;
            fn from_str(value: &str) -> Result<Self, Self::Err> {
                value.to_owned().try_into()
            }
        }

        impl std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl $crate::scalar::private::serde::Serialize for $name {
            fn serialize<S: $crate::scalar::private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::scalar::private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::scalar::private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                <String as $crate::scalar::private::serde::Deserialize>::deserialize(deserializer)?
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
                $crate::scalar::private::json_schema(Self::DEF)
            }
        }

        impl $crate::meta::HasNixType for $name {
            const SHAPE: $crate::meta::Shape = $crate::meta::Shape::STRING;
            fn nix_type() -> $crate::meta::NixType {
                $crate::meta::NixType::Scalar(Self::DEF)
            }
        }

        impl $crate::meta::MapKey for $name {
            const KEY: Option<&'static $crate::meta::ScalarDef> = Some(Self::DEF);
        }
    };
}
