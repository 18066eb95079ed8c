# Mirrors what nixos/modules/system/boot/tmp.nix, nixos/modules/system/boot/stage-1.nix
# (`resumeDevice`), nixos/modules/system/boot/kernel.nix, nixos/modules/system/boot/loader/efi.nix, and the `enable` of
# nixos/modules/system/boot/loader/{grub/grub.nix,systemd-boot/systemd-boot.nix} declare.
{ config, lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
in
{
  options.boot = {
    # nixos/modules/system/boot/initrd-ssh.nix
    initrd.network.ssh = {
      enable = mkOption {
        type = types.bool;
        default = false;
      };
      hostKeys = mkOption {
        type = types.listOf (types.either types.str types.path);
        default = [ ];
      };
    };
    isContainer = mkOption {
      type = types.bool;
      default = false;
    };
    kernelParams = mkOption {
      type = types.listOf (
        types.strMatching ''([^"[:space:]]|"[^"]*")+''
        // {
          description = "string, with spaces inside double quotes";
        }
      );
      default = [ ];
    };
    resumeDevice = mkOption {
      type = types.str;
      default = "";
    };
    tmp = {
      useTmpfs = mkOption {
        type = types.bool;
        default = false;
      };
      tmpfsSize = mkOption {
        type = types.oneOf [
          types.str
          types.ints.positive
        ];
        default = "50%";
      };
    };
    loader = {
      efi.efiSysMountPoint = mkOption {
        type = types.str;
        default = "/boot";
      };
      grub.enable = mkOption {
        type = types.bool;
        default = !config.boot.isContainer;
      };
      # nixos/modules/system/boot/loader/limine/limine.nix
      limine.secureBoot.enable = mkEnableOption "signatures of Limine";
      systemd-boot.enable = mkEnableOption "the systemd-boot EFI boot manager";
    };
  };
}
