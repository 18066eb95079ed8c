//! `containers.<name>.stateless`: containers whose root is thrown away at each stop.

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

use crate::NixOptions;
use crate::scalar::{AbsPath, ContainerMachineId, CredentialId, InodeCount, Mode, Size, UnitName};

/// A container whose root is thrown away at each stop, with a size limit of its own and the paths
/// that must survive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
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

    /// Overlay file systems, by their path in the container: read-only directories of the host with
    /// a writable one on top. When the container has user ids of its own, everything in them belongs
    /// to nobody there.
    #[nix(example = overlays_example(), placeholder = "path")]
    pub overlays: BTreeMap<AbsPath, Overlay>,

    /// The machine id of the container. `"derived"` makes one of the names of the host and of the
    /// container, which is the same at each start; renaming either changes it. `"random"` is another
    /// one at each start.
    #[nix(example = ContainerMachineId::lit("4f2a6c1b9d3e4875a0b1c2d3e4f50617"))]
    pub machine_id: ContainerMachineId,

    /// Where the journal of the container goes.
    pub journal: Journal,

    /// The user ids of the container.
    pub users: Users,

    /// Secrets for the container, by name. In the container each is a file in
    /// {file}`/run/host/credentials` that only root can read; services take it with
    /// `LoadCredential=` and its name. Changes arrive at the next start.
    #[nix(example = credentials_example(), placeholder = "id")]
    pub credentials: BTreeMap<CredentialId, Credential>,

    /// What the container may use of the host, all its processes together.
    pub resources: Resources,

    /// What the processes of the container may do.
    pub sandbox: Sandbox,

    /// The network.
    pub network: Network,

    /// Units of the host that start before the container, if they start at all.
    #[nix(example = vec![UnitName::lit("network-online.target")])]
    pub after: Vec<UnitName>,

    /// Units of the host that the container cannot do without: they are started with it, and it is
    /// stopped with them. The order is that of `after`.
    #[nix(example = vec![UnitName::lit("postgresql.service")])]
    pub requires: Vec<UnitName>,

    /// Units of the host that are started with the container, which goes on without them.
    #[nix(example = vec![UnitName::lit("network-online.target")])]
    pub wants: Vec<UnitName>,

    /// What a switch to a new configuration does to the running container when its own has changed.
    pub on_change: OnChange,

    /// A command in the container that tells whether it works.
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

/// The root file system of a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct ContainerRoot {
    /// What the root file system is.
    pub mode: RootMode,

    /// How large the root file system can grow. With `mode = "overlay"` it cannot be set: there
    /// systemd has a fixed limit of a quarter of the RAM.
    #[nix(example = Size::lit("512M"))]
    pub size: Size,

    /// How many files and directories the root file system can hold. `null` leaves it to the kernel.
    /// With `mode = "ephemeral"` systemd-nspawn itself needs about 1100.
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
    /// `privateUsers = "pick"`. With a fixed base of ids, directories above persisted paths belong to
    /// nobody, and the container cannot write to them.
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
