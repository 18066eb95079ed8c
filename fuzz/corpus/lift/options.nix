{ lib, ... }:
let
  inherit (lib) mkOption;
in
{
  options.a."b c" = mkOption {
    type = lib.types.int;
    default = -1;
  };
}
