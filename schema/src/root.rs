//! `stateless.root`: the host's `/`, which is empty at each boot.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scalar::{AbsPath, Days, InodeCount, Mode, Percent, Size};
use nixos_options::NixOptions;

/// The root file system of the host. It starts empty at each boot and is set up again from the system
/// configuration in the Nix store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Root {
    /// Whether the root file system is empty at each boot, in the way that `kind` sets. Files that are
    /// not on another file system are lost at the next boot.
    pub enable: bool,

    /// How the root file system is emptied. Checks and presets treat it as lost with every kind.
    pub kind: RootKind,

    /// Mount points of other file systems that are emptied at each boot as well, for example a dataset for
    /// {file}`/home` that is rolled back. They are not emptied by this option: checks only know that their
    /// files are lost.
    #[nix(example = vec![AbsPath::lit("/home")])]
    pub volatile_mounts: Vec<AbsPath>,

    /// Maximum size of the root file system on tmpfs. It uses RAM and swap only for the files stored in it.
    #[nix(example = Size::lit("2G"))]
    pub size: Size,

    /// Maximum number of files and directories on the root file system on tmpfs. `null` uses the default of the
    /// kernel: one for every two pages of RAM.
    #[nix(example = Some(InodeCount::lit("1M")))]
    pub inodes: Option<InodeCount>,

    /// Permission bits of `/` on tmpfs or on a new btrfs subvolume. By default the kernel would let every
    /// user write to a tmpfs.
    #[nix(example = Mode::lit("0711"))]
    pub mode: Mode,

    /// The root file system with `kind = "btrfs"`.
    pub btrfs: Btrfs,

    /// Directory in which Nix builds. Builds are often larger than RAM, so set it to a directory in a
    /// store, for example one of tier `scratch`. It is created if it is missing. `null` keeps the
    /// default of Nix, which is on the root file system.
    #[nix(example = Some(AbsPath::lit("/persist/nix-build")))]
    pub build_dir: Option<AbsPath>,

    /// Periodic check of how full the root file system on tmpfs is.
    pub watch: Watch,
}

impl Default for Root {
    fn default() -> Self {
        Self {
            enable: false,
            kind: RootKind::Tmpfs,
            volatile_mounts: Vec::new(),
            size: Size::lit("25%"),
            inodes: None,
            mode: Mode::lit("0755"),
            btrfs: Btrfs::default(),
            build_dir: None,
            watch: Watch::default(),
        }
    }
}

/// How the root file system of the host is emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum RootKind {
    /// The root file system is on tmpfs.
    Tmpfs,
    /// The root file system is a btrfs subvolume. At each boot, systemd in the initrd moves it aside and
    /// puts a new subvolume in its place. `stateless.root.btrfs` has the details.
    Btrfs,
    /// Something else empties the root file system, for example a rollback of a ZFS snapshot in the
    /// initrd. The module does not change how `/` is mounted.
    External,
}

/// A root on btrfs. The device and the subvolume are those of {option}`fileSystems."/"`, whose options must
/// contain `subvol=`. At each boot the initrd exchanges the subvolume with a new one in a single step, and
/// keeps the old one. A machine that resumes from hibernation keeps its root. If the exchange fails, the
/// machine boots with the old root, and {file}`stateless-old-roots.service` fails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Btrfs {
    /// Directory for old roots, as a path from the top level of the btrfs file system. It is created if it
    /// is missing, and only root can read it. An old root is named {file}`stateless-` and the time when it
    /// was replaced, in UTC. Other names in the directory are never deleted: rename an old root to keep it.
    #[nix(example = AbsPath::lit("/snapshots"))]
    pub old_roots: AbsPath,

    /// Number of days after which an old root is deleted, with all subvolumes in it. Only days on which the
    /// machine runs count, and each counts once. A wrong clock therefore cannot delete an old root early.
    #[nix(example = Days::lit(7))]
    pub keep_days: Days,

    /// Subvolume of which each new root is a snapshot, as a path from the top level of the btrfs file
    /// system. Subvolumes in it are not part of the snapshot. `null` makes an empty root.
    #[nix(example = Some(AbsPath::lit("/root-blank")))]
    pub template: Option<AbsPath>,
}

impl Default for Btrfs {
    fn default() -> Self {
        Self {
            old_roots: AbsPath::lit("/old-roots"),
            keep_days: Days::lit(30),
            template: None,
        }
    }
}

/// Checks every minute how full the root file system is. Undeclared files can fill it until every write
/// fails; the log names the largest directories before that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Watch {
    /// Whether to log the largest directories when the root file system fills up.
    pub enable: bool,

    /// Percentage of the size or of the inodes in use at which a warning is logged.
    #[nix(example = Percent::lit(50))]
    pub warn_at: Percent,

    /// Percentage of the size or of the inodes in use at which the message is critical.
    #[nix(example = Percent::lit(95))]
    pub critical_at: Percent,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            enable: true,
            warn_at: Percent::lit(75),
            critical_at: Percent::lit(90),
        }
    }
}
