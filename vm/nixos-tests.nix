# The tests that boot, under the driver of NixOS:
#
#   nix-build vm/nixos-tests.nix --attr host
{
  pkgs ? import <nixpkgs> { },
}:
builtins.mapAttrs (_: pkgs.testers.runNixOSTest) (import ../generated-modules/tests)
