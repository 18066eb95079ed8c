# The base of the smaller examples: file systems that survive a reboot, a boot loader and a user.
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

  # Otherwise a password set with `passwd` would be lost at the next boot.
  users.mutableUsers = false;
  users.users.alice = {
    isNormalUser = true;
    extraGroups = [ "wheel" ];
    hashedPasswordFile = "/persist/passwords/alice";
  };
}
