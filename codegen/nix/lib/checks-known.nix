# Paths that checks know by name. The schema has the same lists (`schema/src/check/known.rs`) and a
# test compares them.
{
  # File systems that the kernel and systemd make.
  apiFs = [
    "/dev"
    "/proc"
    "/run"
    "/sys"
  ];

  # What firmware and boot loader read.
  boot = [
    "/boot"
    "/efi"
  ];

  # What is meant to be lost.
  temporary = [
    "/tmp"
    "/var/tmp"
  ];

  # Users and groups; `passwd` and the activation of NixOS replace them by renaming.
  shadow = [
    "/etc/group"
    "/etc/gshadow"
    "/etc/passwd"
    "/etc/shadow"
    "/etc/subgid"
    "/etc/subuid"
  ];

  # Files that their programs replace by renaming.
  renamed = [
    "/root/.ssh/known_hosts"
    "/var/lib/NetworkManager/secret_key"
    "/var/lib/NetworkManager/seen-bssids"
    "/var/lib/NetworkManager/timestamps"
    "/var/lib/logrotate.status"
  ];

  # The same in homes.
  renamedInHome = [
    ".claude.json"
    ".config/dconf/user"
    ".config/dolphinrc"
    ".config/gh/hosts.yml"
    ".config/kdeglobals"
    ".config/kglobalshortcutsrc"
    ".config/konsolerc"
    ".config/kwalletrc"
    ".config/kwinoutputconfig.json"
    ".config/kwinrc"
    ".config/mimeapps.list"
    ".config/monitors.xml"
    ".config/plasma-org.kde.plasma.desktop-appletsrc"
    ".config/plasmarc"
    ".gitconfig"
    ".local/share/fish/fish_history"
    ".ssh/known_hosts"
    ".zsh_history"
  ];

  # What other projects use in their examples.
  samples = [
    "/etc/nix/id_rsa"
    "/var/keys/secret_file"
  ];

  # The same in homes.
  samplesInHome = [
    ".nixops"
    ".screenrc"
  ];

  # Resource limits that are numbers of bytes (setrlimit(2)).
  byteLimits = [
    "AS"
    "CORE"
    "DATA"
    "FSIZE"
    "MEMLOCK"
    "MSGQUEUE"
    "RSS"
    "STACK"
  ];

  # Capabilities of Linux (capabilities(7)).
  capabilities = [
    "CAP_AUDIT_CONTROL"
    "CAP_AUDIT_READ"
    "CAP_AUDIT_WRITE"
    "CAP_BLOCK_SUSPEND"
    "CAP_BPF"
    "CAP_CHECKPOINT_RESTORE"
    "CAP_CHOWN"
    "CAP_DAC_OVERRIDE"
    "CAP_DAC_READ_SEARCH"
    "CAP_FOWNER"
    "CAP_FSETID"
    "CAP_IPC_LOCK"
    "CAP_IPC_OWNER"
    "CAP_KILL"
    "CAP_LEASE"
    "CAP_LINUX_IMMUTABLE"
    "CAP_MAC_ADMIN"
    "CAP_MAC_OVERRIDE"
    "CAP_MKNOD"
    "CAP_NET_ADMIN"
    "CAP_NET_BIND_SERVICE"
    "CAP_NET_BROADCAST"
    "CAP_NET_RAW"
    "CAP_PERFMON"
    "CAP_SETFCAP"
    "CAP_SETGID"
    "CAP_SETPCAP"
    "CAP_SETUID"
    "CAP_SYSLOG"
    "CAP_SYS_ADMIN"
    "CAP_SYS_BOOT"
    "CAP_SYS_CHROOT"
    "CAP_SYS_MODULE"
    "CAP_SYS_NICE"
    "CAP_SYS_PACCT"
    "CAP_SYS_PTRACE"
    "CAP_SYS_RAWIO"
    "CAP_SYS_RESOURCE"
    "CAP_SYS_TIME"
    "CAP_SYS_TTY_CONFIG"
    "CAP_WAKE_ALARM"
  ];
}
