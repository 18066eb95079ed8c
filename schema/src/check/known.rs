//! Paths that checks know by name. The module has the same lists (`codegen/nix/lib/checks-known.nix`)
//! and a test compares them.

/// File systems that the kernel and systemd make.
pub const API_FS: &[&str] = &["/dev", "/proc", "/run", "/sys"];

/// What firmware and boot loader read.
pub const BOOT: &[&str] = &["/boot", "/efi"];

/// What is meant to be lost.
pub const TEMPORARY: &[&str] = &["/tmp", "/var/tmp"];

/// Users and groups; `passwd` and the activation of NixOS replace them by renaming.
pub const SHADOW: &[&str] = &[
    "/etc/group",
    "/etc/gshadow",
    "/etc/passwd",
    "/etc/shadow",
    "/etc/subgid",
    "/etc/subuid",
];

/// Files that their programs replace by renaming.
pub const RENAMED: &[&str] = &[
    "/root/.ssh/known_hosts",
    "/var/lib/NetworkManager/secret_key",
    "/var/lib/NetworkManager/seen-bssids",
    "/var/lib/NetworkManager/timestamps",
    "/var/lib/logrotate.status",
];

/// The same in homes.
pub const RENAMED_IN_HOME: &[&str] = &[
    ".claude.json",
    ".config/dconf/user",
    ".config/dolphinrc",
    ".config/gh/hosts.yml",
    ".config/kdeglobals",
    ".config/kglobalshortcutsrc",
    ".config/konsolerc",
    ".config/kwalletrc",
    ".config/kwinoutputconfig.json",
    ".config/kwinrc",
    ".config/mimeapps.list",
    ".config/monitors.xml",
    ".config/plasma-org.kde.plasma.desktop-appletsrc",
    ".config/plasmarc",
    ".gitconfig",
    ".local/share/fish/fish_history",
    ".ssh/known_hosts",
    ".zsh_history",
];

/// What other projects use in their examples.
pub const SAMPLES: &[&str] = &["/etc/nix/id_rsa", "/var/keys/secret_file"];

/// The same in homes.
pub const SAMPLES_IN_HOME: &[&str] = &[".nixops", ".screenrc"];

/// Capabilities of Linux (capabilities(7)), which have not changed since 5.9.
pub const CAPABILITIES: &[&str] = &[
    "CAP_AUDIT_CONTROL",
    "CAP_AUDIT_READ",
    "CAP_AUDIT_WRITE",
    "CAP_BLOCK_SUSPEND",
    "CAP_BPF",
    "CAP_CHECKPOINT_RESTORE",
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_DAC_READ_SEARCH",
    "CAP_FOWNER",
    "CAP_FSETID",
    "CAP_IPC_LOCK",
    "CAP_IPC_OWNER",
    "CAP_KILL",
    "CAP_LEASE",
    "CAP_LINUX_IMMUTABLE",
    "CAP_MAC_ADMIN",
    "CAP_MAC_OVERRIDE",
    "CAP_MKNOD",
    "CAP_NET_ADMIN",
    "CAP_NET_BIND_SERVICE",
    "CAP_NET_BROADCAST",
    "CAP_NET_RAW",
    "CAP_PERFMON",
    "CAP_SETFCAP",
    "CAP_SETGID",
    "CAP_SETPCAP",
    "CAP_SETUID",
    "CAP_SYSLOG",
    "CAP_SYS_ADMIN",
    "CAP_SYS_BOOT",
    "CAP_SYS_CHROOT",
    "CAP_SYS_MODULE",
    "CAP_SYS_NICE",
    "CAP_SYS_PACCT",
    "CAP_SYS_PTRACE",
    "CAP_SYS_RAWIO",
    "CAP_SYS_RESOURCE",
    "CAP_SYS_TIME",
    "CAP_SYS_TTY_CONFIG",
    "CAP_WAKE_ALARM",
];

/// Resource limits that are numbers of bytes (setrlimit(2)), and can have a unit (systemd.exec(5)).
pub const BYTE_LIMITS: &[&str] = &[
    "AS", "CORE", "DATA", "FSIZE", "MEMLOCK", "MSGQUEUE", "RSS", "STACK",
];

/// Every list by its name in the module.
pub const LISTS: &[(&str, &[&str])] = &[
    ("apiFs", API_FS),
    ("boot", BOOT),
    ("byteLimits", BYTE_LIMITS),
    ("capabilities", CAPABILITIES),
    ("renamed", RENAMED),
    ("renamedInHome", RENAMED_IN_HOME),
    ("samples", SAMPLES),
    ("samplesInHome", SAMPLES_IN_HOME),
    ("shadow", SHADOW),
    ("temporary", TEMPORARY),
];
