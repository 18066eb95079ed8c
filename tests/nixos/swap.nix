# Mirrors nixos/modules/config/swap.nix and nixos/modules/config/zram.nix: which devices there are.
{ lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options = {
    swapDevices = mkOption {
      type = types.listOf (
        types.submodule {
          options = {
            device = mkOption { type = types.nonEmptyStr; };
            size = mkOption {
              type = types.nullOr types.int;
              default = null;
            };
          };
        }
      );
      default = [ ];
    };
    zramSwap.enable = mkOption {
      type = types.bool;
      default = false;
    };
  };
}
