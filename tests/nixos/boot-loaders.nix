# Mirrors where boot loaders write to, as nixos/modules/system/boot/loader/{grub/grub.nix,
# systemd-boot/systemd-boot.nix,generations-dir/generations-dir.nix,generic-extlinux-compatible/default.nix}
# declare it.
{ lib, ... }:
let
  inherit (lib) mkOption types;
  unset = mkOption {
    type = types.nullOr types.str;
    default = null;
  };
in
{
  options.boot.loader = {
    grub = {
      efiSupport = mkOption {
        type = types.bool;
        default = false;
      };
      mirroredBoots = mkOption {
        type = types.listOf (
          types.submodule {
            options = {
              path = mkOption { type = types.str; };
              efiSysMountPoint = unset;
              efiBootloaderId = unset;
              devices = mkOption {
                type = types.listOf types.str;
                default = [ ];
              };
            };
          }
        );
        default = [ ];
      };
    };
    systemd-boot.xbootldrMountPoint = unset;
    generationsDir.enable = mkOption {
      type = types.bool;
      default = false;
    };
    generic-extlinux-compatible = {
      enable = mkOption {
        type = types.bool;
        default = false;
      };
      mirroredBoots = mkOption {
        type = types.listOf (types.submodule { options.path = mkOption { type = types.str; }; });
        default = [ { path = "/boot"; } ];
      };
    };
  };
}
