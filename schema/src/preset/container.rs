//! The presets that containers can have: those whose paths are known without looking at the
//! configuration of the guest, which would be evaluated for it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use super::{Kind, Owner, Place, Preset, PresetPath, all};
use nixos_options::meta::{HasNixType, NixType, Shape, UnitVariant};

/// The name of a preset that containers can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PresetName(&'static str);

impl PresetName {
    /// A name written in Rust source.
    ///
    /// # Panics
    ///
    /// When there is no such preset, or containers cannot have it.
    pub fn lit(name: &'static str) -> Self {
        Self::find(name).unwrap_or_else(|| panic!("containers have no preset {name:?}"))
    }

    /// The name.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The paths that it keeps in a container, those of the presets that it requires among them.
    pub fn paths(self) -> impl Iterator<Item = String> {
        let found = PRESETS
            .iter()
            .filter(move |(preset, _)| preset.name == self.0);
        found.flat_map(|(_, paths)| paths.iter().filter_map(|path| place(path.place)))
    }

    fn find(name: &str) -> Option<Self> {
        let found = PRESETS.iter().find(|(preset, _)| preset.name == name);
        found.map(|(preset, _)| Self(preset.name))
    }
}

impl<'de> Deserialize<'de> for PresetName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::find(&name).ok_or_else(|| {
            let names: Vec<_> = PRESETS.iter().map(|(preset, _)| preset.name).collect();
            D::Error::custom(format_args!(
                "the preset `{name}` does not exist for containers. Valid names: {}",
                names.join(", ")
            ))
        })
    }
}

impl JsonSchema for PresetName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PresetName".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = PRESETS.iter().map(|(preset, _)| preset.name).collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

impl HasNixType for PresetName {
    const SHAPE: Shape = Shape::STRING;
    fn nix_type() -> NixType {
        let variants = PRESETS.iter().map(|(preset, _)| UnitVariant {
            name: preset.name,
            doc: SENTENCES[preset.name].as_str(),
        });
        NixType::Enum(variants.collect())
    }
}

/// The presets with the paths of each, those of the presets it requires among them.
static PRESETS: LazyLock<Vec<(&Preset, Vec<&PresetPath>)>> = LazyLock::new(|| {
    let known = all().filter_map(|preset| Some((preset, paths(preset)?)));
    known.collect()
});

/// What each of them keeps, as a sentence.
static SENTENCES: LazyLock<BTreeMap<&str, String>> = LazyLock::new(|| {
    let sentences = PRESETS.iter();
    let sentences = sentences.map(|(preset, _)| (preset.name, format!("{}.", preset.title())));
    sentences.collect()
});

/// All paths of a preset, if each is known.
fn paths(preset: &'static Preset) -> Option<Vec<&'static PresetPath>> {
    let mut found: Vec<&PresetPath> = preset.paths.iter().collect();
    for required in preset.requires {
        let required = all().find(|preset| preset.name == *required)?;
        found.extend(paths(required)?);
    }
    found.iter().all(|path| is_known(path)).then_some(found)
}

/// Whether a path is where it is whatever the guest's configuration says. The machine id has an option
/// of its own.
fn is_known(path: &PresetPath) -> bool {
    place(path.place).is_some_and(|place| place != "/etc/machine-id")
}

/// Where a path is by default.
fn place(place: Place) -> Option<String> {
    match place {
        Place::Fixed(path) => Some(path.to_owned()),
        Place::Setting { directory, .. } | Place::Holds { directory, .. } => {
            Some(directory.to_owned())
        }
        Place::Each(_) | Place::Stored { .. } => None,
    }
}

fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::Name(name) | Owner::Setting { name, .. } => name,
    }
}

/// What the behaviour file of containers reads: for each preset its entries by path, in two sets as
/// in `persist`.
pub fn container_data() -> Value {
    let presets = PRESETS.iter().map(|(preset, paths)| {
        let of = |kind| {
            let entries = paths.iter().filter(|path| path.kind == kind);
            let entries = entries.map(|path| {
                let entry = json!({
                    "user": owner(path.user),
                    "group": owner(path.group),
                    "mode": path.mode,
                });
                (place(path.place).unwrap_or_default(), entry)
            });
            Value::Object(entries.collect::<Map<_, _>>())
        };
        let entries = json!({ "directories": of(Kind::Directory), "files": of(Kind::File) });
        (preset.name.to_owned(), entries)
    });
    Value::Object(presets.collect())
}
