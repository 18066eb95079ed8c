//! Paths that checks know by name. The module has the same lists (`codegen/nix/lib/checks/known.nix`)
//! and a test compares them.

use super::renamed;

/// File systems that the kernel and systemd make.
pub const API_FS: &[&str] = &["/dev", "/proc", "/run", "/sys"];

/// What firmware and boot loader read.
pub const BOOT: &[&str] = &["/boot", "/efi"];

/// Paths that are meant to be temporary.
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

/// Links that their programs replace: whatever an entry puts there is lost or in their way.
pub const LINKS: &[&str] = &["/etc/localtime"];

/// Files that their programs replace by renaming; a link is replaced too.
pub const RENAMED: &[&str] = &renamed::paths(renamed::SYSTEM);

/// The same in homes.
pub const RENAMED_IN_HOME: &[&str] = &renamed::paths(renamed::IN_HOME);

/// The same in homes, of programs that look up first where a link leads.
pub const RENAMED_BEHIND_LINKS: &[&str] = &renamed::paths(renamed::IN_HOME_BEHIND_LINKS);

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

/// Directories that NixOS, a service or a preset makes.
pub const DIRECTORIES: &[&str] = &[
    "/etc/NetworkManager/system-connections",
    "/etc/nixos",
    "/etc/secureboot",
    "/etc/ssh",
    "/etc/wireguard",
    "/etc/wpa_supplicant",
    "/home",
    "/root",
    "/srv",
    "/var",
    "/var/cache",
    "/var/cache/private",
    "/var/lib",
    "/var/lib/AccountsService",
    "/var/lib/AdGuardHome",
    "/var/lib/NetworkManager",
    "/var/lib/acme",
    "/var/lib/bluetooth",
    "/var/lib/boltd",
    "/var/lib/caddy",
    "/var/lib/colord",
    "/var/lib/containers",
    "/var/lib/cups",
    "/var/lib/dhcpcd",
    "/var/lib/docker",
    "/var/lib/fail2ban",
    "/var/lib/flatpak",
    "/var/lib/forgejo",
    "/var/lib/fprint",
    "/var/lib/fwupd",
    "/var/lib/grafana",
    "/var/lib/hass",
    "/var/lib/headscale",
    "/var/lib/incus",
    "/var/lib/iwd",
    "/var/lib/jellyfin",
    "/var/lib/libvirt",
    "/var/lib/loki",
    "/var/lib/machines",
    "/var/lib/mealie",
    "/var/lib/mysql",
    "/var/lib/netbird",
    "/var/lib/nixos",
    "/var/lib/ntfy-sh",
    "/var/lib/ollama",
    "/var/lib/open-webui",
    "/var/lib/portables",
    "/var/lib/postgresql",
    "/var/lib/power-profiles-daemon",
    "/var/lib/private",
    "/var/lib/prometheus2",
    "/var/lib/prowlarr",
    "/var/lib/redis",
    "/var/lib/samba",
    "/var/lib/sbctl",
    "/var/lib/sops-nix",
    "/var/lib/syncthing",
    "/var/lib/systemd",
    "/var/lib/tailscale",
    "/var/lib/upower",
    "/var/lib/uptime-kuma",
    "/var/lib/zerotier-one",
    "/var/log",
    "/var/log/journal",
    "/var/log/nginx",
    "/var/log/private",
    "/var/spool/cups",
    "/var/src",
];

/// Files that NixOS or a service makes.
pub const FILES: &[&str] = &[
    "/etc/adjtime",
    "/etc/hostid",
    "/etc/machine-id",
    "/etc/ssh/ssh_host_ed25519_key",
    "/etc/ssh/ssh_host_ed25519_key.pub",
    "/etc/ssh/ssh_host_rsa_key",
    "/etc/ssh/ssh_host_rsa_key.pub",
];

/// Directories in homes.
pub const DIRECTORIES_IN_HOME: &[&str] = &[
    ".aws",
    ".cache",
    ".config",
    ".config/1Password",
    ".config/Bitwarden",
    ".config/gcloud",
    ".config/gh",
    ".config/keepassxc",
    ".config/rclone",
    ".config/sops",
    ".config/sops/age",
    ".docker",
    ".gnupg",
    ".kube",
    ".local",
    ".local/share",
    ".local/share/keyrings",
    ".local/share/kwalletd",
    ".local/state",
    ".mozilla",
    ".password-store",
    ".pki",
    ".ssh",
    ".thunderbird",
    "Desktop",
    "Documents",
    "Downloads",
    "Music",
    "Pictures",
    "Videos",
];

/// Files in homes.
pub const FILES_IN_HOME: &[&str] = &[
    ".bash_history",
    ".gitconfig",
    ".ssh/authorized_keys",
    ".ssh/config",
    ".ssh/id_ed25519",
    ".ssh/id_rsa",
    ".ssh/known_hosts",
    ".zsh_history",
];

/// Directories that NixOS makes from the configuration at each boot.
pub const MADE: &[&str] = &[
    "/bin", "/etc", "/lib", "/lib64", "/sbin", "/usr", "/usr/bin",
];

/// Directories of many programs: too much to keep for one file.
pub const SHARED: &[&str] = &[
    "/",
    "/etc",
    "/home",
    "/root",
    "/srv",
    "/usr",
    "/usr/local",
    "/var",
    "/var/cache",
    "/var/lib",
    "/var/log",
];

/// The same in homes.
pub const SHARED_IN_HOME: &[&str] = &[
    ".cache",
    ".config",
    ".local",
    ".local/share",
    ".local/state",
];

/// Every list by its name in the module.
pub const LISTS: &[(&str, &[&str])] = &[
    ("apiFs", API_FS),
    ("boot", BOOT),
    ("byteLimits", BYTE_LIMITS),
    ("capabilities", CAPABILITIES),
    ("directories", DIRECTORIES),
    ("directoriesInHome", DIRECTORIES_IN_HOME),
    ("files", FILES),
    ("filesInHome", FILES_IN_HOME),
    ("links", LINKS),
    ("made", MADE),
    ("renamed", RENAMED),
    ("renamedBehindLinks", RENAMED_BEHIND_LINKS),
    ("renamedInHome", RENAMED_IN_HOME),
    ("samples", SAMPLES),
    ("samplesInHome", SAMPLES_IN_HOME),
    ("shadow", SHADOW),
    ("shared", SHARED),
    ("sharedInHome", SHARED_IN_HOME),
    ("temporary", TEMPORARY),
];
