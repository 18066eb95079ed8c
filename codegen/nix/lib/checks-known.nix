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
}
