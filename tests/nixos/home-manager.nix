# Mirrors nixos/common.nix of home-manager: homes as submodules. Not part of the stand-ins for NixOS,
# as most hosts have none.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options.home-manager = {
    sharedModules = mkOption {
      type = types.listOf types.raw;
      default = [ ];
    };
    users = mkOption {
      type = types.attrsOf (
        types.submoduleWith {
          class = "homeManager";
          modules = config.home-manager.sharedModules;
        }
      );
      default = { };
    };
  };
}
