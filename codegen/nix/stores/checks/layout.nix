# Checks of how file systems are mounted and how the root is emptied. An attribute set of lists of
# findings, by id.
#
# Nearly every option read here belongs to NixOS, so each has a fallback.
{ lib }:
let
  inherit (lib)
    elem
    filter
    hasPrefix
    optional
    optionals
    ;

  mounts = import ../../lib/checks/mounts.nix { inherit lib; };
in
{ config, ... }:
let
  inherit (mounts config)
    fileSystems
    idOf
    inMemory
    isAt
    survives
    treeOf
    ;

  cfg = config.stateless.root or { };
  enable = cfg.enable or false;
  kind = cfg.kind or "tmpfs";
  inherit (cfg) btrfs;

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

  ## Btrfs

  optionsOfRoot = "fileSystems.\"/\".options";
  subvolume = treeOf root;
  isInSubvolume = path: path != null && hasPrefix "${subvolume}/" "${path}/";
  isPath = path: option: problem: {
    option = "stateless.root.btrfs.${option}";
    problem = "`${path}` is in the subvolume of the root, ${problem}";
    fix = "Write a path outside of `${subvolume}`";
  };

  unfitForBtrfs =
    if root.type != "btrfs" then
      [
        {
          option = "fileSystems.\"/\".fsType";
          problem = "it is `${root.type}`, so there is no subvolume to replace and the root is not emptied at boot";
          fix = "Mount a btrfs subvolume, or set `stateless.root.kind` to the way in which the root is emptied";
        }
      ]
    else if idOf root != null then
      [
        {
          option = optionsOfRoot;
          problem = "`subvolid=` selects the root by its number, so the next boot would mount the old root again or none";
          fix = "Write `subvol=` with the path of the subvolume instead";
        }
      ]
    else if subvolume == "" then
      [
        {
          option = optionsOfRoot;
          problem = "without `subvol=` the root is not in a subvolume that can be replaced, so it is not emptied at boot";
          fix = "Write `subvol=` with the path of a subvolume";
        }
      ]
    else
      optional (isInSubvolume btrfs.oldRoots) (
        isPath btrfs.oldRoots "oldRoots" "which cannot be moved into itself"
      )
      ++ optional (isInSubvolume btrfs.template) (
        isPath btrfs.template "template" "so a new root would have the files of the last one"
      );

  scriptedInitrd =
    optional ((config.boot.initrd.enable or true) && !(config.boot.initrd.systemd.enable or true))
      {
        option = "boot.initrd.systemd.enable";
        problem = "the initrd does not use systemd, so the root is not emptied at boot";
        fix = "Set it to `true`";
      };
in
{
  root-on-disk = rootOnDisk;
  root-layout =
    externalInMemory
    ++ missingVolatile
    ++ optionals (isOurs && kind == "btrfs") (unfitForBtrfs ++ scriptedInitrd);
}
