//! `stateless.stores` and what lies beside it: the paths that survive a reboot.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::entry::Entry;
use crate::meta::{HasNixType, MapType, NixType, Shape};
use crate::scalar::{AbsPath, MountOption, RelPath, StoreName, UserName};
use crate::{Entries, NixOptions};

/// The paths that survive a reboot, in one or more persistent stores.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Persistence {
    /// Where persisted paths are kept, and which paths are persisted.
    #[nix(example = stores_example())]
    pub stores: BTreeMap<StoreName, Store>,

    /// What is persisted: a `version`, and in `paths` each path with its store, tier, owner, mode and
    /// reason. Also in {file}`/etc/stateless/manifest.json`, for backup tools.
    #[nix(read_only)]
    pub manifest: Manifest,
}

/// What is persisted, as data: the module writes it and nobody sets it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Manifest {}

impl<'de> Deserialize<'de> for Manifest {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("the manifest is read-only"))
    }
}

impl JsonSchema for Manifest {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Manifest".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        // Nothing fits: a configuration cannot set it.
        false.into()
    }
}

impl HasNixType for Manifest {
    const SHAPE: Shape = Shape::ATTRS;
    fn nix_type() -> NixType {
        NixType::Required(Box::new(NixType::Map(MapType {
            key: None,
            value: Box::new(NixType::Anything),
            placeholder: "name",
        })))
    }
}

/// A place where persisted paths are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Store {
    /// Whether to persist the paths of this store.
    #[serde(default = "enabled")]
    pub enable: bool,

    /// Where the store is mounted. It must be on a file system that outlives a reboot; a path `/a/b` is
    /// kept at this place followed by `/a/b`.
    #[nix(example = AbsPath::lit("/persist"))]
    pub path: AbsPath,

    /// What kind of data the store holds: exported in the manifest, for backup tools.
    #[serde(default)]
    pub tier: Tier,

    /// Whether to hide the bind mounts from file managers, which would show each as a drive.
    #[serde(default = "enabled")]
    pub hide: bool,

    /// Further mount options of all bind mounts.
    #[serde(default)]
    #[nix(example = vec![MountOption::lit("nosuid")])]
    pub mount_options: Vec<MountOption>,

    /// Directories to persist, by absolute path. A list of paths is short for entries with nothing but
    /// defaults; definitions of several modules merge.
    #[serde(default)]
    #[nix(example = ["/var/log", "/var/lib/nixos"].map(|path| (AbsPath::lit(path), Entry::default())).into_iter().collect())]
    pub directories: Entries<AbsPath, Entry>,

    /// Files to persist, by absolute path; a list or a set, like the directories.
    #[serde(default)]
    #[nix(example = [(AbsPath::lit("/etc/machine-id"), Entry::default())].into_iter().collect())]
    pub files: Entries<AbsPath, Entry>,

    /// Paths in users' homes, by the name of the user.
    #[serde(default)]
    #[nix(example = users_example(), placeholder = "user")]
    pub users: BTreeMap<UserName, Home>,
}

/// What kind of data a store holds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions,
)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Data that must not be lost.
    #[default]
    Data,
    /// Data that programs make again.
    Cache,
    /// Keys and passwords.
    Secret,
    /// Logs.
    Log,
}

/// Persisted paths of one user, relative to the user's home.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Home {
    /// Directories to persist, relative to the home; a list or a set.
    #[nix(example = [(RelPath::lit(".ssh"), Entry::default())].into_iter().collect())]
    pub directories: Entries<RelPath, Entry>,

    /// Files to persist, relative to the home; a list or a set.
    #[nix(example = [(RelPath::lit(".bash_history"), Entry::default())].into_iter().collect())]
    pub files: Entries<RelPath, Entry>,
}

const fn enabled() -> bool {
    true
}

fn stores_example() -> BTreeMap<StoreName, Store> {
    let store = Store {
        enable: true,
        path: AbsPath::lit("/persist"),
        tier: Tier::Data,
        hide: true,
        mount_options: Vec::new(),
        directories: [(AbsPath::lit("/var/lib/nixos"), Entry::default())]
            .into_iter()
            .collect(),
        files: Entries::default(),
        users: BTreeMap::new(),
    };
    BTreeMap::from([(StoreName::lit("main"), store)])
}

fn users_example() -> BTreeMap<UserName, Home> {
    let home = Home {
        directories: [(RelPath::lit(".ssh"), Entry::default())]
            .into_iter()
            .collect(),
        files: Entries::default(),
    };
    BTreeMap::from([(UserName::lit("alice"), home)])
}
