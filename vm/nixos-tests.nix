# The tests that boot, under the driver of NixOS:
#
#   nix-build vm/nixos-tests.nix --attr host
{
  pkgs ? import <nixpkgs> { },
}:
let
  # Of those for NixOS alone, `root` and `switch` need the rig: the VM profile overrides the root, and
  # boots without a boot loader.
  onNixos = {
    container-switch = nixos/tests/container-switch.nix;
    etc = nixos/tests/etc.nix;
    users = nixos/tests/users.nix;
  };
in
builtins.mapAttrs (_: pkgs.testers.runNixOSTest) (import ../generated-modules/tests // onNixos)
