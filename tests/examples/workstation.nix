# A desktop for two people: the root is thrown away, one btrfs file system keeps what matters.
{ pkgs, ... }:
{
  imports = [ ./machine.nix ];

  # The root lives in RAM. A browser that downloads an image of 20 GB fills it, so it has a limit.
  stateless.root = {
    enable = true;
    size = "4G";
    # Builds are often larger than that. This is a directory of the store for scratch files below.
    buildDir = "/persist/scratch/nix-build";
  };

  # One btrfs with a subvolume for each purpose: they share the space, and can have snapshots of
  # their own.
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
      # The machine id and the journal are mounted from it in the initrd.
      neededForBoot = true;
    };
  };

  # What these keep is known: the presets add it to the store. So nothing is said below of
  # connections, paired devices, printers, applications, or of the machine id and the journal.
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

    # This program replaces its file by renaming another one over it, which a mounted file does not
    # allow. The file is copied instead, after each change.
    files."/etc/adjtime" = {
      how = "synced";
      mode = "0644";
    };

    # Paths below the homes. Owner, and the mode 0700 of .ssh and .gnupg, are known.
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
      # fish replaces its history, as the one above does.
      files.".local/share/fish/fish_history".how = "synced";
    };
    users.bob.directories = {
      ".config/chromium".mode = "0700";
      ".gnupg" = { };
      ".ssh" = { };
      "Documents" = { };
      # Games are not to be executed by others, and are no devices.
      "Games".mountOptions = [
        "nodev"
        "nosuid"
      ];
    };
  };

  # What is too large for RAM and need not outlive a boot. It is a directory on the same file system,
  # emptied at each boot.
  stateless.stores.scratch = {
    path = "/persist/scratch";
    requireMount = "subpath";
    tier = "scratch";
    directories = [ "/var/tmp" ];
  };

  # Passwords that are changed by hand stay: the accounts are copied to the store at each change.
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
