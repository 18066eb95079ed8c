# Mirrors nixos/modules/misc/assertions.nix. Elements are not checked there either: a bare string
# passes and fails later.
{ lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options = {
    assertions = mkOption {
      type = types.listOf types.unspecified;
      internal = true;
      default = [ ];
    };

    warnings = mkOption {
      type = types.listOf types.str;
      internal = true;
      default = [ ];
    };
  };
}
