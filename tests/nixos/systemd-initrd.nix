# Mirrors nixos/modules/system/boot/systemd/initrd.nix, and `boot.initrd.enable` of
# nixos/modules/system/boot/stage-1.nix.
{ config, lib, ... }:
let
  inherit (lib)
    mapAttrs'
    mkDefault
    mkOption
    nameValuePair
    types
    ;
  unit = import ./lib/unit.nix { inherit lib; };
in
{
  options.boot.initrd = {
    enable = mkOption {
      type = types.bool;
      default = true;
    };
    systemd = {
      # True since 26.05.
      enable = mkOption {
        type = types.bool;
        default = true;
      };
      package = mkOption {
        type = types.package;
        default = config.systemd.package;
      };
      units = mkOption {
        type = unit.units;
        default = { };
      };
      services = mkOption {
        type = types.attrsOf (types.submodule unit.service);
        default = { };
      };
      storePaths = mkOption {
        type = types.listOf (types.either types.singleLineStr types.package);
        default = [ ];
      };
      contents = mkOption {
        type = types.attrsOf (
          types.submodule (
            { name, ... }:
            {
              options = {
                enable = mkOption {
                  type = types.bool;
                  default = true;
                };
                target = mkOption {
                  type = types.nullOr types.path;
                  default = null;
                };
                text = mkOption {
                  type = types.nullOr types.lines;
                  default = null;
                };
                # NixOS makes it from `text` by a derivation.
                source = mkOption { type = types.path; };
              };
              config.target = mkDefault name;
            }
          )
        );
        default = { };
      };
    };
  };

  config.boot.initrd.systemd.units = mapAttrs' (
    name: service: nameValuePair "${name}.service" (unit.render "${name}.service" service)
  ) config.boot.initrd.systemd.services;
}
