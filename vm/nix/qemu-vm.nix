# Mirrors nixos/modules/virtualisation/qemu-vm.nix: the options that tests set, and the file systems of
# a virtual machine. Two differences, because the guest is not NixOS: `/usr` is that of Debian, and
# the root that the modules make is used as it is, where the original overrides every file system.
{
  config,
  lib,
  options,
  ...
}:
let
  inherit (lib)
    mkOption
    types
    ;
  cfg = config.virtualisation;
  int =
    default:
    mkOption {
      type = types.ints.positive;
      inherit default;
    };
in
{
  options = {
    # nixos/modules/tasks/filesystems.nix
    fileSystems = mkOption {
      type = types.attrsOf (
        types.submodule {
          options.autoFormat = mkOption {
            type = types.bool;
            default = false;
          };
        }
      );
    };

    virtualisation = {
      memorySize = int 512;
      cores = int 2;
      emptyDiskImages = mkOption {
        type = types.listOf types.ints.positive;
        default = [ ];
      };
      useDefaultFilesystems = mkOption {
        type = types.bool;
        default = true;
      };
      fileSystems = mkOption {
        inherit (options.fileSystems) type;
        default = { };
      };
    };
  };

  config.fileSystems =
    removeAttrs cfg.fileSystems (lib.optional config.stateless.root.enable "/")
    // {
      "/usr" = {
        device = "/dev/vda";
        fsType = "ext4";
        options = [ "ro" ];
      };
      "/nix/store" = {
        device = "/dev/disk/by-id/virtio-store";
        fsType = "ext4";
        options = [ "ro" ];
      };
    };
}
