# The package set of nixpkgs with programs of Debian: a function of what the command gives.
{
  # A checkout of nixpkgs.
  nixpkgs,
  # What the Debian root was made of.
  debianKey,
  # Programs built from the checkout: a folder with a `bin`, and files. What is not given says so when
  # it is run.
  nixosInit,
  switchToConfiguration,
  userborn,
}:
let
  config = {
    allowUnfree = true;
    allowBroken = true;
    allowAliases = true;
  };
in
import (nixpkgs + "/pkgs/top-level") {
  localSystem.system = "x86_64-linux";
  inherit config;
  stdenvStages = import ./stdenv.nix { inherit nixpkgs debianKey; };
  overlays = [
    (import ./replace.nix { inherit debianKey; })
    (import ./own.nix {
      inherit
        debianKey
        nixosInit
        switchToConfiguration
        userborn
        ;
    })
  ];
}
