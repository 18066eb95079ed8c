# A host on which nothing is wrong: a root on tmpfs, partitions for what must survive, two users. All
# of it can be overridden by a plain definition.
{ lib, ... }:
let
  inherit (lib) mapAttrs mkDefault;

  disk = label: {
    device = "/dev/disk/by-label/${label}";
    fsType = "ext4";
  };
in
{
  config = {
    stateless.root.enable = mkDefault true;
    # What is found are the entries of a case, and no others.
    stateless.presets.system.enable = lib.mkOverride 900 false;
    stateless.machineId = lib.mkOverride 900 "ephemeral";

    fileSystems = mapAttrs (_: mapAttrs (_: mkDefault)) {
      "/nix" = disk "nix";
      "/boot" = disk "boot";
      "/persist" = disk "persist" // {
        neededForBoot = true;
      };
      "/cache" = disk "cache";
    };

    # What a root on tmpfs loses has cases of its own.
    users.mutableUsers = mkDefault false;
    networking.useDHCP = mkDefault false;

    users.users = {
      alice = {
        isNormalUser = mkDefault true;
        uid = 1000;
      };
      bob = {
        isNormalUser = mkDefault true;
        uid = 1001;
      };
      postgres = {
        isSystemUser = true;
        group = "postgres";
        uid = 71;
      };
    };
    users.groups.postgres.gid = 71;
  };
}
