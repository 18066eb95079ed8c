# The host of the minimal example: what a configuration with a root on tmpfs has anyway.
let
  disk = label: fsType: {
    device = "/dev/disk/by-label/${label}";
    inherit fsType;
  };
in
{
  fileSystems = {
    "/boot" = disk "boot" "vfat";
    "/nix" = disk "nix" "ext4";
    "/persist" = disk "persist" "ext4" // {
      neededForBoot = true;
    };
  };

  users.users.alice.isNormalUser = true;
}
