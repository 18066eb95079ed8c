//! A map that can also be written as a plain list of its keys.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

use crate::meta::{HasNixType, MapKey, MapType, NixType, Shape};

/// Entries by key. `{ "/a": { … } }` gives each entry its settings; `["/a", "/b"]` declares entries
/// with default settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entries<K, V>(BTreeMap<K, V>);

impl<K, V> Entries<K, V> {
    /// By key.
    pub const fn map(&self) -> &BTreeMap<K, V> {
        &self.0
    }
}

impl<K, V> Default for Entries<K, V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Entries<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<K: Serialize, V: Serialize> Serialize for Entries<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de> + Default> Deserialize<'de>
    for Entries<K, V>
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de> + Default> Visitor<'de>
    for EntriesVisitor<K, V>
{
    type Value = Entries<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a set of entries or a list of their names")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(key) = list.next_element()? {
            entries.insert(key, V::default());
        }
        Ok(Entries(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some((key, value)) = map.next_entry()? {
            entries.insert(key, value);
        }
        Ok(Entries(entries))
    }
}

impl<K: JsonSchema, V: JsonSchema> JsonSchema for Entries<K, V> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}EntriesBy{}", V::schema_name(), K::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let key = generator.subschema_for::<K>();
        let value = generator.subschema_for::<V>();
        json_schema!({
            "anyOf": [
                { "type": "array", "items": key },
                { "type": "object", "propertyNames": key, "additionalProperties": value },
            ]
        })
    }
}

impl<K: MapKey, V: HasNixType> HasNixType for Entries<K, V> {
    const SHAPE: Shape = Shape::LIST.or(Shape::ATTRS);
    const HAS_EMPTY_VALUE: bool = true;
    fn nix_type() -> NixType {
        NixType::ListOrMap(MapType {
            key: K::KEY,
            value: Box::new(V::nix_type()),
            placeholder: "path",
        })
    }
}
