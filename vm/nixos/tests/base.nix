# What the machines of these tests have in common: the modules, and a disk with a store that the initrd
# mounts.
{
  imports = [ ../../../generated-modules ];

  boot.loader.grub.enable = false;
  boot.initrd.systemd.enable = true;

  virtualisation = {
    emptyDiskImages = [ 256 ];
    useDefaultFilesystems = false;
    fileSystems = {
      # Only for the VM profile of NixOS, which overrides what the modules say of `/`.
      "/" = {
        device = "tmpfs";
        fsType = "tmpfs";
        options = [
          "mode=0755"
          "size=96M"
        ];
      };
      "/persist" = {
        device = "/dev/vdb";
        fsType = "ext4";
        autoFormat = true;
        neededForBoot = true;
      };
    };
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
