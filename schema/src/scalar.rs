//! Strings with a grammar and integers with bounds, as `nixos_options::scalar!` and
//! `nixos_options::bounded!` define them.

mod bounded;
mod container;
mod mount;
mod name;
mod path;
mod size;

pub use bounded::{Days, OomScoreAdjust, Percent, Retries, TaskCount, UserIdBase, Weight};
pub use container::{
    Capability, ContainerMachineId, CpuQuota, CpuRange, CredentialId, Interval, ResourceLimit,
    ResourceLimitName, SystemCall, ZoneName,
};
pub use mount::{Mode, MountOption};
pub use name::{StoreName, UnitName, UserName};
pub(crate) use path::{ANY_PATH_RULES, component};
pub use path::{AbsPath, RelPath};
pub use size::{InodeCount, Size};
