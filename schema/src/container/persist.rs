//! What a container keeps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entry::Persisted;
use crate::preset::PresetName;
use crate::scalar::AbsPath;
use crate::{Entries, FromName, NixOptions};

/// The paths of a container that survive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Persist {
    /// The directory of the host that holds the persisted paths of this container. It must be on a
    /// store or another file system that outlives a reboot.
    #[nix(default_from_name = "/persist/containers/{name}", example = AbsPath::lit("/data/web").into())]
    pub root: FromName<AbsPath>,

    /// Directories to persist, by their path in the container; a list or a set.
    #[nix(example = [(AbsPath::lit("/var/lib/acme"), ContainerEntry::default())].into_iter().collect())]
    pub directories: Entries<AbsPath, ContainerEntry>,

    /// Files to persist, by their path in the container; a list or a set. A program cannot replace a
    /// file that is bound; a link can be replaced, and what replaced it is lost with the root. Where a
    /// program writes by renaming, persist the directory.
    #[nix(example = [(AbsPath::lit("/etc/app/state.json"), ContainerEntry::default())].into_iter().collect())]
    pub files: Entries<AbsPath, ContainerEntry>,

    /// Presets whose paths are persisted, as {option}`stateless.presets` does on the host. The
    /// configuration of the container is not looked at, so none is chosen by itself, and paths are
    /// those that services have by default. `uid-map` keeps the numbers of users and groups: it is
    /// among them even where the list does not name it, unless the list is empty.
    #[nix(example = vec![PresetName::lit("postgresql")])]
    pub presets: Vec<PresetName>,
}

impl Default for Persist {
    fn default() -> Self {
        Self {
            root: FromName::default(),
            directories: Entries::default(),
            files: Entries::default(),
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
    /// Directories of the host that are only read, the lowest first. Without any, it is what the root
    /// of the container has at this path.
    #[nix(example = vec![AbsPath::lit("/srv/www")])]
    #[serde(default)]
    pub lower: Vec<AbsPath>,

    /// The directory of the host that takes what is written. Required. It is created, and must be on a
    /// store or another file system that outlives a reboot; the kernel also needs the directory next
    /// to it.
    #[nix(example = AbsPath::lit("/persist/www-changes"))]
    pub upper: AbsPath,
}

/// A persisted directory or file of a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct ContainerEntry {
    /// What every persisted path has.
    #[serde(flatten)]
    pub persisted: Persisted,

    /// The path on the host. `null` is the container's own place below `persist.root`.
    #[nix(example = Some(AbsPath::lit("/persist/shared/acme")))]
    pub source: Option<AbsPath>,

    /// Whether the container may only read.
    pub read_only: bool,

    /// How owners are translated when the container has user ids of its own.
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

/// How owners are translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum Idmap {
    /// `idmap` when the container has user ids of its own, otherwise `none`.
    Auto,
    /// Not at all.
    None,
    /// Each user of the host is the same user in the container.
    Idmap,
    /// The owner of the path on the host is root in the container.
    Rootidmap,
}
