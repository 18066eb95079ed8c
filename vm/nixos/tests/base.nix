# What the machines of these tests have in common: the modules, and a disk with a store that the initrd
# mounts.
{
  imports = [ ../../../generated-modules ];

  boot.loader.grub.enable = false;
  boot.initrd.systemd.enable = true;

  virtualisation.emptyDiskImages = [ 256 ];
  fileSystems."/persist" = {
    device = "/dev/vdb";
    fsType = "ext4";
    autoFormat = true;
    neededForBoot = true;
  };

  stateless.root = {
    enable = true;
    size = "96M";
  };
  stateless.stores.main = {
    path = "/persist";
    directories = [
      "/var/log"
      "/var/lib/nixos"
    ];
    files = [ "/etc/machine-id" ];
  };
}
