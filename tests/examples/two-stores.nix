# Two stores on two disks: data that needs a backup, and caches that programs can create again.
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
    # Set `mountpoint=legacy`, as for every dataset that `fileSystems` mounts.
    "/data" = {
      device = "tank/data";
      fsType = "zfs";
      neededForBoot = true;
    };
    # The initrd reads nothing from it, so it can be mounted later, or be missing.
    "/cache" = {
      device = "/dev/disk/by-label/cache";
      fsType = "ext4";
      options = [
        "noatime"
        "nofail"
      ];
    };
  };

  # ZFS needs this to import a pool.
  networking.hostId = "8425e349";
  boot.zfs.forceImportRoot = false;

  hardware.bluetooth.enable = true;
  virtualisation.podman.enable = true;

  stateless = {
    # The store for presets. With only one store of tier `data` this is the default; setting it
    # prevents a change when you add a third store.
    presetStore = "data";

    stores.data = {
      path = "/data";
      # Mount options for all paths of the store.
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
        # Inside a directory of the other store, which is mounted before it.
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
