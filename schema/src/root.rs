//! `stateless.root`: the host's `/` on tmpfs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scalar::{AbsPath, InodeCount, Mode, Percent, Size};
use nixos_options::NixOptions;

/// The root file system of the host on tmpfs. It starts empty at each boot and is set up again from the
/// system configuration in the Nix store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Root {
    /// Whether to put the root file system on tmpfs. Files that are not on another file system are lost
    /// at the next boot.
    pub enable: bool,

    /// Maximum size of the root file system. It uses RAM and swap only for the files stored in it.
    #[nix(example = Size::lit("2G"))]
    pub size: Size,

    /// Maximum number of files and directories on the root file system. `null` uses the default of the
    /// kernel: one for every two pages of RAM.
    #[nix(example = Some(InodeCount::lit("1M")))]
    pub inodes: Option<InodeCount>,

    /// Permission bits of `/`. By default the kernel would let every user write to it.
    #[nix(example = Mode::lit("0711"))]
    pub mode: Mode,

    /// Directory in which Nix builds. Builds are often larger than RAM, so set it to a directory in a
    /// store, for example one of tier `scratch`. It is created if it is missing. `null` keeps the
    /// default of Nix, which is on the root file system.
    #[nix(example = Some(AbsPath::lit("/persist/nix-build")))]
    pub build_dir: Option<AbsPath>,

    /// Periodic check of how full the root file system is.
    pub watch: Watch,
}

impl Default for Root {
    fn default() -> Self {
        Self {
            enable: false,
            size: Size::lit("25%"),
            inodes: None,
            mode: Mode::lit("0755"),
            build_dir: None,
            watch: Watch::default(),
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
