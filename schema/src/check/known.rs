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

/// Every list by its name in the module.
pub const LISTS: &[(&str, &[&str])] = &[
    ("apiFs", API_FS),
    ("boot", BOOT),
    ("renamed", RENAMED),
    ("renamedInHome", RENAMED_IN_HOME),
    ("samples", SAMPLES),
    ("samplesInHome", SAMPLES_IN_HOME),
    ("shadow", SHADOW),
    ("temporary", TEMPORARY),
];
