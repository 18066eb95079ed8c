# Mirrors nixos/modules/system/etc/etc.nix, and the overlay switch of etc-activation.nix.
{ config, lib, ... }:
let
  inherit (lib)
    mkDefault
    mkIf
    mkOption
    types
    ;
  inherit (config.system.etc) overlay;

  file =
    { name, ... }:
    {
      options = {
        enable = mkOption {
          type = types.bool;
          default = true;
        };
        target = mkOption { type = types.str; };
        text = mkOption {
          type = types.nullOr types.lines;
          default = null;
        };
        # NixOS makes it from `text` by a derivation.
        source = mkOption { type = types.path; };
        mode = mkOption {
          type = types.str;
          default = "symlink";
        };
        uid = mkOption {
          type = types.int;
          default = 0;
        };
        gid = mkOption {
          type = types.int;
          default = 0;
        };
      };
      config.target = mkDefault name;
    };
in
{
  options = {
    environment.etc = mkOption {
      type = types.attrsOf (types.submodule file);
      default = { };
    };

    system.etc.overlay = {
      enable = mkOption {
        type = types.bool;
        default = false;
      };
      mutable = mkOption {
        type = types.bool;
        default = true;
      };
    };
  };

  # etc-activation.nix since 26.11: a place for the id of the machine, and when it is written down.
  config = mkIf (overlay.enable && !overlay.mutable) {
    environment.etc.machine-id = mkDefault {
      text = "";
      mode = "0444";
    };
    systemd.services.systemd-machine-id-commit.unitConfig = {
      ConditionFirstBoot = mkDefault [
        ""
        "true"
      ];
      ConditionPathIsMountPoint = mkDefault "/etc/machine-id";
    };
  };
}
