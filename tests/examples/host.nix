# The machine below the smaller examples: what outlives a reboot, a boot loader and a user.
let
  disk = label: fsType: {
    device = "/dev/disk/by-label/${label}";
    inherit fsType;
  };
in
{
  imports = [ ./machine.nix ];

  stateless.root.enable = true;
  fileSystems = {
    "/boot" = disk "boot" "vfat";
    "/nix" = disk "nix" "ext4";
    "/persist" = disk "persist" "ext4" // {
      neededForBoot = true;
    };
  };

  # A password that `passwd` sets would be lost with the root.
  users.mutableUsers = false;
  users.users.alice = {
    isNormalUser = true;
    extraGroups = [ "wheel" ];
    hashedPasswordFile = "/persist/passwords/alice";
  };
}
