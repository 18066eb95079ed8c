# Mirrors nixos/modules/config/nix.nix (`nix.settings` takes free keys) and the unit of
# nixos/modules/services/system/nix-daemon.nix.
{ config, lib, ... }:
let
  inherit (lib) mkIf mkOption types;

  atom =
    types.nullOr (
      types.oneOf [
        types.bool
        types.int
        types.float
        types.str
        types.path
        types.package
      ]
    )
    // {
      description = "Nix config atom (null, bool, int, float, str, path or package)";
    };
in
{
  options.nix = {
    enable = mkOption {
      type = types.bool;
      default = true;
    };
    settings = mkOption {
      type = types.submodule {
        freeformType = types.attrsOf (types.either atom (types.listOf atom));
      };
      default = { };
    };
  };

  config = mkIf config.nix.enable {
    # A scalar upstream: a list merges with it, another scalar does not.
    systemd.services.nix-daemon.unitConfig.RequiresMountsFor = "/nix/store";
  };
}
