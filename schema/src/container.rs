//! `containers.<name>.stateless`: containers whose root is thrown away at each stop.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entry::Persisted;
use crate::scalar::{AbsPath, InodeCount, Mode, Size};
use crate::{Entries, FromName, NixOptions};

/// A container whose root is thrown away at each stop, with a size limit of its own and the paths
/// that must survive.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Container {
    /// Whether to throw the root of this container away at each stop.
    pub enable: bool,

    /// The root file system.
    pub root: ContainerRoot,

    /// Further file systems in RAM, by their path in the container.
    #[nix(example = tmpfs_example(), placeholder = "path")]
    pub tmpfs: BTreeMap<AbsPath, Tmpfs>,

    /// The paths that survive, kept on the host.
    pub persist: Persist,
}

/// The root file system of a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct ContainerRoot {
    /// What the root file system is.
    pub mode: RootMode,

    /// How large the root file system can grow. `overlay` ignores it: there systemd has a fixed limit
    /// of a quarter of the RAM.
    #[nix(example = Size::lit("512M"))]
    pub size: Size,

    /// How many files and directories the root file system can hold. `null` leaves it to the kernel.
    #[nix(example = Some(InodeCount::lit("100K")))]
    pub inodes: Option<InodeCount>,
}

impl Default for ContainerRoot {
    fn default() -> Self {
        Self {
            mode: RootMode::Ephemeral,
            size: Size::lit("25%"),
            inodes: None,
        }
    }
}

/// What the root file system of a container is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum RootMode {
    /// A snapshot in a tmpfs of its own on the host. Works with every other setting.
    Ephemeral,
    /// A tmpfs that systemd-nspawn mounts. It leaves nothing behind, but cannot be combined with
    /// `privateUsers = "pick"`.
    Tmpfs,
    /// A writable layer in RAM over the root directory.
    Overlay,
}

/// A file system in RAM.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Tmpfs {
    /// How large it can grow.
    #[nix(example = Size::lit("64M"))]
    pub size: Size,

    /// Permission bits.
    #[nix(example = Mode::lit("0700"))]
    pub mode: Mode,

    /// How many files and directories it can hold. `null` leaves it to the kernel.
    #[nix(example = Some(InodeCount::lit("10K")))]
    pub inodes: Option<InodeCount>,
}

impl Default for Tmpfs {
    fn default() -> Self {
        Self {
            size: Size::lit("10%"),
            mode: Mode::lit("0755"),
            inodes: None,
        }
    }
}

/// The paths of a container that survive.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Persist {
    /// The directory of the host that holds the persisted paths of this container. It must be on a
    /// store or another file system that outlives a reboot.
    #[nix(default_from_name = "/persist/containers/{name}", example = AbsPath::lit("/data/web").into())]
    pub root: FromName<AbsPath>,

    /// Directories to persist, by their path in the container; a list or a set.
    #[nix(example = [(AbsPath::lit("/var/lib/acme"), ContainerEntry::default())].into_iter().collect())]
    pub directories: Entries<AbsPath, ContainerEntry>,

    /// Files to persist, by their path in the container; a list or a set.
    #[nix(example = [(AbsPath::lit("/etc/machine-id"), ContainerEntry::default())].into_iter().collect())]
    pub files: Entries<AbsPath, ContainerEntry>,
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

fn tmpfs_example() -> BTreeMap<AbsPath, Tmpfs> {
    let tmpfs = Tmpfs {
        size: Size::lit("64M"),
        ..Tmpfs::default()
    };
    BTreeMap::from([(AbsPath::lit("/var/cache"), tmpfs)])
}
