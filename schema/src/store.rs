//! `stateless.stores` and the options next to it: the paths that survive a reboot.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::check::Checks;
use crate::entry::Entry;
use crate::scalar::{AbsPath, MountOption, RelPath, StoreName, UnitName, UserName};
use nixos_options::meta::{HasNixType, MapType, NixType, Shape};
use nixos_options::{Entries, NixOptions};

/// The paths that survive a reboot, in one or more persistent stores.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Persistence {
    /// Persistent stores, by name. Each declares which directories and files survive a reboot.
    #[nix(example = stores_example())]
    pub stores: BTreeMap<StoreName, Store>,

    /// Store for paths that no store declares: those of {option}`stateless.presets` and of other
    /// options. `null` selects the only enabled store whose tier is not `scratch`, or, of several, the
    /// only one of tier `data`.
    #[nix(example = Some(StoreName::lit("main")))]
    pub preset_store: Option<StoreName>,

    /// How to treat the state of services and system users that NixOS itself describes.
    pub state: StatePolicy,

    /// Units whose directories {option}`stateless.state` leaves out. To leave out a single directory,
    /// turn off its entry in any store: `directories."/var/lib/NAME".enable = false;`.
    #[nix(example = vec![UnitName::lit("radicale.service")])]
    pub excluded_units: Vec<UnitName>,

    /// How to keep {file}`/etc/machine-id` across boots.
    pub machine_id: MachineIdPolicy,

    /// Where NixOS keeps accounts and passwords.
    pub passwords: Passwords,

    /// Severity of each check.
    pub checks: Checks,

    /// Everything that is persisted, as data for backup tools. `paths` lists each path with its store,
    /// tier, owner, mode and reason. `containers` lists by container what it keeps and where that is on
    /// the host. `state` lists each directory in which NixOS says that a service or system user keeps
    /// state, with the entry that keeps it; `kept` is false if the next boot loses it. `version` is the
    /// version of this format. Also written to
    /// {file}`/etc/stateless/manifest.json`.
    #[nix(read_only)]
    pub manifest: Manifest,
}

/// How the state of services and system users is treated. The configuration of NixOS says where it is: in
/// `StateDirectory=`, `CacheDirectory=` and `ConfigurationDirectory=` of services, in directories that
/// tmpfiles rules create without an age, and in the homes of system users. Directories that survive a
/// reboot, that a store declares, or that contain files of `environment.etc` are left alone.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions,
)]
#[serde(rename_all = "lowercase")]
pub enum StatePolicy {
    /// The preset store keeps each directory, with the owner and mode that NixOS gives it. Caches go to
    /// the only enabled store of tier `cache`; without such a store they are lost.
    #[default]
    Persist,
    /// Nothing is kept. A warning lists what the next boot loses.
    Warn,
    /// Nothing is kept, and nothing is reported.
    Off,
}

/// How the machine ID is kept. Journals, DHCP leases, addresses of containers and names of boot entries
/// depend on it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions,
)]
#[serde(rename_all = "lowercase")]
pub enum MachineIdPolicy {
    /// systemd creates the ID at the first boot, and the preset store keeps it. The initrd mounts it.
    /// Has no effect without a store, or where an entry of a store already persists the file.
    #[default]
    Persist,
    /// Every boot creates a new ID. `journalctl` then treats earlier boots as another machine, and DHCP
    /// leases and derived addresses change.
    Ephemeral,
    /// The ID is set elsewhere: with `environment.etc."machine-id"` or the kernel parameter
    /// `systemd.machine_id`. The module does nothing.
    Fixed,
}

/// Where accounts and passwords are kept. An entry for {file}`/etc/shadow` cannot keep them, because
/// `passwd` replaces the file by renaming a new one over it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions,
)]
#[serde(rename_all = "lowercase")]
pub enum Passwords {
    /// Only in the configuration. Requires `users.mutableUsers = false`; a password that
    /// {command}`passwd` sets is lost at the next boot.
    #[default]
    Declarative,
    /// In the preset store, with Userborn. The initrd restores {file}`/etc/passwd`, {file}`/etc/group`
    /// and {file}`/etc/shadow`, and each change is copied to the store. Account numbers and passwords
    /// set with {command}`passwd` survive. Enable it with {command}`nixos-rebuild switch`, which takes
    /// over the accounts of the running system. If {file}`/etc` is immutable, NixOS keeps these files
    /// in {file}`/var/lib/nixos`, which is persisted instead, and {command}`passwd` fails.
    Userborn,
    /// Wherever your configuration keeps them. The module does nothing.
    Unmanaged,
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

/// A persistent directory that holds the contents of persisted paths.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Store {
    /// Whether to persist the paths of this store.
    #[serde(default = "enabled")]
    pub enable: bool,

    /// Directory where the store is mounted. Required. It must be on a file system that survives a
    /// reboot. The path `/a/b` is kept in `a/b` below this directory. If the file system is on the
    /// network, entries are mounted after the network is up and before `remote-fs.target`; list
    /// services that need such an entry in its `neededBy`.
    #[nix(example = AbsPath::lit("/persist"))]
    pub path: AbsPath,

    /// Which mount must exist before anything is written to the store. Without this mount, the store
    /// would be an ordinary directory on the root file system, and its data would be lost at the next
    /// boot.
    #[serde(default)]
    pub require_mount: RequireMount,

    /// Kind of data in the store. The manifest lists it for backup tools.
    #[serde(default)]
    pub tier: Tier,

    /// Whether to hide the bind mounts from file managers, which otherwise show each of them as a
    /// drive.
    #[serde(default = "enabled")]
    pub hide: bool,

    /// Additional mount options for every bind mount of the store.
    #[serde(default)]
    #[nix(example = vec![MountOption::lit("nosuid")])]
    pub mount_options: Vec<MountOption>,

    /// Directories to persist, by absolute path. A list of paths declares entries with default
    /// settings. Definitions from several modules are merged.
    #[serde(default)]
    #[nix(example = ["/var/log", "/var/lib/nixos"].map(|path| (AbsPath::lit(path), Entry::default())).into_iter().collect())]
    pub directories: Entries<AbsPath, Entry>,

    /// Files to persist, by absolute path. Accepts a list or a set, like `directories`.
    #[serde(default)]
    #[nix(example = [(AbsPath::lit("/etc/machine-id"), Entry::default())].into_iter().collect())]
    pub files: Entries<AbsPath, Entry>,

    /// Paths to persist in the homes of users, by user name.
    #[serde(default)]
    #[nix(example = users_example(), placeholder = "user")]
    pub users: BTreeMap<UserName, Home>,
}

/// Which mount a store needs.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions,
)]
#[serde(rename_all = "lowercase")]
pub enum RequireMount {
    /// The path of the store itself must be a mount point. If it is not, nothing is created in it, and
    /// its entries fail to mount.
    #[default]
    Filesystem,
    /// The nearest file system of `fileSystems` above the path, other than `/`, must be mounted. For a
    /// store inside another file system, such as {file}`/nix/persist`.
    Subpath,
    /// No mount is required: for a store on a root file system that survives. If a mount exists for the
    /// path, entries still wait for it, because it would hide files that were written before.
    None,
}

/// Kind of data in a store.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions,
)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Data that must not be lost.
    #[default]
    Data,
    /// Data that programs can recreate.
    Cache,
    /// Keys and passwords.
    Secret,
    /// Logs.
    Log,
    /// Data that is too large for RAM but need not survive a reboot, such as {file}`/var/tmp`. At each
    /// boot, the contents of its directories and its files are deleted before they are mounted. Only
    /// entries of this store are deleted, and `stateless.root.buildDir` if it is in the store. A
    /// directory is kept, with a warning, if another tier, a mount or a container uses it, or if the
    /// initrd mounts it. Requires the systemd initrd.
    Scratch,
}

/// Persisted paths of one user, relative to the home directory.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Home {
    /// Directories to persist, relative to the home directory. Accepts a list or a set.
    #[nix(example = [(RelPath::lit(".ssh"), Entry::default())].into_iter().collect())]
    pub directories: Entries<RelPath, Entry>,

    /// Files to persist, relative to the home directory. Accepts a list or a set.
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
        require_mount: RequireMount::Filesystem,
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
