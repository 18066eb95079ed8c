//! `stateless.stores` and what lies beside it: the paths that survive a reboot.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::check::Checks;
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

    /// The store that takes what no store declares: what {option}`stateless.presets` lists, and what
    /// other options ask for. `null` is the only store that is enabled and not of tier `scratch`, or of
    /// several the only one of tier `data`.
    #[nix(example = Some(StoreName::lit("main")))]
    pub preset_store: Option<StoreName>,

    /// What becomes of {file}`/etc/machine-id`.
    pub machine_id: MachineIdPolicy,

    /// Where accounts and passwords are kept.
    pub passwords: Passwords,

    /// How much each check counts.
    pub checks: Checks,

    /// What is persisted: a `version`, in `paths` each path with its store, tier, owner, mode and reason,
    /// and in `containers`, by name, what each container keeps and where that is on the host. Also in
    /// {file}`/etc/stateless/manifest.json`, for backup tools.
    #[nix(read_only)]
    pub manifest: Manifest,
}

/// What becomes of the id of the machine. Journals, DHCP leases, the addresses of containers and the
/// names of boot entries depend on it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions,
)]
#[serde(rename_all = "lowercase")]
pub enum MachineIdPolicy {
    /// It is made at the first boot and kept in the preset store, bound in the initrd, unless an entry
    /// of a store persists it already. Without a store nothing is done.
    #[default]
    Persist,
    /// Each boot makes a new one: the journals of earlier boots count as those of another machine, and
    /// leases and addresses that are derived from it change.
    Ephemeral,
    /// It is given elsewhere: by `environment.etc."machine-id"`, or by the kernel parameter
    /// `systemd.machine_id`. Nothing is done.
    Fixed,
}

/// Where accounts and passwords are kept. Persisting {file}`/etc/shadow` as a file is no answer:
/// `passwd` replaces it by renaming another one over it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions,
)]
#[serde(rename_all = "lowercase")]
pub enum Passwords {
    /// In the configuration alone, which needs `users.mutableUsers = false`: what {command}`passwd`
    /// changes is gone at the next boot.
    #[default]
    Declarative,
    /// In the preset store. Userborn manages the accounts. The initrd restores {file}`/etc/passwd`,
    /// {file}`/etc/group` and {file}`/etc/shadow`, and each change of them is copied to the store: the
    /// numbers of accounts stay, and so do passwords that {command}`passwd` changes. Turn it on with
    /// {command}`nixos-rebuild switch`, which takes over the accounts of the running system. With an
    /// immutable {file}`/etc` NixOS keeps these files in {file}`/var/lib/nixos`, which is persisted
    /// instead, and {command}`passwd` fails.
    Userborn,
    /// Wherever you keep them. Nothing is done.
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

/// A place where persisted paths are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Store {
    /// Whether to persist the paths of this store.
    #[serde(default = "enabled")]
    pub enable: bool,

    /// Where the store is mounted. Required. It must be on a file system that outlives a reboot; a path
    /// `/a/b` is kept at this place followed by `/a/b`. Where that file system is one of the network, the
    /// entries are mounted once the network is up, before `remote-fs.target`: name services that
    /// need one in its `neededBy`.
    #[nix(example = AbsPath::lit("/persist"))]
    pub path: AbsPath,

    /// What must be mounted before anything is written to the store. A store whose file system is
    /// missing would be an ordinary directory of the root, and lose everything at the next boot.
    #[serde(default)]
    pub require_mount: RequireMount,

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

/// What must be mounted before anything is written to a store.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions,
)]
#[serde(rename_all = "lowercase")]
pub enum RequireMount {
    /// A file system at the path of the store itself. Where it is no mount point, nothing is created
    /// there, and its entries fail to mount.
    #[default]
    Filesystem,
    /// A file system above the path, other than the root: for a store such as {file}`/nix/persist`. The
    /// nearest entry of `fileSystems` above the path must be mounted.
    Subpath,
    /// Nothing, for a store on a root that survives. A mount that exists for the path is still awaited,
    /// since it would hide what is written before it.
    None,
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
    /// Data that need not outlive a boot and is too large for RAM, such as {file}`/var/tmp`. At each
    /// boot its directories are emptied and its files removed before they are mounted: only those that
    /// the store declares, and `stateless.root.buildDir` if it lies in the store. One that shares its
    /// place with a path of another tier, a mount or a container is left as it is, and so is one that is
    /// mounted in the initrd; a warning names it. Needs the systemd initrd.
    Scratch,
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
