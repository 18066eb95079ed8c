# Entries that options beside the stores ask for, where a path does not survive: nobody has to know
# these paths. Left out is what a store declares, what is in an entry, and what is a file system.
#
# `fixed` follows from options of ours, `found` from units and users of the whole host. What decides the
# names of units or of files in `/etc` may ask for the former alone.
{
  config,
  lib,
  paths,
}:
# From ./entries.nix: the enabled stores, the one that takes these entries, what file systems are
# mounted on, what stores declare by path.
{
  stores,
  presetStore,
  mountPoints,
  byWrittenTarget,
}:
let
  inherit (lib)
    any
    attrNames
    attrValues
    concatMapStringsSep
    filter
    filterAttrs
    head
    length
    listToAttrs
    nameValuePair
    optional
    optionalAttrs
    optionals
    optionalString
    showOption
    take
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

  ## State of services and users

  found = optionalAttrs (config.stateless.state != "off") (
    import ../lib/state.nix { inherit lib; } {
      inherit config;
      inherit (config.stateless) excludedUnits;
      # Builds need not outlive a boot, and have a directory that a tmpfiles rule of ours creates.
      excludedPaths = [ (toString config.stateless.root.buildDir) ];
    }
  );

  fixedPaths = listToAttrs (map (item: nameValuePair item.path true) fixed);
  storePaths = listToAttrs (map (store: nameValuePair store.path true) (attrValues stores));
  isAround =
    directories: path: directories ? ${path} || paths.nearestAbove directories "/" path != null;
  isLost =
    path:
    !mounts.survives path
    && !mountPoints ? ${path}
    && !isAround byWrittenTarget path
    && !isAround storePaths path
    && !isAround fixedPaths path
    && !any (switchesOff path) (attrValues stores);

  cacheStore =
    let
      names = attrNames (filterAttrs (_: store: store.tier == "cache") stores);
    in
    if length names == 1 then head names else null;
  storeFor = item: if item.tier == "cache" then cacheStore else presetStore;

  # What is in another of these goes with it. A cache may be lost.
  lost = filterAttrs (path: item: (item.tier == "data" || cacheStore != null) && isLost path) found;
  outermost = filterAttrs (path: _: paths.nearestAbove lost "/" path == null) lost;
  isPersisted = config.stateless.state == "persist";

  entryOf = item: {
    kind = "directory";
    inherit (item) path;
    store = storeFor item;
    origin = showOption item.option;
    entry = entryDefaults // {
      inherit (item) user group mode;
      reason = "${head item.reasons}.";
    };
  };

  fixed = map (item: item // { store = presetStore; }) (
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
  );

  state = optionals isPersisted (map entryOf (filter (item: item.isKnown) (attrValues outermost)));

  # With several stores nothing says which. A configuration without any has its reasons.
  keptStores = filterAttrs (_: store: store.tier != "scratch") stores;
  homeless = optionals (presetStore == null && keptStores != { }) (
    filter (item: item.store == null) (fixed ++ state)
  );
  others = length homeless - 3;
in
{
  inherit found fixed state;

  # What nothing keeps.
  lost = filterAttrs (_: item: !(isPersisted && item.isKnown)) outermost;

  warnings =
    optional (homeless != [ ])
      "stateless: ${concatMapStringsSep ", " (item: "`${item.path}`") (take 3 homeless)}${
        optionalString (others > 0) " and ${toString others} other paths"
      } are not persisted, because no store is selected for them. Set `stateless.presetStore` to the name of an enabled store.";
}
