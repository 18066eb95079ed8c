# A desktop for two users: the root is on tmpfs, and one btrfs file system keeps the persisted paths.
{ pkgs, ... }:
{
  imports = [ ./machine.nix ];

  # The root uses RAM, and a download of 20 GB would fill it. So it has a limit.
  stateless.root = {
    enable = true;
    size = "4G";
    # Builds are often larger. This directory is in the scratch store below.
    buildDir = "/persist/scratch/nix-build";
  };

  # One btrfs file system with a subvolume for each purpose. They share the space, and each can have
  # its own snapshots.
  fileSystems = {
    "/boot" = {
      device = "/dev/disk/by-label/ESP";
      fsType = "vfat";
      options = [ "umask=0077" ];
    };
    "/nix" = {
      device = "/dev/disk/by-label/main";
      fsType = "btrfs";
      options = [
        "subvol=nix"
        "compress=zstd"
        "noatime"
      ];
    };
    "/persist" = {
      device = "/dev/disk/by-label/main";
      fsType = "btrfs";
      options = [
        "subvol=persist"
        "compress=zstd"
      ];
      # The initrd mounts the machine ID and the journal from this store.
      neededForBoot = true;
    };
  };

  # Presets persist the state of these services, and also the machine ID and the journal. The store
  # below needs no entries for connections, paired devices, printers and applications.
  networking.networkmanager.enable = true;
  hardware.bluetooth.enable = true;
  services.printing.enable = true;
  services.flatpak.enable = true;
  services.fwupd.enable = true;

  # Flatpak needs a portal; a desktop environment brings its own.
  xdg.portal = {
    enable = true;
    extraPortals = [ pkgs.xdg-desktop-portal-gtk ];
    config.common.default = "gtk";
  };

  stateless.stores.main = {
    path = "/persist";

    # This program replaces its file by renaming another file over it, which fails on a mount. The
    # file is copied after each change instead.
    files."/etc/adjtime" = {
      how = "synced";
      mode = "0644";
    };

    # Relative to the homes. The user owns these paths, and .ssh and .gnupg get mode 0700.
    users.alice = {
      directories = [
        ".config/nvim"
        ".gnupg"
        ".local/share/keyrings"
        ".local/state"
        ".mozilla"
        ".ssh"
        ".var/app"
        "Documents"
        "Downloads"
        "Pictures"
        "src"
      ];
      # fish also replaces its file by renaming.
      files.".local/share/fish/fish_history".how = "synced";
    };
    users.bob.directories = {
      ".config/chromium".mode = "0700";
      ".gnupg" = { };
      ".ssh" = { };
      "Documents" = { };
      # No device files and no setuid programs.
      "Games".mountOptions = [
        "nodev"
        "nosuid"
      ];
    };
  };

  # For data that is too large for RAM and need not survive. This directory is on the same file
  # system, and its entries are emptied at each boot.
  stateless.stores.scratch = {
    path = "/persist/scratch";
    requireMount = "subpath";
    tier = "scratch";
    directories = [ "/var/tmp" ];
  };

  # Passwords set with `passwd` survive: each change of the accounts is copied to the store.
  stateless.passwords = "userborn";
  users.users = {
    alice = {
      isNormalUser = true;
      uid = 1000;
    };
    bob = {
      isNormalUser = true;
      uid = 1001;
    };
  };
}
