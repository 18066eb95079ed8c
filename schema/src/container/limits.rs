//! What a container may use and do.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::NixOptions;
use crate::scalar::{
    Capability, CpuQuota, CpuRange, OomScoreAdjust, ResourceLimit, ResourceLimitName, Size,
    SystemCall, TaskCount, Weight,
};

/// What a container may use of the host (systemd.resource-control(5)). `null` sets no limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Resources {
    /// How much memory it can take; more, and processes are killed. What is written to its root and to
    /// its other file systems in RAM counts.
    #[nix(example = Some(Size::lit("2G")))]
    pub memory_max: Option<Size>,

    /// From how much memory on it is slowed down.
    #[nix(example = Some(Size::lit("1536M")))]
    pub memory_high: Option<Size>,

    /// How much CPU time it can take.
    #[nix(example = Some(CpuQuota::lit("150%")))]
    pub cpu_quota: Option<CpuQuota>,

    /// Its share of CPU time when there is not enough for all.
    #[nix(example = Some(Weight::lit(200)))]
    pub cpu_weight: Option<Weight>,

    /// How many threads and processes it can have.
    #[nix(example = Some(TaskCount::lit(512)))]
    pub tasks_max: Option<TaskCount>,

    /// Its share of the disks when they are busy.
    #[nix(example = Some(Weight::lit(50)))]
    pub io_weight: Option<Weight>,
}

/// What the processes of a container may do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Sandbox {
    /// System calls that are allowed beside those that systemd-nspawn allows, and with `~` in front
    /// those that are forbidden. What is forbidden stays so.
    #[nix(example = vec![SystemCall::lit("@keyring"), SystemCall::lit("~@swap")])]
    pub system_call_filter: Vec<SystemCall>,

    /// Capabilities that no process can have, of those that systemd-nspawn leaves.
    #[nix(example = vec![Capability::lit("CAP_SYS_CHROOT")])]
    pub drop_capabilities: Vec<Capability>,

    /// Whether set-user-id programs and file capabilities are without effect.
    pub no_new_privileges: bool,

    /// Limits of each process, by name.
    #[nix(example = rlimits_example(), placeholder = "limit")]
    pub rlimits: BTreeMap<ResourceLimitName, ResourceLimit>,

    /// How soon processes are killed when the host runs out of memory: the higher, the sooner.
    #[nix(example = Some(OomScoreAdjust::lit(500)))]
    pub oom_score_adjust: Option<OomScoreAdjust>,

    /// The CPUs that processes can run on. Empty means all.
    #[nix(example = vec![CpuRange::lit("0-3")])]
    pub cpu_affinity: Vec<CpuRange>,
}

fn rlimits_example() -> BTreeMap<ResourceLimitName, ResourceLimit> {
    let limit = ResourceLimit::lit("4096");
    BTreeMap::from([(ResourceLimitName::lit("NOFILE"), limit)])
}
