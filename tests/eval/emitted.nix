# What the modules make of an example, as data: the texts that systemd and nspawn would read.
#
#   nix-instantiate --eval --strict --json tests/eval/emitted.nix --arg modules '[ … ]'
{
  # The modules under test with a configuration for them.
  modules,
  lib ? import <nixpkgs/lib>,
  # Stand-ins for NixOS: typed, or light ones.
  nixos ? ../nixos,
}:
let
  inherit (lib) filterAttrs mapAttrs;
  etcFiles = import ../nixos/lib/etc-files.nix { inherit lib; };
  packagedUnits = import ../nixos/lib/packaged-units.nix { inherit lib; };

  evaluated = lib.evalModules { modules = [ nixos ] ++ modules; };
  inherit (evaluated) config;

  unit = unit: {
    enable = unit.enable or true;
    text = unit.text or null;
    wantedBy = unit.wantedBy or [ ];
    requiredBy = unit.requiredBy or [ ];
  };
  texts =
    files: mapAttrs (_: file: file.text) (filterAttrs (_: file: (file.text or null) != null) files);
in
{
  units = mapAttrs (_: unit) (packagedUnits config.systemd.packages // config.systemd.units);
  etc = texts (etcFiles config.environment.etc);
  initrd = {
    units = mapAttrs (_: unit) config.boot.initrd.systemd.units;
    contents = texts config.boot.initrd.systemd.contents;
    storePaths = map toString config.boot.initrd.systemd.storePaths;
  };
  tmpfilesRules = config.systemd.tmpfiles.rules;
  fileSystems = mapAttrs (_: fileSystem: {
    inherit (fileSystem)
      device
      fsType
      options
      neededForBoot
      ;
  }) config.fileSystems;
  nixSettings = config.nix.settings;
  containers = mapAttrs (_: container: {
    inherit (container)
      ephemeral
      privateUsers
      privateNetwork
      restartIfChanged
      bindMounts
      tmpfs
      extraFlags
      ;
  }) config.containers;
  inherit (config.stateless) manifest;
  failedAssertions = map (assertion: assertion.message) (
    lib.filter (assertion: !assertion.assertion) config.assertions
  );
  inherit (config) warnings;
}
