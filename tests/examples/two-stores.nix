# Two stores on two disks: what needs a backup, and what programs can make again.
{
  imports = [ ./machine.nix ];

  stateless.root = {
    enable = true;
    size = "25%";
  };

  fileSystems = {
    "/boot" = {
      device = "/dev/disk/by-label/boot";
      fsType = "ext4";
    };
    "/nix" = {
      device = "/dev/disk/by-label/nix";
      fsType = "ext4";
    };
    # With `mountpoint=legacy`, as for every dataset that is mounted by fileSystems.
    "/data" = {
      device = "tank/data";
      fsType = "zfs";
      neededForBoot = true;
    };
    # Nothing of it is read in the initrd, so it may come later, or not at all.
    "/cache" = {
      device = "/dev/disk/by-label/cache";
      fsType = "ext4";
      options = [
        "noatime"
        "nofail"
      ];
    };
  };

  # ZFS imports a pool only on the machine that has it.
  networking.hostId = "8425e349";
  boot.zfs.forceImportRoot = false;

  hardware.bluetooth.enable = true;
  virtualisation.podman.enable = true;

  stateless = {
    # Where presets put their paths. With exactly one store of tier `data` that is what they would
    # choose; said here, it stays so when a third store is added.
    presetStore = "data";

    stores.data = {
      path = "/data";
      # Mount options for all of its paths.
      mountOptions = [
        "nodev"
        "nosuid"
      ];
      users.alice.directories = [
        ".config"
        ".ssh"
        "Documents"
      ];
      users.bob.directories = [
        ".ssh"
        "Music"
      ];
    };

    stores.cache = {
      path = "/cache";
      tier = "cache";
      directories."/var/cache" = { };
      users.alice.directories = {
        ".cache" = { };
        # Inside a directory of the other store, which is mounted first.
        ".config/Code/CachedData".reason = "Compiled extensions";
      };
      users.bob.directories = [ ".cache" ];
    };
  };

  users.mutableUsers = false;
  users.users = {
    alice = {
      isNormalUser = true;
      uid = 1000;
      extraGroups = [ "wheel" ];
      hashedPasswordFile = "/data/passwords/alice";
    };
    bob = {
      isNormalUser = true;
      uid = 1001;
      hashedPasswordFile = "/data/passwords/bob";
    };
  };
}
