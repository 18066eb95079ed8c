# The hardware of a machine, and the options of NixOS' VM profile that tests set. The profile itself
# (nixos/modules/virtualisation/qemu-vm.nix) overrides every file system; here the file systems of a test
# are definitions among others, so that `/` is what the modules under test and NixOS make of it.
{
  config,
  lib,
  options,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.virtualisation;
  int =
    default:
    mkOption {
      type = types.ints.positive;
      inherit default;
    };
in
{
  options.virtualisation = {
    memorySize = int 1024;
    cores = int 2;
    emptyDiskImages = mkOption {
      type = types.listOf types.ints.positive;
      default = [ ];
      description = "Sizes of further disks in MiB: /dev/vdb and on.";
    };
    useDefaultFilesystems = mkOption {
      type = types.bool;
      default = true;
      description = "Whether the profile would add file systems; it adds none here.";
    };
    fileSystems = mkOption {
      inherit (options.fileSystems) type;
      default = { };
      description = "File systems of the machine, beside those of the rig.";
    };
  };

  config = {
    fileSystems =
      # Tests repeat here what the modules say of `/`, because the profile would override it.
      removeAttrs cfg.fileSystems (lib.optional (config.stateless.root.enable or false) "/") // {
        "/usr" = {
          device = "/dev/disk/by-id/virtio-usr";
          fsType = "ext4";
          options = [ "ro" ];
          neededForBoot = true;
          noCheck = true;
        };
        "/nix/store" = {
          device = "/dev/disk/by-id/virtio-store";
          fsType = "ext4";
          options = [ "ro" ];
          neededForBoot = true;
          noCheck = true;
        };
      };

    # The kernel of Debian's cloud has no drivers of real hardware.
    boot.initrd.includeDefaultModules = false;
    boot.initrd.availableKernelModules = [
      "virtio_pci"
      "virtio_blk"
      "virtio_console"
      "virtio_rng"
      "virtio_net"
    ];
    boot.kernelModules = [ "virtio_console" ];
  };
}
