//! Facts that are not in the sources of NixOS: paths that other programs read, and why some paths
//! that are read early need no early mount.

/// The paths that a program reads and writes besides its arguments.
pub(super) struct Fact {
    /// A program, a unit of systemd, or a package with units.
    pub(super) of: &'static str,
    /// The paths that it reads or writes before local file systems are mounted.
    pub(super) paths: &'static [&'static str],
    /// The mounts that systemd waits for first.
    pub(super) awaited: &'static [&'static str],
    /// Where that was seen.
    pub(super) seen: &'static str,
}

const fn fact(
    of: &'static str,
    paths: &'static [&'static str],
    awaited: &'static [&'static str],
    seen: &'static str,
) -> Fact {
    Fact {
        of,
        paths,
        awaited,
        seen,
    }
}

/// Programs that early units of NixOS start. Those in [`PLAIN`] use only their arguments.
pub(super) const PROGRAMS: &[Fact] = &[
    fact(
        "bcachefs",
        &[],
        &[],
        "`unlock` reads a block device and asks for a password",
    ),
    fact(
        "clear-etc-opaque",
        &[],
        &[],
        "nixos-init, etc_overlay.rs: only its arguments",
    ),
    fact(
        "find-etc",
        &[],
        &[],
        "nixos-init, find_etc.rs: the Nix store",
    ),
    fact(
        "firewall-start",
        &[],
        &[],
        "firewall-iptables.nix: rules in the script",
    ),
    fact("haveged", &[], &[], "haveged.c: devices and the kernel"),
    fact("ifstatecli", &[], &[], "its configuration is an argument"),
    fact("initrd-init", &[], &[], "nixos-init, below"),
    fact(
        "mullvad-daemon",
        &["/etc/mullvad-vpn"],
        &[],
        "mullvad-daemon, early_boot_firewall.rs: `initialize_firewall` reads the settings",
    ),
    fact(
        "sshd",
        &[],
        &[],
        "runs in the initrd, which contains its keys",
    ),
    fact("systemd-networkd-wait-online", &[], &[], "asks networkd"),
    fact("systemd-repart", &["/etc/repart.d"], &[], "repart.d(5)"),
    fact(
        "userborn",
        &[],
        &[],
        "userborn, main.rs: the directory of its argument, and password files of its configuration",
    ),
];

/// Programs whose arguments name all that they read and write.
pub(super) const PLAIN: &[&str] = &[
    "auditctl",
    "chmod",
    "cryptsetup",
    "echo",
    "ln",
    "mkdir",
    "mount",
    "plymouth",
    "systemctl",
    "systemd-sysusers",
    "systemd-tmpfiles",
    "udevadm",
    "umount",
];

/// PID 1, and units of systemd that are not ordered after local file systems.
pub(super) const SYSTEMD: &[Fact] = &[
    fact(
        "PID 1",
        &["/etc/hostname", "/etc/machine-id"],
        &[],
        "hostname(5), machine-id(5): read once at the start of stage 2",
    ),
    fact(
        "PID 1 (clock)",
        &["/etc/adjtime", "/etc/localtime"],
        &[],
        "systemd, core/main.c, initialize_clock",
    ),
    fact(
        "PID 1 (credentials)",
        &[
            "/etc/credstore",
            "/etc/credstore.encrypted",
            "/var/lib/systemd/credential.secret",
        ],
        &[],
        "systemd.exec(5), LoadCredential=",
    ),
    fact(
        "generators",
        &["/etc/crypttab", "/etc/fstab"],
        &[],
        "systemd-cryptsetup-generator(8), systemd-fstab-generator(8)",
    ),
    fact(
        "systemd-backlight@.service",
        &[],
        &["/var/lib/systemd/backlight"],
        "StateDirectory=",
    ),
    fact(
        "systemd-importd.service",
        &[],
        &[
            "/var/lib/confexts",
            "/var/lib/extensions",
            "/var/lib/machines",
            "/var/lib/portables",
        ],
        "WantsMountsFor=",
    ),
    fact(
        "systemd-journal-flush.service",
        &[],
        &["/var/log/journal"],
        "RequiresMountsFor=",
    ),
    fact(
        "systemd-journald.service",
        &["/etc/systemd/journald.conf"],
        &[],
        "systemd-journald.service(8); /var/log/journal waits for systemd-journal-flush.service",
    ),
    fact(
        "systemd-modules-load.service",
        &["/etc/modules-load.d"],
        &[],
        "modules-load.d(5)",
    ),
    fact(
        "systemd-networkd-persistent-storage.service",
        &[],
        &["/var/lib/systemd/network"],
        "StateDirectory=",
    ),
    fact(
        "systemd-networkd.service",
        &["/etc/systemd/network"],
        &[],
        "systemd.network(5)",
    ),
    fact(
        "systemd-pcrlock@.service",
        &[],
        &["/var"],
        "After=var.mount",
    ),
    fact(
        "systemd-pstore.service",
        &[],
        &["/var/lib/systemd/pstore"],
        "StateDirectory=",
    ),
    fact(
        "systemd-random-seed.service",
        &[],
        &["/var/lib/systemd/random-seed"],
        "RequiresMountsFor=",
    ),
    fact(
        "systemd-rfkill.service",
        &[],
        &["/var/lib/systemd/rfkill"],
        "StateDirectory=",
    ),
    fact(
        "systemd-sysctl.service",
        &["/etc/sysctl.d"],
        &[],
        "sysctl.d(5)",
    ),
    fact(
        "systemd-sysusers.service",
        &["/etc/group", "/etc/gshadow", "/etc/passwd", "/etc/shadow"],
        &[],
        "systemd-sysusers(8)",
    ),
    fact(
        "systemd-timesyncd.service",
        &[],
        &["/var/lib/systemd/timesync"],
        "StateDirectory=",
    ),
    fact(
        "systemd-tmpfiles-setup-dev.service",
        &["/etc/tmpfiles.d"],
        &[],
        "tmpfiles.d(5)",
    ),
    fact(
        "systemd-tpm2-setup.service",
        &[],
        &["/var/lib/systemd/tpm2-srk-public-key.pem"],
        "RequiresMountsFor=",
    ),
    fact("systemd-udevd.service", &["/etc/udev"], &[], "udev(7)"),
    fact(
        "systemd-update-utmp.service",
        &[],
        &["/var/log/wtmp"],
        "RequiresMountsFor=",
    ),
    fact(
        "systemd-vconsole-setup.service",
        &["/etc/vconsole.conf"],
        &[],
        "vconsole.conf(5)",
    ),
];

/// Packages with units that are not ordered after local file systems.
pub(super) const PACKAGES: &[Fact] = &[
    fact(
        "lvm2",
        &[
            "/etc/lvm/devices",
            "/etc/lvm/devices/system.devices",
            "/etc/lvm/lvm.conf",
        ],
        &[],
        "lvm2-monitor.service, udev rules; lvmdevices(8)",
    ),
    fact(
        "mdadm",
        &["/etc/mdadm.conf"],
        &[],
        "mdmonitor.service; mdadm.conf(5)",
    ),
    fact(
        "plymouth",
        &["/etc/plymouth"],
        &[],
        "plymouth-start.service; it writes after local-fs.target",
    ),
];

/// Why a path that is read or written early need not be mounted in the initrd.
pub(super) const REASONS: &[(&str, &str)] = &[
    (
        "/.rw-etc",
        "the upper layer of `/etc`; entries in `/etc` are persisted instead",
    ),
    ("/bin", "created at each boot"),
    ("/etc-basedir", "a link in the initrd"),
    ("/etc-metadata-image", "a link in the initrd"),
    ("/etc/.clean", "created at each boot"),
    ("/etc/NIXOS", "created at each boot"),
    (
        "/etc/adjtime",
        "PID 1 only asks whether the clock is in local time, and NixOS declares the file where it is",
    ),
    (
        "/etc/credstore",
        "read when a unit with credentials starts, which is later",
    ),
    (
        "/etc/credstore.encrypted",
        "read when a unit with credentials starts, which is later",
    ),
    ("/etc/group", "check `shadow-file`"),
    ("/etc/gshadow", "check `shadow-file`"),
    (
        "/etc/localtime",
        "check `rename-file`: a link, which NixOS declares where `time.timeZone` is set",
    ),
    ("/etc/nixos", "created empty if it is missing"),
    ("/etc/passwd", "check `shadow-file`"),
    ("/etc/shadow", "check `shadow-file`"),
    (
        "/etc/resolv.conf",
        "read only in containers, where systemd-nspawn provides it",
    ),
    ("/etc/static", "created at each boot"),
    ("/etc/subgid", "check `shadow-file`"),
    ("/etc/subuid", "check `shadow-file`"),
    ("/pool", "a pattern in a script"),
    ("/root", "created empty if it is missing"),
    ("/state", "a pattern in a script"),
    ("/swap/file", "check `swap-or-hibernation-image`"),
    ("/usr", "created at each boot"),
    (
        "/var/lib/systemd/credential.secret",
        "read when a unit with credentials starts, which is later",
    ),
];
