//! The presets as options: `NAME.enable` for each.
//!
//! There is one record for each preset, so what `#[derive(NixOptions)]` reads off a struct is here
//! made from the records.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use super::{Preset, all};
use nixos_options::FromConfig;
use nixos_options::meta::{
    HasNixType, NixType, OptionDecl, OptionStruct, Origin, Presence, Shape, StructDecl, StructRef,
    StructSource,
};

/// Which presets are enabled.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Presets(BTreeMap<String, Switched>);

/// Whether a preset is enabled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Switched {
    /// Whether to persist the paths of the preset.
    pub enable: FromConfig<bool>,
}

impl Presets {
    /// Those that somebody switched, by name.
    pub const fn map(&self) -> &BTreeMap<String, Switched> {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Presets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let presets = BTreeMap::<String, Switched>::deserialize(deserializer)?;
        let unknown = presets
            .keys()
            .find(|name| all().all(|preset| preset.name != **name));
        match unknown {
            Some(name) => Err(D::Error::custom(format_args!(
                "the preset `{name}` does not exist"
            ))),
            None => Ok(Self(presets)),
        }
    }
}

impl JsonSchema for Presets {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Presets".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let switched = generator.subschema_for::<Switched>().to_value();
        let properties: Map<String, Value> = DESCRIBED
            .iter()
            .map(|described| {
                let mut schema = switched.clone();
                schema["description"] = json!(described.doc);
                (described.preset.name.to_owned(), schema)
            })
            .collect();
        json_schema!({
            "type": "object",
            "description": DOC,
            "properties": properties,
            "additionalProperties": false,
        })
    }
}

const DOC: &str =
    "Presets: known paths of services, with owner and mode. A preset adds entries to \
     {option}`stateless.presetStore`. By default it is on if its service is enabled.

Your own \
     settings for the same path take precedence. A preset skips a path if a file system is \
     mounted at it, or if it is inside of another entry or a persistent file system.";

/// A preset and the texts that are made from it once.
struct Described {
    preset: &'static Preset,
    identity: String,
    doc: String,
    default: Option<String>,
}

static DESCRIBED: LazyLock<Vec<Described>> = LazyLock::new(|| {
    let described = all().map(|preset| Described {
        preset,
        identity: format!("{}::{}", std::any::type_name::<Preset>(), preset.name),
        doc: preset.description(),
        default: preset.default_text(),
    });
    described.collect()
});

impl Described {
    fn origin(&'static self) -> Origin {
        Origin {
            file: "schema/src/preset.rs",
            item: &self.identity,
        }
    }

    fn presence(&'static self) -> Presence {
        match &self.default {
            Some(text) => Presence::FromConfig(text),
            None => Presence::Default(Ok(json!(false))),
        }
    }

    /// The set of options below the name of the preset.
    fn group(&'static self) -> OptionDecl {
        let enable = match self.presence() {
            Presence::Default(Ok(value)) => value,
            _ => Value::Null,
        };
        OptionDecl {
            name: self.preset.name,
            doc: &self.doc,
            ty: NixType::Struct(StructRef::new(self)),
            default: Presence::Default(Ok(json!({ "enable": enable }))),
            example: None,
            read_only: false,
            unread: None,
            renamed_from: &[],
            origin: self.origin(),
        }
    }
}

impl StructSource for Described {
    fn rust(&'static self) -> &'static str {
        &self.identity
    }
    fn decl(&'static self) -> StructDecl {
        let enable = OptionDecl {
            name: "enable",
            doc: &self.doc,
            ty: NixType::Bool,
            default: self.presence(),
            example: None,
            read_only: false,
            unread: None,
            renamed_from: &[],
            origin: self.origin(),
        };
        StructDecl {
            doc: &self.doc,
            options: vec![enable],
            freeform: None,
            removed: Vec::new(),
            origin: self.origin(),
        }
    }
}

impl HasNixType for Presets {
    const SHAPE: Shape = Shape::ATTRS;
    const IS_STRUCT: bool = true;
    fn nix_type() -> NixType {
        NixType::Struct(StructRef::of::<Self>())
    }
}

impl OptionStruct for Presets {
    fn struct_decl() -> StructDecl {
        StructDecl {
            doc: DOC,
            options: DESCRIBED.iter().map(Described::group).collect(),
            freeform: None,
            removed: Vec::new(),
            origin: Origin {
                file: file!(),
                item: "Presets",
            },
        }
    }
}
