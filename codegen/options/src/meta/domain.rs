//! [`Domain`]: the options of a Rust type, and where they are.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{OptionStruct, StructRef};
use crate::read::{Refused, complete};

/// A part of the option tree with a behaviour file of its own.
#[derive(Clone, Copy, Debug)]
pub struct Domain {
    /// The folder of the generated module and of its behaviour, `config.nix` in it: `relay`.
    pub name: &'static str,
    /// Where its options are: attribute names, `<name>` for a set whose names users choose. What
    /// lies above a `<name>` belongs to another module and is extended, not declared.
    pub mount: &'static [&'static str],
    /// The options.
    pub options: StructRef,
    /// The JSON Schema of the same type.
    pub json_schema: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
    /// Reads a configuration as [`crate::read`] does, and writes it again with all defaults.
    pub read: fn(&Value) -> Result<Value, Refused>,
    /// What the behaviour file reads beside the options, as `./data.nix`.
    pub data: Option<fn() -> Value>,
    /// The other domains whose options its behaviour reads. Its module imports them, so that it can be
    /// imported alone.
    pub needs: &'static [&'static str],
}

impl Domain {
    /// The domain of the options of `T`, at `mount`.
    pub const fn new<T>(name: &'static str, mount: &'static [&'static str]) -> Self
    where
        T: OptionStruct + schemars::JsonSchema + Serialize + DeserializeOwned + 'static,
    {
        Self {
            name,
            mount,
            options: StructRef::of::<T>(),
            json_schema: schemars::SchemaGenerator::subschema_for::<T>,
            read: complete::<T>,
            data: None,
            needs: &[],
        }
    }

    /// The same domain, whose behaviour reads options of others.
    #[must_use]
    pub const fn with_needs(self, needs: &'static [&'static str]) -> Self {
        Self { needs, ..self }
    }

    /// The same domain with data for its behaviour file.
    #[must_use]
    pub const fn with_data(self, data: fn() -> Value) -> Self {
        Self {
            data: Some(data),
            ..self
        }
    }
}
