# Configurations, evaluated by NixOS and by the stand-ins for it.
{
  # A checkout of nixpkgs with nixos/.
  nixpkgs,
  # The modules under test.
  modules ? ../../generated-modules,
  # A checkout of home-manager; without one, homes are not evaluated on NixOS.
  homeManager ? null,
  # What documents show: files with a configuration each, by name, and the folder with the flake of the
  # README and its two files.
  blocks ? { },
  readme ? null,
}:
let
  lib = import (nixpkgs + "/lib");
  # One for all: a package set costs as much as a system.
  pkgs = import nixpkgs {
    system = "x86_64-linux";
    # Presets know services whose packages are not free; nothing is built.
    config.allowUnfree = true;
  };

  evalNixOS =
    configuration:
    import (nixpkgs + "/nixos/lib/eval-config.nix") {
      system = null;
      modules = [
        modules
        ./without-state.nix
        { nixpkgs.pkgs = pkgs; }
      ]
      ++ configuration;
    };

  evalStandIns =
    configuration:
    lib.evalModules {
      modules = [
        modules
        ./without-state.nix
        ../nixos
        ../nixos/accounts.nix
        {
          # The packages of NixOS, so that texts with store paths in them are the same.
          _module.args.pkgs = lib.mkForce pkgs;
          systemd.package = lib.mkForce pkgs.systemd;
        }
      ]
      ++ configuration;
    };

  emitted =
    fstab:
    { config, options, ... }:
    import ./emitted.nix {
      inherit
        lib
        modules
        config
        options
        fstab
        ;
    };
  standInFstab = import ../../vm/nix/fstab.nix { inherit lib; };

  # A guest is a whole system. Only cases that are about guests evaluate them.
  withoutGuests =
    let
      container =
        { name, ... }:
        {
          path = lib.mkForce "/nix/store/00000000000000000000000000000000-nixos-system-${name}";
        };
    in
    {
      options.containers = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule container); };
    };
  sharedPackages =
    let
      container.config.config.nixpkgs.pkgs = pkgs;
    in
    {
      options.containers = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule container); };
    };

  findings = config: {
    failedAssertions = map (assertion: assertion.message) (
      lib.filter (assertion: !assertion.assertion) config.assertions
    );
    inherit (config) warnings;
  };

  evaluate =
    isToTheEnd:
    {
      # For both.
      configuration,
      # For one of the two.
      nixos ? [ ],
      standIns ? [ ],
      # Whether NixOS must take it as a whole.
      isComplete ? false,
      # Whether its guests have a configuration, which NixOS must take as well.
      hasGuests ? false,
    }:
    let
      onNixOS = evalNixOS (
        configuration ++ nixos ++ [ (if hasGuests then sharedPackages else withoutGuests) ]
      );
    in
    {
      nixos = emitted (config: config.environment.etc.fstab.text) onNixOS;
      standIns = emitted (config: standInFstab.stage2 (lib.attrValues config.fileSystems)) (
        evalStandIns (configuration ++ standIns)
      );
    }
    // lib.optionalAttrs (isComplete && isToTheEnd) {
      # False where NixOS refuses it: the assertions that fail are among the findings.
      toplevel =
        let
          tried = builtins.tryEval onNixOS.config.system.build.toplevel.drvPath;
        in
        tried.success && builtins.isString tried.value;
    }
    // lib.optionalAttrs hasGuests {
      guests = lib.mapAttrs (_: container: findings container.config) onNixOS.config.containers;
    };

  cases = import ./cases.nix {
    inherit
      lib
      nixpkgs
      homeManager
      blocks
      ;
  };

  # What only NixOS evaluates.
  alone = import ./alone.nix {
    inherit
      lib
      nixpkgs
      pkgs
      findings
      homeManager
      readme
      ;
  };

  optionsWith =
    nixos: isCompared: probe: folder:
    import ./options.nix {
      inherit
        lib
        probe
        nixos
        isCompared
        ;
      standIns = lib.evalModules {
        modules = [
          folder
          probe
          { _module.args.pkgs = lib.mkForce pkgs; }
        ];
      };
    };
  probed =
    isCompared: probe:
    optionsWith (import (nixpkgs + "/nixos/lib/eval-config.nix") {
      system = null;
      modules = [
        { nixpkgs.pkgs = pkgs; }
        ../nixos/secrets.nix
        probe
      ];
    }) isCompared probe;
  options = {
    "options/instances" = probed (_: true) ./probe.nix;
    "options/services" = probed (
      path:
      lib.any (start: lib.hasPrefix start path) [
        "hardware."
        "services."
        "system.etc."
      ]
      || lib.hasSuffix ".serviceConfig" path
    ) ./probe-services.nix;
  };

  all =
    isToTheEnd:
    lib.mapAttrs (_: evaluate isToTheEnd) cases
    // lib.mapAttrs (_: options: options ../nixos) options
    // alone;
in
{
  readers = import ./readers.nix { inherit lib modules evalNixOS; };
  names = lib.attrNames (all true);
  run =
    {
      names,
      # Whether packages are looked at too.
      isToTheEnd,
    }:
    lib.genAttrs names (name: (all isToTheEnd).${name});
  # The stand-ins in other folders, which should differ.
  optionsOf = lib.mapAttrs (_: options."options/instances");
}
