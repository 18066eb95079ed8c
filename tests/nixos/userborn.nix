# Mirrors nixos/modules/services/system/userborn.nix.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;

  inherit (config.system.etc) overlay;
in
{
  options.services.userborn = {
    enable = mkOption {
      type = types.bool;
      default = false;
    };
    passwordFilesLocation = mkOption {
      type = types.str;
      default = if overlay.enable && !overlay.mutable then "/var/lib/nixos" else "/etc";
    };
  };
}
