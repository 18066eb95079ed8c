# Mirrors nixos/modules/tasks/filesystems.nix of 26.05 (`fsType` has no default), and
# `neededForBoot` of nixos/modules/system/boot/stage-1.nix.
{ lib, ... }:
let
  inherit (lib)
    filterAttrs

    mkDefault
    mkIf
    mkOption
    types
    ;
  inherit (builtins) elem match;

  nonBlank = types.addCheck types.str (text: match "[ \t\n]*" text == null);
  noTrailingSlash = types.addCheck nonBlank (path: match ".+/" path == null);

  fileSystem =
    { name, config, ... }:
    {
      options = {
        enable = mkOption {
          type = types.bool;
          default = true;
        };
        mountPoint = mkOption {
          type = noTrailingSlash;
          default = name;
        };
        device = mkOption {
          type = types.nullOr nonBlank;
          default = null;
        };
        fsType = mkOption { type = nonBlank; };
        options = mkOption {
          type = types.nonEmptyListOf nonBlank;
          default = [ "defaults" ];
        };
        depends = mkOption {
          type = types.listOf noTrailingSlash;
          default = [ ];
        };
        # nixos/modules/tasks/filesystems/overlayfs.nix
        overlay.upperdir = mkOption {
          type = types.nullOr types.str;
          default = null;
        };
        noCheck = mkOption {
          type = types.bool;
          default = false;
        };
        neededForBoot = mkOption {
          type = types.bool;
          default = false;
        };
      };

      config.device = mkIf (elem config.fsType [
        "devpts"
        "devtmpfs"
        "proc"
        "ramfs"
        "sysfs"
        "tmpfs"
      ]) (mkDefault config.fsType);
    };
in
{
  options.fileSystems = mkOption {
    type = types.attrsOf (types.submodule fileSystem);
    default = { };
    # Disabled ones are invisible to every reader.
    apply = filterAttrs (_: fileSystem: fileSystem.enable);
  };
}
