//! One persisted path: the same entry in stores, in users' homes and in containers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scalar::{AbsPath, Mode, MountOption, UnitName, UserName, component};
use nixos_options::NixOptions;

/// Settings of every persisted path, on the host and in a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Persisted {
    /// Whether to persist this path. Set to `false` to drop an entry declared elsewhere; its data stays
    /// in the store.
    pub enable: bool,

    /// How to make the stored data available at the path.
    pub how: How,

    /// Owner of the path. `null` means root, or the owner of the home directory.
    #[nix(example = Some(UserName::lit("postgres")))]
    pub user: Option<UserName>,

    /// Group of the path. `null` means root, or the group of the owner of the home directory.
    #[nix(example = Some(UserName::lit("postgres")))]
    pub group: Option<UserName>,

    /// Permission bits of the path. `null` means `0755` for directories and `0600` for files. Paths
    /// known to hold secrets, such as `.ssh`, `.gnupg` and host keys, get `0700` and `0600`.
    #[nix(example = Some(Mode::lit("0750")))]
    pub mode: Option<Mode>,

    /// When to set owner and mode.
    pub enforce: Enforce,

    /// Owner and mode of parent directories below the store, where they differ from root and `0755`.
    /// Relative paths are relative to the home directory.
    #[nix(example = parents_example(), placeholder = "path")]
    pub parents: BTreeMap<ParentPath, Parent>,

    /// Initial content of a file. Used only if the store does not have the file.
    #[nix(example = Some(Seed::Text("uninitialized\n".to_owned())))]
    pub seed: Option<Seed>,
}

impl Default for Persisted {
    fn default() -> Self {
        Self {
            enable: true,
            how: How::Bind,
            user: None,
            group: None,
            mode: None,
            enforce: Enforce::Create,
            parents: BTreeMap::new(),
            seed: None,
        }
    }
}

/// A persisted directory or file of the host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Entry {
    /// Settings of every persisted path.
    #[serde(flatten)]
    pub persisted: Persisted,

    /// When to mount the path during boot.
    pub phase: Phase,

    /// Units that require the path. They start after it is mounted, and do not start if the mount
    /// fails.
    #[nix(example = vec![UnitName::lit("postgresql.service")])]
    pub needed_by: Vec<UnitName>,

    /// What to do with existing data at the path when the entry is new. `null` means `"adopt"` for
    /// directories and for {file}`/etc/machine-id`, and `"fail"` for other files. In a store of tier
    /// `scratch` it means `"hide"`.
    #[nix(example = Some(OnConflict::Hide))]
    pub on_conflict: Option<OnConflict>,

    /// Additional mount options.
    #[nix(example = vec![MountOption::lit("noexec")])]
    pub mount_options: Vec<MountOption>,

    /// Why the path is persisted. Shown in the manifest.
    #[nix(example = Some("The cluster itself.".to_owned()))]
    pub reason: Option<String>,
}

impl Default for Entry {
    fn default() -> Self {
        Self {
            persisted: Persisted::default(),
            phase: Phase::Auto,
            needed_by: Vec::new(),
            on_conflict: None,
            mount_options: Vec::new(),
            reason: None,
        }
    }
}

/// How a path leads to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// Bind mount. The path behaves like an ordinary directory or file, except that programs cannot
    /// replace a mounted file by renaming another file over it.
    Bind,
    /// Symbolic link into the store. Programs that reject or replace symbolic links fail or lose data.
    Symlink,
    /// Copy, for files of the host that programs replace by renaming. The file is restored from the
    /// store before services start. After each change and at shutdown it is copied back atomically,
    /// with owner and mode. A copy begins when a program closes or renames the file; changes during a
    /// copy are copied within five seconds. A power cut loses only the changes since the last copy. A
    /// deleted file returns at the next boot. If the file differs from the store when syncing starts,
    /// it is not copied over the store and syncing fails, unless `onConflict` is `"hide"`, which
    /// restores the stored version.
    Synced,
}

/// When a path is mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// In the initrd for paths that early boot needs, otherwise in stage 2.
    Auto,
    /// In the initrd, before activation. Requires the systemd initrd.
    Initrd,
    /// In stage 2, before `local-fs.target` and therefore before ordinary services.
    Stage2,
}

/// When owner and mode are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum Enforce {
    /// Only when the path is created in the store. Later manual changes are kept.
    Create,
    /// At every boot and at every switch to a new configuration.
    Always,
}

/// What happens to existing data at the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum OnConflict {
    /// The mount fails, and the data stays visible.
    Fail,
    /// The data is copied into the store if the store does not have the path yet.
    Adopt,
    /// The mount hides the data.
    Hide,
}

/// Initial content of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum Seed {
    /// Literal text.
    Text(String),
    /// Path of a file to copy, for example in the Nix store. Do not use it for secrets: every user can
    /// read the Nix store.
    Source(AbsPath),
}

/// Owner and mode of a parent directory of a persisted path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Parent {
    /// Owner of the directory. `null` means root, or the owner of the home directory.
    #[nix(example = Some(UserName::lit("alice")))]
    pub user: Option<UserName>,

    /// Group of the directory. `null` means root, or the group of the owner of the home directory.
    #[nix(example = Some(UserName::lit("users")))]
    pub group: Option<UserName>,

    /// Permission bits of the directory.
    #[nix(example = Mode::lit("0700"))]
    pub mode: Mode,
}

impl Default for Parent {
    fn default() -> Self {
        Self {
            user: None,
            group: None,
            mode: Mode::lit("0755"),
        }
    }
}

nixos_options::scalar! {
    /// A parent directory of a persisted path: absolute, or relative to the home directory, without
    /// `.`, `..` or empty components.
    ParentPath {
        noun: "directory path",
        pattern: concat!("/?", component!(), "(/", component!(), ")*"),
        max_len: 4095,
        example: "/var/lib/private",
        rules: crate::scalar::ANY_PATH_RULES,
    }
}

fn parents_example() -> BTreeMap<ParentPath, Parent> {
    let parent = Parent {
        mode: Mode::lit("0700"),
        ..Parent::default()
    };
    BTreeMap::from([(ParentPath::lit("/var/lib/private"), parent)])
}
