# A test in the form of NixOS tests, with its machines as systems of NixOS on programs of Debian:
# an attribute set with the data of the test, and what there is to build for each machine.
{
  # Absolute path of the test.
  test,
  # Absolute paths of the checkout, and of programs built from it.
  nixpkgs,
  nixosInit,
  switchToConfiguration ? null,
  userborn ? null,
  # What the Debian root was made of.
  debianKey,
}:
let
  path = text: if text == null then null else /. + text;
  pkgs = import ./packages.nix {
    inherit debianKey;
    nixpkgs = path nixpkgs;
    nixosInit = path nixosInit;
    switchToConfiguration = path switchToConfiguration;
    userborn = path userborn;
  };
  inherit (pkgs) lib;

  imported = import (/. + test);
  definition = if builtins.isFunction imported then imported { inherit lib pkgs; } else imported;

  system =
    name: node:
    import (nixpkgs + "/nixos/lib/eval-config.nix") {
      inherit lib;
      system = null;
      modules = [
        (nixpkgs + "/nixos/modules/testing/test-instrumentation.nix")
        ./qemu.nix
        ./machine.nix
        {
          nixpkgs.pkgs = pkgs;
          networking.hostName = lib.mkDefault name;
        }
        node
      ];
    };

  nodes = lib.mapAttrs system (
    definition.nodes or { }
    // lib.optionalAttrs (definition ? machine) { inherit (definition) machine; }
  );
  configs = lib.mapAttrs (_: node: node.config) nodes;

  script = definition.testScript;
  plan = {
    timeout = definition.meta.timeout or 3600;
    testScript = if builtins.isFunction script then script { nodes = configs; } else script;
    nodes = lib.mapAttrs (_: config: {
      hostName = config.networking.hostName;
      inherit (config) warnings;
      inherit (config.virtualisation) memorySize cores emptyDiskImages;
    }) configs;
  };
  systems = lib.mapAttrs (_: config: config.system.build.toplevel) configs;
in
{
  # What the command asks for: plain data, with derivations by their paths.
  result = {
    inherit plan;
    systems = lib.mapAttrs (_: system: builtins.unsafeDiscardStringContext system.drvPath) systems;
  };
  # For a person who looks around.
  inherit configs pkgs systems;
}
