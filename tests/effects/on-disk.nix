# A host with a root on a btrfs subvolume.
{
  imports = [ ../checks/host.nix ];

  fileSystems."/" = {
    device = "/dev/disk/by-label/system";
    fsType = "btrfs";
    options = [ "subvol=root" ];
  };

  # The same in every fixture, although it has no effect on such a root.
  stateless.root.size = "1G";
  stateless.checks.root-size-ignored = "warn";

  stateless.root.kind = "btrfs";
  stateless.stores.main.path = "/persist";
}
