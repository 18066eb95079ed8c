# Paths that need special care, and walks over paths. Paths are strings: absolute, without `.`, `..`
# or empty parts and without a slash at the end, as the option types demand.
{ lib }:
let
  inherit (builtins) dirOf genericClosure substring;
  inherit (lib)
    filter
    genAttrs
    hasPrefix
    hasSuffix
    listToAttrs
    ;

  set = paths: genAttrs paths (_: true);
in
rec {
  # What is read before local file systems are mounted, on every host. PID 1 reads its id and the name
  # of the host once, generators the list of encrypted disks, LVM that of its devices; activation reads
  # the uid map and the host keys that secrets are encrypted to, userborn its state and the accounts,
  # and the journal starts early. docs/early-readers.md has every reader of NixOS.
  neededInInitrd = set [
    "/etc/crypttab"
    "/etc/group"
    "/etc/hostname"
    "/etc/lvm/devices"
    "/etc/machine-id"
    "/etc/passwd"
    "/etc/shadow"
    "/etc/ssh"
    "/var/lib/nixos"
    "/var/lib/sops-nix"
    "/var/lib/userborn"
    "/var/log"
  ];

  # Of these, everything in them is read. An entry may be for a single file there.
  readWholeInInitrd = set [
    "/etc/lvm/devices"
    "/var/lib/nixos"
    "/var/lib/nixos/etc"
    "/var/lib/sops-nix"
    "/var/lib/userborn"
  ];

  # Asked of every path: a comparison, because `hasPrefix` calls three functions for each.
  isHostKey = path: substring 0 18 path == "/etc/ssh/ssh_host_";

  # Every path with everything above it, as an attribute set; `/` is left out. Each path is visited
  # once however many share it.
  withAncestors =
    paths:
    listToAttrs (
      map
        (item: {
          name = item.key;
          value = true;
        })
        (genericClosure {
          startSet = map (path: { key = path; }) (filter (path: path != "/") paths);
          operator =
            item:
            let
              parent = dirOf item.key;
            in
            if parent == "/" then [ ] else [ { key = parent; } ];
        })
    );

  # The value of the nearest path above one that is in `claimed`, not above `top`; or null.
  nearestAbove =
    claimed: top:
    let
      above =
        path:
        let
          parent = dirOf path;
        in
        if path == top || parent == "/" then null else claimed.${parent} or (above parent);
    in
    above;

  # Modes of directories that must not be 0755, absolute. Programs refuse some of them when they
  # are wider (sshd, gpg, systemd for private), the others hold secrets.
  systemModes = {
    "/etc/NetworkManager/system-connections" = "0700";
    "/etc/secureboot" = "0700";
    "/etc/wireguard" = "0700";
    "/root" = "0700";
    "/tmp" = "1777";
    "/var/cache/private" = "0700";
    "/var/lib/bluetooth" = "0700";
    "/var/lib/fprint" = "0700";
    "/var/lib/iwd" = "0700";
    "/var/lib/machines" = "0700";
    "/var/lib/netbird" = "0700";
    "/var/lib/portables" = "0700";
    "/var/lib/private" = "0700";
    "/var/lib/sbctl" = "0700";
    "/var/lib/sops-nix" = "0700";
    "/var/lib/tailscale" = "0700";
    "/var/lib/zerotier-one" = "0700";
    "/var/log/private" = "0700";
    "/var/tmp" = "1777";
  };

  # The same below a home, root's too.
  homeModes = {
    ".aws" = "0700";
    ".config/1Password" = "0700";
    ".config/Bitwarden" = "0700";
    ".config/gcloud" = "0700";
    ".config/gh" = "0700";
    ".config/keepassxc" = "0700";
    ".config/rclone" = "0700";
    ".config/sops" = "0700";
    ".config/sops/age" = "0700";
    ".docker" = "0700";
    ".gnupg" = "0700";
    ".kube" = "0700";
    ".local/share/keyrings" = "0700";
    ".local/share/kwalletd" = "0700";
    ".mozilla" = "0700";
    ".password-store" = "0700";
    ".pki" = "0700";
    ".ssh" = "0700";
    ".thunderbird" = "0700";
  };

  # Modes of files that are not 0600. The id is public and programs of every user read it.
  fileModes."/etc/machine-id" = "0444";

  # A public half is no secret, and tools of every user read it.
  fileMode =
    path: fileModes.${path} or (if isHostKey path && hasSuffix ".pub" path then "0644" else "0600");

  # `.ssh` of root is named with its whole path.
  systemMode =
    path:
    systemModes.${path}
      or (if hasPrefix "/root/" path then homeMode (lib.removePrefix "/root/" path) else "0755");

  homeMode = path: homeModes.${path} or "0755";
}
