# The evaluation that `cargo xtask bench --eval` measures: a configuration with `count` paths, and
# everything that the modules make of it. The value is `true`; what counts is the work.
#
# For the subjects that are containers, `count` is a number of those, with five paths each.
#
#   NIX_SHOW_STATS=1 nix-instantiate --eval --strict tests/eval/bench.nix --arg count 1000
{
  count,
  # The modules whose options are used: stateless, impermanence or preservation; or `containers`, and
  # `by-hand` for the same containers without our modules.
  subject ? "stateless",
  # Their folder.
  folder ? ../../generated-modules,
  # Typed stand-ins for NixOS, or light ones, which leave nearly nothing but the modules' own work.
  standIns ? "typed",
  lib ? import <nixpkgs/lib>,
}:
let
  inherit (import ./bench-paths.nix { inherit lib count; }) ours lists host;

  peers = import ./peers.nix {
    inherit lib;
    typed = standIns == "typed";
  };
  some = lib.mkIf (count > 0);

  containers = import ./bench-containers.nix { inherit lib count; };

  subjects = {
    containers = {
      imports = [ folder ];
      inherit (containers) containers;
    };
    by-hand = containers.byHand;
    stateless = {
      imports = [ folder ];
      stateless.stores = some { main = ours; };
    };
    impermanence = {
      imports = [
        peers
        (folder + "/nixos.nix")
      ];
      environment.persistence = some { "/persist" = lists; };
    };
    preservation = {
      imports = [
        peers
        (folder + "/module.nix")
      ];
      preservation.enable = true;
      preservation.preserveAt = some { "/persist" = lists; };
    };
  };

  evaluated = lib.evalModules {
    modules = [
      (if standIns == "typed" then ../nixos else ../nixos/light.nix)
      subjects.${subject}
      host
    ];
  };
  inherit (evaluated) config;

  unit = unit: {
    text = unit.text or null;
    wantedBy = unit.wantedBy or [ ];
    requiredBy = unit.requiredBy or [ ];
  };
  texts = lib.mapAttrs (_: file: file.text or null);
in
builtins.deepSeq {
  units = lib.mapAttrs (_: unit) config.systemd.units;
  packages = map (package: package.units or null) config.systemd.packages;
  etc = texts config.environment.etc;
  initrdUnits = lib.mapAttrs (_: unit) config.boot.initrd.systemd.units;
  initrdContents = texts config.boot.initrd.systemd.contents;
  tmpfiles = config.systemd.tmpfiles.rules;
  manifest = config.stateless.manifest or null;
  containers = lib.mapAttrs (_: container: {
    inherit (container)
      bindMounts
      ephemeral
      extraFlags
      tmpfs
      ;
  }) config.containers;
  inherit (config) assertions warnings;
  output = config.bench.output or null;
} true
