# Mirrors nixos/modules/tasks/network-interfaces.nix: the name of the host.
{ lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options.networking.hostName = mkOption {
    type = types.strMatching "^$|^[[:alnum:]]([[:alnum:]_-]{0,61}[[:alnum:]])?$";
    default = "nixos";
  };
}
