# What only NixOS evaluates: the tests that boot up to their drivers, the flake of the README, and a home
# that home-manager manages alone.
{
  lib,
  nixpkgs,
  pkgs,
  findings,
  homeManager,
  readme,
}:
let
  inherit (lib) mapAttrs' nameValuePair optionalAttrs;

  drivers = mapAttrs' (
    name: test: nameValuePair "driver/${name}" { toplevel = builtins.isString test.driver.drvPath; }
  ) (import ../../vm/nixos-tests.nix { inherit pkgs; });

  flake = (import (readme + "/flake.nix")).outputs {
    stateless = (import ../../flake.nix).outputs { };
    # What `lib.nixosSystem` of the flake of nixpkgs does.
    nixpkgs.lib = lib // {
      nixosSystem =
        arguments: import (nixpkgs + "/nixos/lib/eval-config.nix") ({ system = null; } // arguments);
    };
  };
  machine = flake.nixosConfigurations.example.config;

  standalone = import (homeManager + "/modules") {
    inherit pkgs;
    configuration = {
      imports = [
        ../../generated-modules/home-manager
        ../examples/home.nix
      ];
      home = {
        username = "alice";
        homeDirectory = "/home/alice";
        stateVersion = "26.05";
      };
    };
  };
in
drivers
// optionalAttrs (readme != null) {
  "document/README-flake" = {
    toplevel = builtins.isString machine.system.build.toplevel.drvPath;
    guests.machine = findings machine;
  };
}
// optionalAttrs (homeManager != null) {
  "example/home-alone" = {
    toplevel = builtins.isString standalone.activationPackage.drvPath;
    guests.home = findings standalone.config;
  };
}
