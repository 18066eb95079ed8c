//! Persisted paths of a container.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entry::Persisted;
use crate::preset::PresetName;
use crate::scalar::{AbsPath, UnitName};
use nixos_options::{Entries, FromName, NixOptions};

/// Paths of a container that survive a stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Persist {
    /// Directory on the host that holds the persisted paths of this container. It must be in a store or
    /// on another file system that survives a reboot.
    #[nix(default_from_name = "/persist/containers/{name}", example = AbsPath::lit("/data/web").into())]
    pub root: FromName<AbsPath>,

    /// Directories to persist, by path in the container. Accepts a list or a set.
    #[nix(example = [(AbsPath::lit("/var/lib/acme"), ContainerEntry::default())].into_iter().collect())]
    pub directories: Entries<AbsPath, ContainerEntry>,

    /// Files to persist, by path in the container. Accepts a list or a set. Programs cannot replace a
    /// bind-mounted file; they can replace a symbolic link, and the replacement is lost with the root
    /// file system. If a program replaces its file by renaming, persist the directory instead.
    #[nix(example = [(AbsPath::lit("/etc/app/state.json"), ContainerEntry::default())].into_iter().collect())]
    pub files: Entries<AbsPath, ContainerEntry>,

    /// How to treat the state of services and system users in the container, which its `config`
    /// describes.
    pub state: GuestState,

    /// Units of the container whose directories `state` leaves out. To leave out a single directory,
    /// turn off its entry: `directories."/var/lib/NAME".enable = false;`.
    #[nix(example = vec![UnitName::lit("radicale.service")])]
    pub excluded_units: Vec<UnitName>,

    /// Presets whose paths to persist, as with {option}`stateless.presets` on the host. Paths are the
    /// defaults of the services. The preset `uid-map`, which keeps user and group numbers, is added
    /// unless the list is empty.
    #[nix(example = vec![PresetName::lit("postgresql")])]
    pub presets: Vec<PresetName>,
}

/// How the state of services and system users in a container is treated, as with
/// {option}`stateless.state` on the host. It is known for containers with a `config`, but not for those
/// with a `path`. What the container mounts is left alone.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions,
)]
#[serde(rename_all = "lowercase")]
pub enum GuestState {
    /// Each directory is persisted below `root`, except caches.
    #[default]
    Persist,
    /// Nothing is persisted. A warning lists what the next start loses.
    Warn,
    /// Nothing is persisted, and nothing is reported. The host does not read the configuration of the
    /// container.
    Off,
}

impl Default for Persist {
    fn default() -> Self {
        Self {
            root: FromName::default(),
            directories: Entries::default(),
            files: Entries::default(),
            state: GuestState::default(),
            excluded_units: Vec::new(),
            presets: vec![PresetName::lit("uid-map")],
        }
    }
}

impl Persist {
    /// The presets that count: with any of them, the numbers of users and groups are kept.
    pub fn all_presets(&self) -> Vec<PresetName> {
        let mut presets = self.presets.clone();
        let uid_map = PresetName::lit("uid-map");
        if !presets.is_empty() && !presets.contains(&uid_map) {
            presets.push(uid_map);
        }
        presets
    }

    /// The directory of the host that holds the persisted paths of the container `name`.
    pub fn root_of(&self, name: &str) -> String {
        match self.root.get() {
            Some(root) => root.as_str().to_owned(),
            None => format!("/persist/containers/{name}"),
        }
    }
}

/// An overlay file system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Overlay {
    /// Read-only directories of the host, lowest first. If empty, the lower directory is the one at
    /// this path on the root file system of the container.
    #[nix(example = vec![AbsPath::lit("/srv/www")])]
    #[serde(default)]
    pub lower: Vec<AbsPath>,

    /// Directory on the host that receives all writes. Required. It is created, and must be in a store
    /// or on another file system that survives a reboot. The kernel also uses a work directory next to
    /// it.
    #[nix(example = AbsPath::lit("/persist/www-changes"))]
    pub upper: AbsPath,
}

/// A persisted directory or file of a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct ContainerEntry {
    /// Settings of every persisted path.
    #[serde(flatten)]
    pub persisted: Persisted,

    /// Path on the host. `null` means the same path below `persist.root`.
    #[nix(example = Some(AbsPath::lit("/persist/shared/acme")))]
    pub source: Option<AbsPath>,

    /// Whether the path is read-only in the container.
    pub read_only: bool,

    /// How to map owners if the container uses a user namespace.
    pub idmap: Idmap,

    /// Whether to create the path on the host.
    pub create: bool,
}

impl Default for ContainerEntry {
    fn default() -> Self {
        Self {
            persisted: Persisted::default(),
            source: None,
            read_only: false,
            idmap: Idmap::Auto,
            create: true,
        }
    }
}

/// How owners are mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum Idmap {
    /// `idmap` if the container uses a user namespace, otherwise `none`.
    Auto,
    /// No mapping.
    None,
    /// Each user ID on the host is the same user ID in the container.
    Idmap,
    /// The owner of the path on the host is root in the container.
    Rootidmap,
}
