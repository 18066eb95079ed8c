//! `containers.<name>.stateless`: containers whose root file system is discarded at each stop.

mod guest;
mod limits;
mod persist;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use guest::{
    Credential, HealthAction, HealthCheck, Journal, Network, OnChange, ResolvConf, UserMode, Users,
};
pub use limits::{Resources, Sandbox};
pub use persist::{ContainerEntry, Idmap, Overlay, Persist};

use crate::scalar::{AbsPath, ContainerMachineId, CredentialId, InodeCount, Mode, Size, UnitName};
use nixos_options::NixOptions;

/// A container whose root file system is discarded at each stop, with a size limit and the paths that
/// survive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Container {
    /// Whether to discard the root file system of this container at each stop.
    pub enable: bool,

    /// Root file system of the container.
    pub root: ContainerRoot,

    /// Additional tmpfs mounts, by path in the container.
    #[nix(example = tmpfs_example(), placeholder = "path")]
    pub tmpfs: BTreeMap<AbsPath, Tmpfs>,

    /// Paths that survive a stop. The host keeps them.
    pub persist: Persist,

    /// Overlay file systems, by path in the container: read-only directories of the host with a
    /// writable directory on top. If the container uses a user namespace, user `nobody` owns everything
    /// in them.
    #[nix(example = overlays_example(), placeholder = "path")]
    pub overlays: BTreeMap<AbsPath, Overlay>,

    /// Machine ID of the container. `"derived"` computes it from the names of the host and the
    /// container, so it stays the same until either is renamed. `"random"` uses a new ID at every
    /// start.
    #[nix(example = ContainerMachineId::lit("4f2a6c1b9d3e4875a0b1c2d3e4f50617"))]
    pub machine_id: ContainerMachineId,

    /// Where to store the journal of the container.
    pub journal: Journal,

    /// User namespace of the container.
    pub users: Users,

    /// Secrets for the container, by name. Each is a file in {file}`/run/host/credentials` that only
    /// root in the container can read. Services import it by name with `LoadCredential=`. Changes take
    /// effect at the next start.
    #[nix(example = credentials_example(), placeholder = "id")]
    pub credentials: BTreeMap<CredentialId, Credential>,

    /// Resource limits for all processes of the container together.
    pub resources: Resources,

    /// Restrictions on the processes of the container.
    pub sandbox: Sandbox,

    /// Network settings.
    pub network: Network,

    /// Units of the host that start before the container if both are started.
    #[nix(example = vec![UnitName::lit("network-online.target")])]
    pub after: Vec<UnitName>,

    /// Units of the host that the container requires. They start with it, and stopping one of them
    /// stops the container. Use `after` to set the order.
    #[nix(example = vec![UnitName::lit("postgresql.service")])]
    pub requires: Vec<UnitName>,

    /// Units of the host that start with the container. The container starts even if they fail.
    #[nix(example = vec![UnitName::lit("network-online.target")])]
    pub wants: Vec<UnitName>,

    /// What a switch does to the running container when its configuration changes.
    pub on_change: OnChange,

    /// Command that checks whether the container works.
    #[nix(example = Some(health_check_example()))]
    pub health_check: Option<HealthCheck>,
}

impl Default for Container {
    fn default() -> Self {
        Self {
            enable: false,
            root: ContainerRoot::default(),
            tmpfs: BTreeMap::new(),
            persist: Persist::default(),
            overlays: BTreeMap::new(),
            machine_id: ContainerMachineId::lit("derived"),
            journal: Journal::Host,
            users: Users::default(),
            credentials: BTreeMap::new(),
            resources: Resources::default(),
            sandbox: Sandbox::default(),
            network: Network::default(),
            after: Vec::new(),
            requires: Vec::new(),
            wants: Vec::new(),
            on_change: OnChange::Restart,
            health_check: None,
        }
    }
}

/// Root file system of a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct ContainerRoot {
    /// Type of the root file system.
    pub mode: RootMode,

    /// Maximum size of the root file system. Cannot be set with `mode = "overlay"`, for which systemd
    /// uses a quarter of the RAM.
    #[nix(example = Size::lit("512M"))]
    pub size: Size,

    /// Maximum number of files and directories on the root file system. `null` uses the default of the
    /// kernel. With `mode = "ephemeral"`, systemd-nspawn itself needs about 1100.
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

/// Type of the root file system of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum RootMode {
    /// Snapshot on a tmpfs of the host. Works with every other setting.
    Ephemeral,
    /// Tmpfs that systemd-nspawn mounts. Cannot be combined with `privateUsers = "pick"`. With a fixed
    /// user ID base, user `nobody` owns parent directories of persisted paths, and the container cannot
    /// write to them.
    Tmpfs,
    /// Writable layer in RAM over the root directory of the container.
    Overlay,
}

/// A tmpfs mount.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Tmpfs {
    /// Maximum size.
    #[nix(example = Size::lit("64M"))]
    pub size: Size,

    /// Permission bits of the mount point.
    #[nix(example = Mode::lit("0700"))]
    pub mode: Mode,

    /// Maximum number of files and directories. `null` uses the default of the kernel.
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

fn tmpfs_example() -> BTreeMap<AbsPath, Tmpfs> {
    let tmpfs = Tmpfs {
        size: Size::lit("64M"),
        ..Tmpfs::default()
    };
    BTreeMap::from([(AbsPath::lit("/var/cache"), tmpfs)])
}

fn overlays_example() -> BTreeMap<AbsPath, Overlay> {
    let overlay = Overlay {
        lower: vec![AbsPath::lit("/srv/www")],
        upper: AbsPath::lit("/persist/www-changes"),
    };
    BTreeMap::from([(AbsPath::lit("/srv/www"), overlay)])
}

fn credentials_example() -> BTreeMap<CredentialId, Credential> {
    let credential = Credential {
        path: AbsPath::lit("/run/secrets/tls-key"),
        encrypted: false,
    };
    BTreeMap::from([(CredentialId::lit("tls-key"), credential)])
}

fn health_check_example() -> HealthCheck {
    let command = [
        "/run/current-system/sw/bin/curl",
        "--fail",
        "http://localhost",
    ];
    HealthCheck {
        command: command.map(str::to_owned).to_vec(),
        ..HealthCheck::of(Vec::new())
    }
}
