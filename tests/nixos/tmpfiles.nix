# Mirrors nixos/modules/system/boot/systemd/tmpfiles.nix: the verbatim rules.
{ lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options.systemd.tmpfiles.rules = mkOption {
    type = types.listOf types.str;
    default = [ ];
  };
}
