//! One persisted path: the same entry in stores, in users' homes and in containers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::NixOptions;
use crate::scalar::{AbsPath, Mode, MountOption, UnitName, UserName, component};

/// What every persisted path has, on the host and in a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Persisted {
    /// Whether to persist this path. Off, an entry of another module is dropped; its data stays in the
    /// store.
    pub enable: bool,

    /// How the path leads to the store.
    pub how: How,

    /// The owner. `null` is root, or the owner of the home.
    #[nix(example = Some(UserName::lit("postgres")))]
    pub user: Option<UserName>,

    /// The group. `null` is root, or the group of the owner of the home.
    #[nix(example = Some(UserName::lit("postgres")))]
    pub group: Option<UserName>,

    /// Permission bits. `null` is `0755` for directories and `0600` for files; for paths known to hold
    /// secrets, such as `.ssh`, `.gnupg` and host keys, `0700` and `0600`.
    #[nix(example = Some(Mode::lit("0750")))]
    pub mode: Option<Mode>,

    /// When owner and mode are set.
    pub enforce: Enforce,

    /// Owner and mode of directories between the store and the path, where they differ from root and
    /// `0755`. Relative paths are below the home.
    #[nix(example = parents_example(), placeholder = "path")]
    pub parents: BTreeMap<ParentPath, Parent>,

    /// The first content of a file, used when the store has none.
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
    /// What every persisted path has.
    #[serde(flatten)]
    pub persisted: Persisted,

    /// When the path must be there.
    pub phase: Phase,

    /// Units that need the path: they start after it, and not without it.
    #[nix(example = vec![UnitName::lit("postgresql.service")])]
    pub needed_by: Vec<UnitName>,

    /// What happens to data that is already at the path when the entry is new. `null` is `"adopt"` for
    /// directories and for {file}`/etc/machine-id`, and `"fail"` for other files; on a store of tier
    /// `scratch` it is `"hide"`.
    #[nix(example = Some(OnConflict::Hide))]
    pub on_conflict: Option<OnConflict>,

    /// Further mount options.
    #[nix(example = vec![MountOption::lit("noexec")])]
    pub mount_options: Vec<MountOption>,

    /// Why the path is persisted: shown in the manifest.
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
    /// A bind mount: the path behaves like any directory or file, but a program cannot replace a
    /// mounted file by renaming another one over it.
    Bind,
    /// A symbolic link: cheap and visible, but programs that refuse or replace links break.
    Symlink,
    /// For files of the host, where programs replace their file by renaming another one over it: an
    /// ordinary file outside the store. It is restored from the store before services start, and copied
    /// back after each change and at shutdown, with owner and mode, whole or not at all: the store
    /// always holds one complete version. A power cut loses the changes since the last copy, which
    /// begins when a writer closes the file or renames it, and a change during a copy is taken within
    /// five seconds. A file that is deleted is there again at the next boot. One that is not what the
    /// store holds when syncing starts is never copied over it: syncing fails, unless `onConflict` is
    /// `"hide"`, which puts the version of the store in its place.
    Synced,
}

/// When a path must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// In the initrd for paths that booting needs, otherwise in stage 2.
    Auto,
    /// In the initrd, before the system is activated. Needs the systemd initrd.
    Initrd,
    /// Before `local-fs.target`, so before ordinary services.
    Stage2,
}

/// When owner and mode are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum Enforce {
    /// When the path is created in the store; later changes by hand stay.
    Create,
    /// At each boot and at each switch to a new configuration.
    Always,
}

/// What happens to data that is already at the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum OnConflict {
    /// The mount fails and the data stays visible.
    Fail,
    /// It is copied into the store, if the store has nothing there yet.
    Adopt,
    /// The mount covers it.
    Hide,
}

/// The first content of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum Seed {
    /// This text.
    Text(String),
    /// A copy of this file, for example one in the Nix store. Secrets do not belong there.
    Source(AbsPath),
}

/// Owner and mode of a directory on the way to a persisted path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Parent {
    /// The owner. `null` is root, or the owner of the home.
    #[nix(example = Some(UserName::lit("alice")))]
    pub user: Option<UserName>,

    /// The group. `null` is root, or the group of the owner of the home.
    #[nix(example = Some(UserName::lit("users")))]
    pub group: Option<UserName>,

    /// Permission bits.
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

crate::scalar! {
    /// A directory on the way to a persisted path: absolute, or relative to the home, without `.`, `..`
    /// or empty components.
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
