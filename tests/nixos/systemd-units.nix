# Mirrors nixos/lib/systemd-types.nix, systemd-unit-options.nix and the rendering of
# systemd-lib.nix, as far as nixos/modules/system/boot/systemd.nix uses them for services.
{ config, lib, ... }:
let
  inherit (lib)
    mapAttrs'
    mkOption
    nameValuePair
    types
    ;
  unit = import ./lib/unit.nix { inherit lib; };
in
{
  options.systemd = {
    package = mkOption {
      type = types.package;
      # Any path in a store will do where nothing is built.
      default = {
        type = "derivation";
        name = "systemd";
        outPath = "/nix/store/00000000000000000000000000000000-systemd";
      };
    };
    packages = mkOption {
      type = types.listOf types.package;
      default = [ ];
    };
    units = mkOption {
      type = unit.units;
      default = { };
    };
    services = mkOption {
      type = types.attrsOf (types.submodule unit.service);
      default = { };
    };
  };

  config.systemd.units = mapAttrs' (
    name: service: nameValuePair "${name}.service" (unit.render "${name}.service" service)
  ) config.systemd.services;
}
