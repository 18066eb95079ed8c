//! Integers within bounds.

use nixos_options::bounded;

bounded! {
    /// A percentage from 1 to 100.
    Percent(u8) { noun: "percentage", min: 1, max: 100 }
}

bounded! {
    /// A weight relative to siblings (systemd.resource-control(5), `CPUWeight=` and `IOWeight=`).
    /// The default is 100.
    Weight(u16) { noun: "weight", min: 1, max: 10_000 }
}

bounded! {
    /// A number of tasks, which are threads and processes. The maximum is that of the kernel.
    TaskCount(u32) { noun: "number of tasks", min: 1, max: 4_194_304 }
}

bounded! {
    /// An adjustment of the OOM score (proc(5), `oom_score_adj`). The kernel kills processes with a
    /// higher score first.
    OomScoreAdjust(i16) { noun: "OOM score adjustment", min: -1000, max: 1000 }
}

bounded! {
    /// The first user ID of a user namespace, which has 65536 IDs.
    UserIdBase(u32) { noun: "user ID", min: 65_536, max: 4_294_836_224 }
}

bounded! {
    /// A number of days.
    Days(u16) { noun: "number of days", min: 1, max: 36_500 }
}

bounded! {
    /// A number of consecutive failures.
    Retries(u8) { noun: "number of tries", min: 1, max: 20 }
}
