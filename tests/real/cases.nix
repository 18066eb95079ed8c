# What NixOS and the stand-ins evaluate: the examples, the blocks of documents, the cases of the checks
# and the machines that boot.
{
  lib,
  nixpkgs,
  # A checkout of home-manager, or null.
  homeManager,
  # Files with a configuration each, by name; those that end in `-home` set options of home-manager.
  blocks,
}:
let
  inherit (lib)
    concatMapAttrs
    filterAttrs
    hasSuffix
    mapAttrs
    mapAttrs'
    nameValuePair
    optionalAttrs
    removeSuffix
    ;

  prefixed = prefix: mapAttrs' (name: nameValuePair "${prefix}/${name}");

  # These two are parts of the others.
  apart = [
    "home.nix"
    "machine.nix"
  ];
  files = filterAttrs (name: _: hasSuffix ".nix" name) (
    removeAttrs (builtins.readDir ../examples) apart
  );
  whole = mapAttrs' (
    file: _:
    nameValuePair (removeSuffix ".nix" file) {
      configuration = [ (../examples + "/${file}") ];
      isComplete = true;
      hasGuests = true;
    }
  ) (removeAttrs files [ "fixture.nix" ]);

  # It has one of everything, also of what is warned about, and guests without a configuration.
  fixture = {
    configuration = [ ../examples/fixture.nix ];
    nixos = [ ./machine.nix ];
  };

  withHome = {
    nixos = [
      (homeManager + "/nixos")
      { home-manager.users.alice.home.stateVersion = "26.05"; }
    ];
    standIns = [ ../nixos/home-manager.nix ];
  };

  home = withHome // {
    configuration = [
      ../examples/host.nix
      {
        stateless.stores.main.path = "/persist";
        home-manager.sharedModules = [ ../../generated-modules/home-manager ];
        home-manager.users.alice.imports = [ ../examples/home.nix ];
      }
    ];
    isComplete = true;
  };

  # A document shows a part of the configuration of a machine.
  shown =
    name: configuration:
    {
      configuration = [
        ../examples/host.nix
        { stateless.stores.main.path = "/persist"; }
        configuration
      ];
      isComplete = true;
    }
    // optionalAttrs (hasSuffix "-home" name) withHome;
  canShow = name: _: homeManager != null || !hasSuffix "-home" name;

  checked = configuration: {
    configuration = [
      ../checks/host.nix
      configuration
    ];
    nixos = [
      ./machine.nix
      ../nixos/secrets.nix
    ];
  };
  complete = configuration: checked configuration // { isComplete = true; };
  ofCheck =
    id:
    { rejects, accepts }:
    {
      "${id}/rejects" = checked rejects;
      "${id}/accepts" = complete accepts;
    };
  checks =
    concatMapAttrs ofCheck (import ../checks/pairs.nix)
    // prefixed "good" (
      mapAttrs (_: complete) (
        import ../checks/good.nix // import ../checks/good-roots.nix // import ../checks/good-containers.nix
      )
    )
    // concatMapAttrs (file: cases: prefixed file (mapAttrs (_: checked) cases)) (
      import ../checks/messages
    );

  # The machines that boot. As a whole they are evaluated with the driver of their test.
  machinesOf = test: definition: prefixed test (mapAttrs (_: machine test) definition.nodes);
  machine = _: node: {
    configuration = [ node ];
    nixos = [
      ./machine.nix
      (nixpkgs + "/nixos/modules/virtualisation/qemu-vm.nix")
    ];
    standIns = [
      ../../vm/nix/qemu-vm.nix
      ../../vm/nix/services.nix
    ];
  };
  definitions = mapAttrs (_: import) (import ../../generated-modules/tests);
in
prefixed "example" (
  whole // { inherit fixture; } // optionalAttrs (homeManager != null) { inherit home; }
)
// prefixed "document" (mapAttrs shown (filterAttrs canShow blocks))
// prefixed "check" checks
// prefixed "boot" (concatMapAttrs machinesOf definitions)
