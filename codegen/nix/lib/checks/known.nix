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

  # Links that their programs replace: whatever an entry puts there is lost or in their way.
  links = [
    "/etc/localtime"
  ];

  # Files that their programs replace by renaming; a link is replaced too.
  renamed = [
    "/etc/wpa_supplicant.conf"
    "/etc/wpa_supplicant/imperative.conf"
    "/var/lib/NetworkManager/NetworkManager.state"
    "/var/lib/NetworkManager/secret_key"
    "/var/lib/NetworkManager/seen-bssids"
    "/var/lib/NetworkManager/timestamps"
    "/var/lib/cups/classes.conf"
    "/var/lib/cups/printers.conf"
    "/var/lib/cups/subscriptions.conf"
    "/var/lib/logrotate.status"
  ];

  # The same in homes.
  renamedInHome = [
    ".Xauthority"
    ".claude.json"
    ".config/dconf/user"
    ".config/mimeapps.list"
    ".config/monitors.xml"
    ".config/rclone/rclone.conf"
    ".config/user-dirs.dirs"
    ".config/zsh/.zhistory"
    ".config/zsh/.zsh_history"
    ".histfile"
    ".lesshst"
    ".local/share/recently-used.xbel"
    ".local/share/zsh/history"
    ".local/share/zsh/zsh_history"
    ".local/state/lesshst"
    ".local/state/zsh/history"
    ".ssh/known_hosts"
    ".viminfo"
    ".zhistory"
    ".zsh_history"
  ];

  # The same in homes, of programs that look up first where a link leads.
  renamedBehindLinks = [
    ".config/QtProject.conf"
    ".config/akregatorrc"
    ".config/arkrc"
    ".config/baloofilerc"
    ".config/dolphinrc"
    ".config/git/config"
    ".config/gtk-3.0/bookmarks"
    ".config/gwenviewrc"
    ".config/htop/htoprc"
    ".config/kactivitymanagerdrc"
    ".config/katerc"
    ".config/kateschemarc"
    ".config/katevirc"
    ".config/kcminputrc"
    ".config/kded5rc"
    ".config/kded6rc"
    ".config/kdeglobals"
    ".config/kglobalshortcutsrc"
    ".config/kiorc"
    ".config/konsolerc"
    ".config/krunnerrc"
    ".config/kscreenlockerrc"
    ".config/ksmserverrc"
    ".config/ksplashrc"
    ".config/ktimezonedrc"
    ".config/kwalletrc"
    ".config/kwinrc"
    ".config/kwinrulesrc"
    ".config/kxkbrc"
    ".config/okularrc"
    ".config/plasma-localerc"
    ".config/plasma-org.kde.plasma.desktop-appletsrc"
    ".config/plasmanotifyrc"
    ".config/plasmarc"
    ".config/plasmashellrc"
    ".config/powerdevilrc"
    ".config/powermanagementprofilesrc"
    ".config/spectaclerc"
    ".config/systemsettingsrc"
    ".docker/config.json"
    ".gitconfig"
    ".local/share/fish/fish_history"
    ".local/share/krunnerstaterc"
    ".local/share/user-places.xbel"
    ".local/share/zoxide/db.zo"
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

  # Directories that NixOS, a service or a preset makes.
  directories = [
    "/etc/NetworkManager/system-connections"
    "/etc/nixos"
    "/etc/secureboot"
    "/etc/ssh"
    "/etc/wireguard"
    "/etc/wpa_supplicant"
    "/home"
    "/root"
    "/srv"
    "/var"
    "/var/cache"
    "/var/cache/private"
    "/var/lib"
    "/var/lib/AccountsService"
    "/var/lib/AdGuardHome"
    "/var/lib/NetworkManager"
    "/var/lib/acme"
    "/var/lib/bluetooth"
    "/var/lib/boltd"
    "/var/lib/caddy"
    "/var/lib/colord"
    "/var/lib/containers"
    "/var/lib/cups"
    "/var/lib/dhcpcd"
    "/var/lib/docker"
    "/var/lib/fail2ban"
    "/var/lib/flatpak"
    "/var/lib/forgejo"
    "/var/lib/fprint"
    "/var/lib/fwupd"
    "/var/lib/grafana"
    "/var/lib/hass"
    "/var/lib/headscale"
    "/var/lib/incus"
    "/var/lib/iwd"
    "/var/lib/jellyfin"
    "/var/lib/libvirt"
    "/var/lib/loki"
    "/var/lib/machines"
    "/var/lib/mealie"
    "/var/lib/mysql"
    "/var/lib/netbird"
    "/var/lib/nixos"
    "/var/lib/ntfy-sh"
    "/var/lib/ollama"
    "/var/lib/open-webui"
    "/var/lib/portables"
    "/var/lib/postgresql"
    "/var/lib/power-profiles-daemon"
    "/var/lib/private"
    "/var/lib/prometheus2"
    "/var/lib/prowlarr"
    "/var/lib/redis"
    "/var/lib/samba"
    "/var/lib/sbctl"
    "/var/lib/sops-nix"
    "/var/lib/syncthing"
    "/var/lib/systemd"
    "/var/lib/tailscale"
    "/var/lib/upower"
    "/var/lib/uptime-kuma"
    "/var/lib/zerotier-one"
    "/var/log"
    "/var/log/journal"
    "/var/log/nginx"
    "/var/log/private"
    "/var/spool/cups"
    "/var/src"
  ];

  # Files that NixOS or a service makes.
  files = [
    "/etc/adjtime"
    "/etc/hostid"
    "/etc/machine-id"
    "/etc/ssh/ssh_host_ed25519_key"
    "/etc/ssh/ssh_host_ed25519_key.pub"
    "/etc/ssh/ssh_host_rsa_key"
    "/etc/ssh/ssh_host_rsa_key.pub"
  ];

  # Directories in homes.
  directoriesInHome = [
    ".aws"
    ".cache"
    ".config"
    ".config/1Password"
    ".config/Bitwarden"
    ".config/gcloud"
    ".config/gh"
    ".config/keepassxc"
    ".config/rclone"
    ".config/sops"
    ".config/sops/age"
    ".docker"
    ".gnupg"
    ".kube"
    ".local"
    ".local/share"
    ".local/share/keyrings"
    ".local/share/kwalletd"
    ".local/state"
    ".mozilla"
    ".password-store"
    ".pki"
    ".ssh"
    ".thunderbird"
    "Desktop"
    "Documents"
    "Downloads"
    "Music"
    "Pictures"
    "Videos"
  ];

  # Files in homes.
  filesInHome = [
    ".bash_history"
    ".gitconfig"
    ".ssh/authorized_keys"
    ".ssh/config"
    ".ssh/id_ed25519"
    ".ssh/id_rsa"
    ".ssh/known_hosts"
    ".zsh_history"
  ];

  # Directories that NixOS makes from the configuration at each boot.
  made = [
    "/bin"
    "/etc"
    "/lib"
    "/lib64"
    "/sbin"
    "/usr"
    "/usr/bin"
  ];

  # Directories of many programs: too much to keep for one file.
  shared = [
    "/"
    "/etc"
    "/home"
    "/root"
    "/srv"
    "/usr"
    "/usr/local"
    "/var"
    "/var/cache"
    "/var/lib"
    "/var/log"
  ];

  # The same in homes.
  sharedInHome = [
    ".cache"
    ".config"
    ".local"
    ".local/share"
    ".local/state"
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
