//! What systemd-nspawn and the unit of a container take.

use nixos_options::scalar;

/// Alternatives for 32 digits of which at least one is not zero, as machine-id(5) wants them: each is
/// a number of zeros, one other digit, and the rest.
macro_rules! not_all_zero {
    () => {
        not_all_zero!(
            1 30, 2 29, 3 28, 4 27, 5 26, 6 25, 7 24, 8 23, 9 22, 10 21, 11 20, 12 19, 13 18, 14 17, 15 16,
            16 15, 17 14, 18 13, 19 12, 20 11, 21 10, 22 9, 23 8, 24 7, 25 6, 26 5, 27 4, 28 3, 29 2, 30 1
        )
    };
    ($($zeros:literal $rest:literal),+) => {
        concat!(
            "[1-9a-f][0-9a-f]{31}",
            $( "|0{", $zeros, "}[1-9a-f][0-9a-f]{", $rest, "}", )+
            "|0{31}[1-9a-f]"
        )
    };
}

scalar! {
    /// A machine ID of a container: `derived`, `random`, or the ID itself, which is 32 lower-case
    /// hexadecimal digits that are not all zero (machine-id(5)).
    ContainerMachineId {
        noun: "machine ID, `derived` or `random`",
        pattern: concat!("derived|random|", not_all_zero!()),
        max_len: 32,
        example: "4f2a6c1b9d3e4875a0b1c2d3e4f50617",
        help: "Write `derived`, `random` or 32 lower-case hexadecimal digits that are not all zero.",
    }
}

scalar! {
    /// The name of a credential, which is a file name in the container (systemd-nspawn(1),
    /// `--load-credential=`): letters, digits, `_`, `-` and, except at the start, `.`.
    CredentialId {
        noun: "credential name",
        pattern: "[a-zA-Z0-9_-][a-zA-Z0-9_.-]*",
        max_len: 255,
        example: "tls-key",
    }
}

scalar! {
    /// The name of a network zone (systemd-nspawn(1), `--network-zone=`), up to 12 characters. It
    /// is part of the bridge name `vz-NAME`, which the kernel limits to 15 characters.
    ZoneName {
        noun: "network zone name",
        pattern: "[a-zA-Z0-9_-][a-zA-Z0-9_.-]*",
        max_len: 12,
        example: "web",
    }
}

scalar! {
    /// A capability of the kernel (capabilities(7)).
    Capability {
        noun: "capability name",
        pattern: "CAP_[A-Z0-9]+(_[A-Z0-9]+)*",
        max_len: 64,
        example: "CAP_SYS_CHROOT",
    }
}

scalar! {
    /// A system call, or a group of system calls that starts with `@` (systemd.exec(5),
    /// `SystemCallFilter=`). The prefix `~` forbids it; without the prefix it is allowed in
    /// addition to the defaults of systemd-nspawn.
    SystemCall {
        noun: "system call or group",
        pattern: "~?@?[a-z0-9_]+(-[a-z0-9_]+)*",
        max_len: 128,
        example: "~@keyring",
    }
}

scalar! {
    /// The name of a resource limit without `Limit` (systemd.exec(5), `LimitNOFILE=` and others).
    ResourceLimitName {
        noun: "resource limit name",
        pattern: "AS|CORE|CPU|DATA|FSIZE|LOCKS|MEMLOCK|MSGQUEUE|NICE|NOFILE|NPROC|RSS|RTPRIO|RTTIME|SIGPENDING|STACK",
        max_len: 16,
        example: "NOFILE",
    }
}

scalar! {
    /// A resource limit: a number with an optional suffix `K`, `M`, `G` or `T` (powers of 1024), or
    /// `infinity`. Separate different soft and hard limits with a colon. Only limits that count
    /// bytes take a suffix.
    ResourceLimit {
        noun: "resource limit such as 1024:4096",
        pattern: "(infinity|0|[1-9][0-9]{0,14}[KMGT]?)(:(infinity|0|[1-9][0-9]{0,14}[KMGT]?))?",
        max_len: 40,
        example: "1024:4096",
    }
}

/// A number below 8192.
macro_rules! cpu {
    () => {
        "([0-9]{1,3}|[1-7][0-9]{3}|80[0-9]{2}|81[0-8][0-9]|819[01])"
    };
}

scalar! {
    /// A CPU number or a range of CPU numbers. systemd supports 8192 CPUs (systemd.nspawn(5),
    /// `CPUAffinity=`).
    CpuRange {
        noun: "CPU number or range",
        pattern: concat!(cpu!(), "(-", cpu!(), ")?"),
        max_len: 9,
        example: "0-3",
    }
}

scalar! {
    /// CPU time as a percentage of one CPU: `150%` is one and a half CPUs.
    CpuQuota {
        noun: "CPU quota such as 150%",
        pattern: "[1-9][0-9]{0,5}%",
        max_len: 7,
        example: "150%",
    }
}

scalar! {
    /// A time span: a number of seconds (`s`), minutes (`min`) or hours (`h`).
    Interval {
        noun: "interval such as 30s",
        pattern: "[1-9][0-9]{0,4}(s|min|h)",
        max_len: 8,
        example: "30s",
    }
}
