# A laptop with partitions instead of bind mounts: /var, /home and /nix survive as a whole, and only
# what is left of the root is thrown away. That keeps /etc clean, and little else; in exchange there
# is next to nothing to declare.
{
  imports = [ ./machine.nix ];

  stateless.root = {
    enable = true;
    size = "1G";
  };

  # Logical volumes of one encrypted disk.
  boot.initrd.luks.devices.disk.device = "/dev/disk/by-partlabel/disk";
  fileSystems = {
    "/boot" = {
      device = "/dev/disk/by-label/ESP";
      fsType = "vfat";
    };
    "/home" = {
      device = "/dev/vg/home";
      fsType = "ext4";
    };
    "/nix" = {
      device = "/dev/vg/nix";
      fsType = "ext4";
    };
    # NixOS mounts /var in the initrd without being told, so a store on it is there early enough.
    "/var" = {
      device = "/dev/vg/var";
      fsType = "ext4";
    };
  };

  networking.networkmanager.enable = true;
  hardware.bluetooth.enable = true;
  services.openssh.enable = true;

  # A directory of a partition will do as a store; `requireMount` says that this is meant.
  #
  # Presets know which paths survive by themselves: /var/lib/bluetooth and the journal are on /var,
  # and get no mount. What they add is in /etc: the machine id, the connections of NetworkManager and
  # the host keys. An entry for a path on /var or /home would be found by the check `needless`.
  stateless.stores.main = {
    path = "/var/persist";
    requireMount = "subpath";
  };

  # Swap is a file on a partition. On the root it would be in RAM, and a check would say so.
  swapDevices = [ { device = "/var/swapfile"; } ];

  stateless.passwords = "userborn";
  users.users.alice = {
    isNormalUser = true;
    uid = 1000;
  };
}
