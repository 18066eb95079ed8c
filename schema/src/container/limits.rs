//! Limits on resources and privileges of a container.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scalar::{
    Capability, CpuQuota, CpuRange, OomScoreAdjust, ResourceLimit, ResourceLimitName, Size,
    SystemCall, TaskCount, Weight,
};
use nixos_options::NixOptions;

/// Resource limits of a container (systemd.resource-control(5)). `null` sets no limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Resources {
    /// Maximum memory. Processes are killed above it. Files on the root file system and on other tmpfs
    /// mounts of the container count.
    #[nix(example = Some(Size::lit("2G")))]
    pub memory_max: Option<Size>,

    /// Memory use above which the container is throttled.
    #[nix(example = Some(Size::lit("1536M")))]
    pub memory_high: Option<Size>,

    /// Maximum CPU time. `100%` is one CPU.
    #[nix(example = Some(CpuQuota::lit("150%")))]
    pub cpu_quota: Option<CpuQuota>,

    /// Share of CPU time relative to other units when CPUs are busy.
    #[nix(example = Some(Weight::lit(200)))]
    pub cpu_weight: Option<Weight>,

    /// Maximum number of processes and threads.
    #[nix(example = Some(TaskCount::lit(512)))]
    pub tasks_max: Option<TaskCount>,

    /// Share of disk I/O relative to other units when disks are busy.
    #[nix(example = Some(Weight::lit(50)))]
    pub io_weight: Option<Weight>,
}

/// Restrictions on the processes of a container.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Sandbox {
    /// System calls to allow in addition to those that systemd-nspawn allows. A `~` prefix forbids a
    /// call, which takes precedence.
    #[nix(example = vec![SystemCall::lit("@keyring"), SystemCall::lit("~@swap")])]
    pub system_call_filter: Vec<SystemCall>,

    /// Capabilities to remove from those that systemd-nspawn grants.
    #[nix(example = vec![Capability::lit("CAP_SYS_CHROOT")])]
    pub drop_capabilities: Vec<Capability>,

    /// Whether to disable set-user-ID programs and file capabilities.
    pub no_new_privileges: bool,

    /// Resource limits of each process, by name (setrlimit(2)).
    #[nix(example = rlimits_example(), placeholder = "limit")]
    pub rlimits: BTreeMap<ResourceLimitName, ResourceLimit>,

    /// Adjustment of the OOM score. When the host runs out of memory, the kernel kills processes with
    /// higher scores first.
    #[nix(example = Some(OomScoreAdjust::lit(500)))]
    pub oom_score_adjust: Option<OomScoreAdjust>,

    /// CPUs on which processes can run. Empty means all CPUs.
    #[nix(example = vec![CpuRange::lit("0-3")])]
    pub cpu_affinity: Vec<CpuRange>,
}

fn rlimits_example() -> BTreeMap<ResourceLimitName, ResourceLimit> {
    let limit = ResourceLimit::lit("4096");
    BTreeMap::from([(ResourceLimitName::lit("NOFILE"), limit)])
}
