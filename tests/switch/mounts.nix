# The mounts of a machine, alone and beside each of `others.nix`: what a switch compares.
{
  lib,
  # From a list of modules to the units of a machine, by name.
  evaluate,
}:
let
  inherit (lib)
    filterAttrs
    mapAttrs
    mkDefault
    ;

  others = import ./others.nix;

  machine = {
    boot.initrd.systemd.enable = true;
    fileSystems = {
      "/nix" = {
        device = "/dev/disk/by-label/nix";
        fsType = "ext4";
      };
      "/persist" = {
        device = "/dev/disk/by-label/persist";
        fsType = "ext4";
        neededForBoot = true;
      };
    };
    users.users.alice = {
      isNormalUser = true;
      uid = 1000;
    };
    stateless.root.enable = true;
    stateless.stores.main = {
      path = "/persist";
      directories = {
        "/srv/db" = { };
        "/var/lib/app" = {
          user = mkDefault "alice";
          group = mkDefault "users";
        };
      };
      files."/srv/state".onConflict = "hide";
      users.alice = {
        directories = [ ".ssh" ];
        files.".config/app/state.json" = { };
      };
    };
  };

  unitsOf = modules: evaluate ([ machine ] ++ modules);
  isMount = name: _: lib.hasSuffix ".mount" name;
  texts = modules: mapAttrs (_: unit: unit.text) (filterAttrs isMount (unitsOf modules));
  alone = texts [ ];

  isGate = name: _: lib.hasPrefix "stateless-way-" name;
in
{
  inherit alone;
  # The same mounts.
  beside = mapAttrs (_: other: builtins.intersectAttrs alone (texts [ other ])) others;
  # What is looked at before one of them.
  gates = mapAttrs (_: other: filterAttrs isGate (unitsOf [ other ])) others;
}
