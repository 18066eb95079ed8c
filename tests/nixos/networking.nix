# Mirrors nixos/modules/tasks/network-interfaces.nix: the name of the host, and who asks for addresses.
{ config, lib, ... }:
let
  inherit (lib) mkIf mkOption types;

  cfg = config.networking;
in
{
  options.networking = {
    hostName = mkOption {
      type = types.strMatching "^$|^[[:alnum:]]([[:alnum:]_-]{0,61}[[:alnum:]])?$";
      default = "nixos";
    };
    useDHCP = mkOption {
      type = types.bool;
      default = true;
    };
    useNetworkd = mkOption {
      type = types.bool;
      default = false;
    };
  };
  # services/networking/dhcpcd.nix, and who else asks for addresses.
  config = mkIf (cfg.useDHCP && !cfg.useNetworkd && !cfg.networkmanager.enable) {
    users.users.dhcpcd = {
      isSystemUser = true;
      group = "dhcpcd";
    };
    users.groups.dhcpcd = { };
  };
}
