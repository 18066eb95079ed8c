# Entries that options beside the stores ask for, on a root that does not survive: nobody has to know
# these paths. Left out is what a store declares, what is in an entry, and what is a file system.
{
  config,
  lib,
  paths,
}:
# From ./entries.nix: the enabled stores, what file systems are mounted on, what stores declare by path.
{
  stores,
  mountPoints,
  byWrittenTarget,
}:
let
  inherit (lib)
    any
    attrValues
    filter
    filterAttrs
    optional
    optionals
    ;

  # An entry without settings.
  entryDefaults = {
    how = "bind";
    user = null;
    group = null;
    mode = null;
    enforce = "create";
    parents = { };
    seed = null;
    phase = "auto";
    neededBy = [ ];
    onConflict = null;
    mountOptions = [ ];
  };

  isVolatile = config.stateless.root.enable || config.fileSystems."/".fsType or "" == "tmpfs";
  mounts = import ../lib/checks/mounts.nix { inherit lib; } config;
  disks = filterAttrs (path: _: mounts.survives path) mountPoints;
  survives = disks // filterAttrs (_: entry: entry.kind == "directory") byWrittenTarget;
  isMissing =
    { path, ... }:
    !byWrittenTarget ? ${path}
    && !mountPoints ? ${path}
    && paths.nearestAbove survives "/" path == null
    && !any (switchesOff path) (attrValues stores);
  # An entry that is there and off says that the path is not wanted.
  switchesOff =
    path: store: !(store.files.${path}.enable or true && store.directories.${path}.enable or true);
  # Userborn and `passwd` replace these files, so they are copied, unless NixOS keeps them elsewhere.
  accounts =
    let
      location = config.services.userborn.passwordFilesLocation;
      reason = "Accounts and passwords, managed by Userborn.";
      origin = "stateless.passwords";
      directory = path: {
        kind = "directory";
        entry = entryDefaults // {
          inherit reason;
        };
        inherit origin path;
      };
      copied = name: {
        kind = "file";
        path = "/etc/${name}";
        entry = entryDefaults // {
          how = "synced";
          onConflict = "adopt";
          mode = if name == "shadow" then "0000" else "0644";
          inherit reason;
        };
        inherit origin;
      };
    in
    (
      if location == "/etc" then
        map copied [
          "group"
          "passwd"
          "shadow"
        ]
      else
        [ (directory location) ]
    )
    ++ optional (location != "/var/lib/userborn") (directory "/var/lib/userborn");
in
filter isMissing (
  optional (isVolatile && config.stateless.machineId == "persist") {
    origin = "stateless.machineId";
    kind = "file";
    path = "/etc/machine-id";
    entry = entryDefaults // {
      reason = "The identity of the machine.";
    };
  }
  ++ optionals (isVolatile && config.stateless.passwords == "userborn") accounts
)
