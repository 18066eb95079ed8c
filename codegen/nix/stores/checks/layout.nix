# Checks of how file systems are mounted and how the root is emptied. An attribute set of lists of
# findings, by id.
#
# Nearly every option read here belongs to NixOS, so each has a fallback.
{ lib }:
let
  inherit (lib) elem filter optional;

  mounts = import ../../lib/checks/mounts.nix { inherit lib; };
in
{ config, ... }:
let
  inherit (mounts config)
    fileSystems
    inMemory
    isAt
    survives
    ;

  cfg = config.stateless.root or { };
  enable = cfg.enable or false;
  kind = cfg.kind or "tmpfs";

  root = fileSystems."/";
  # The profile of virtual machines has a disk of its own for the root.
  isVirtual = config.virtualisation ? diskImage;
  isOurs = enable && isAt "/" && !isVirtual;

  rootOnDisk = optional (isOurs && kind == "tmpfs" && survives "/") {
    option = "fileSystems.\"/\"";
    problem = "another definition mounts `${root.type}` from `${root.device}` as the root, so the root is not emptied at boot";
    fix = "Remove that definition, which `nixos-generate-config` writes to `hardware-configuration.nix`, or set `stateless.root.kind` to the way in which the root is emptied, or set `stateless.root.enable = false`";
  };

  externalInMemory = optional (isOurs && kind == "external" && elem root.type inMemory) {
    option = "stateless.root.kind";
    problem = "the root is on a tmpfs, which is empty at each boot anyway, and its size and mode are not set";
    fix = "Set it to `\"tmpfs\"`";
  };

  missingVolatile = map (path: {
    option = "stateless.root.volatileMounts";
    problem = "no file system is mounted at `${path}`";
    fix = "Write the mount point of a file system, or remove the path";
  }) (filter (path: !isAt path) (cfg.volatileMounts or [ ]));
in
{
  root-on-disk = rootOnDisk;
  root-layout = externalInMemory ++ missingVolatile;
}
