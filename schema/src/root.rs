//! `stateless.root`: the host's `/` on tmpfs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::NixOptions;
use crate::scalar::{AbsPath, InodeCount, Mode, Percent, Size};

/// The host's root file system on tmpfs: at each boot it starts empty and is built again from the
/// system configuration in the Nix store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Root {
    /// Whether to put the root file system on tmpfs. Everything that is on no other file system is
    /// gone at the next boot.
    pub enable: bool,

    /// How large the root file system can grow. It takes RAM and swap only for what is stored in it.
    #[nix(example = Size::lit("2G"))]
    pub size: Size,

    /// How many files and directories the root file system can hold. `null` leaves it to the kernel:
    /// one for every two pages of RAM.
    #[nix(example = Some(InodeCount::lit("1M")))]
    pub inodes: Option<InodeCount>,

    /// Permission bits of `/`. Without them the kernel would let everyone write to it.
    #[nix(example = Mode::lit("0711"))]
    pub mode: Mode,

    /// Where Nix builds. Builds are often larger than RAM, so the directory belongs on a store, for
    /// example on one of tier `scratch`; it is created when missing. `null` leaves Nix its own
    /// default, which is on the root file system.
    #[nix(example = Some(AbsPath::lit("/persist/nix-build")))]
    pub build_dir: Option<AbsPath>,

    /// A look at how full the root file system is.
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

/// A look at how full the root file system is, each minute. Files that nobody declared fill it until
/// every write fails; the log says before that where they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Watch {
    /// Whether to log a message with the largest directories when the root file system fills up.
    pub enable: bool,

    /// From how much use of its size or of its inodes, in percent, the message is a warning.
    #[nix(example = Percent::lit(50))]
    pub warn_at: Percent,

    /// From how much use, in percent, the message is critical.
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
