# A laptop with partitions instead of bind mounts: /var, /home and /nix survive as a whole, and the
# rest of the root is empty at each boot. Only /etc stays clean, but almost nothing needs an entry.
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
    # NixOS always mounts /var in the initrd, so a store on it is mounted early enough.
    "/var" = {
      device = "/dev/vg/var";
      fsType = "ext4";
    };
  };

  networking.networkmanager.enable = true;
  hardware.bluetooth.enable = true;
  services.openssh.enable = true;

  # The store is a directory of a partition, which `requireMount` allows.
  #
  # Presets add no entry for paths that survive, such as /var/lib/bluetooth and the journal on /var.
  # They persist paths in /etc: the machine ID, the connections of NetworkManager and the host keys.
  # The check `needless` reports entries for paths on /var or /home.
  stateless.stores.main = {
    path = "/var/persist";
    requireMount = "subpath";
  };

  # The swap file is on a partition. A check refuses a swap file on the root, which is in RAM.
  swapDevices = [ { device = "/var/swapfile"; } ];

  stateless.passwords = "userborn";
  users.users.alice = {
    isNormalUser = true;
    uid = 1000;
  };
}
