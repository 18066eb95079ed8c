# Checks of stores that need nothing but our own options: an attribute set of lists of findings, by id.
{ lib }:
let
  inherit (builtins) dirOf intersectAttrs stringLength;
  inherit (lib)
    attrNames
    concatMap
    elem
    filter
    findFirst
    hasPrefix
    listToAttrs
    mapAttrs
    mapAttrsToList
    optional
    optionalAttrs
    optionals
    showOption
    ;

  known = import ../../lib/checks/known.nix;
  systemd = import ../../lib/systemd.nix { inherit lib; };
  inherit (import ../../lib/sizes.nix) tooSmall;
in
context:
let
  inherit (context)
    about
    above
    atOrBelow
    byTarget
    config
    declared
    first
    isEarly
    knownEntries
    options
    paths
    reaches
    special
    stores
    ;

  ## Where an entry is

  atAnyOf = tops: make: concatMap (top: map (make top) (atOrBelow top)) (filter reaches tops);

  apiProblem = api: "`${api}` is recreated at each boot";

  # Stores and the build directory.
  otherPaths =
    mapAttrsToList (name: store: {
      option = showOption [
        "stateless"
        "stores"
        name
        "path"
      ];
      inherit (store) path;
    }) stores
    ++ map (path: {
      option = "stateless.root.buildDir";
      inherit path;
    }) (filter (path: path != null) [ (config.stateless.root.buildDir or null) ]);

  pathApiFs =
    atAnyOf known.apiFs (api: entry: about entry (apiProblem api) "Remove the entry")
    ++ concatMap (
      { option, path }:
      map (api: {
        inherit option;
        problem = apiProblem api;
        fix = "Write a path on a persistent file system";
      }) (filter (api: path == api || hasPrefix "${api}/" path) known.apiFs)
    ) otherPaths;

  # No character takes more than four in a name, so that only long paths are escaped.
  pathLong = concatMap (
    entry:
    let
      length = stringLength (systemd.escapePath entry.target);
      # `/sysroot` is in front there.
      most = if length > 192 && isEarly entry then 192 else 200;
    in
    # A directory that is `synced` is refused, and no mount of it counts.
    optional (entry.own.how == "bind" && stringLength entry.target > 48 && length > most) (
      about entry
        "the name of its mount unit has ${toString length} characters, and the maximum is ${toString most}"
        "Persist a parent directory instead"
    )
  ) special;

  ## Around stores

  storeAt = listToAttrs (
    mapAttrsToList (name: store: {
      name = store.path;
      value = name;
    }) stores
  );
  storePaths = attrNames storeAt;
  aboveStores = paths.withAncestors (map dirOf storePaths);

  storeAbove = entry: paths.nearestAbove storeAt "/" entry.target;
  storeBelow = entry: findFirst (hasPrefix "${entry.target}/") null storePaths;

  pathIsStore = concatMap (
    path:
    map (
      entry:
      about entry "this is the path of the store `${storeAt.${path}}`"
        "Remove the entry; the store itself already survives"
    ) (filter (entry: entry.target == path) declared)
  ) (filter (path: byTarget ? ${path}) storePaths);

  # The nearest of several stores; where one is the target itself, that is said already.
  insideStores = optionals (lib.any (path: above ? ${path}) storePaths) (
    filter (entry: !(storeAt ? ${entry.target}) && storeAbove entry != null) declared
  );

  pathInsideStore = map (
    entry:
    about entry "it is inside the store `${storeAbove entry}`, so it already survives"
      "Remove the entry, or write the path that programs use"
  ) insideStores;

  pathContainsStore = optionals (intersectAttrs aboveStores byTarget != { }) (
    map
      (
        entry:
        about entry
          "the store `${storeAt.${storeBelow entry}}` is below it, and the mount would hide the store"
          "Declare only the directories in it that you want to persist"
      )
      (
        filter (
          entry: aboveStores ? ${entry.target} && !(storeAt ? ${entry.target}) && storeAbove entry == null
        ) declared
      )
  );

  ## The root

  root = config.stateless.root or { };
  rootKind = root.kind or "tmpfs";
  # Settings of the root that only some kinds use.
  usedBy = {
    btrfs = [ "btrfs" ];
    inodes = [ "tmpfs" ];
    mode = [
      "btrfs"
      "tmpfs"
    ];
    size = [ "tmpfs" ];
  };
  # What it is by default; of a set of options, all of theirs.
  defaultOf = option: option.default or (mapAttrs (_: defaultOf) option);
  rootSizeIgnored =
    map
      (name: {
        option = "stateless.root.${name}";
        problem = "it has no effect with `kind = \"${rootKind}\"`";
        fix = "Remove it";
      })
      (
        filter (
          name: !elem rootKind usedBy.${name} && root.${name} != defaultOf options.stateless.root.${name}
        ) (attrNames (optionalAttrs (root.enable or false) usedBy))
      );

  ## Known paths

  uidMapEntry = findFirst (path: byTarget ? ${path}) null [
    "/var/lib/nixos"
    "/var/lib"
    "/var"
  ];
in
{
  path-api-fs = pathApiFs;
  path-long = pathLong;

  path-nix = atAnyOf [ "/nix" ] (
    _: entry:
    about entry "the Nix store must be mounted before any persistent store"
      "Remove the entry, and declare a file system for `/nix` in `fileSystems`"
  );

  path-boot = atAnyOf known.boot (
    _: entry:
    about entry "the boot loader reads it before any persistent store is mounted"
      "Remove the entry, and declare a file system for the path in `fileSystems`"
  );

  # A scratch store is emptied at boot, so what is there is lost all the same.
  path-tmp = concatMap (
    top:
    map (
      entry:
      about entry "temporary files are expected to be lost at each boot"
        "Remove the entry; to keep large temporary files out of RAM, declare it in a store with `tier = \"scratch\"`"
    ) (filter (entry: entry.tier != "scratch") (atOrBelow top))
  ) (filter reaches known.temporary);

  path-made = map (
    entry:
    about entry
      "NixOS creates `${entry.target}` from the configuration at each boot, so files of older configurations would stay"
      "Declare only the paths in it that programs change"
  ) (filter (entry: entry.kind == "directory") (knownEntries known.made [ ]));

  size-too-small = optionals (rootKind == "tmpfs") (
    tooSmall "stateless.root.size" (config.stateless.root.size or "25%") "16M"
  );
  root-size-ignored = rootSizeIgnored;

  cannot-sync = map (
    entry: about entry "directories do not support `how = \"synced\"`" "Set `how = \"bind\"`"
  ) (filter (entry: entry.kind == "directory" && entry.own.how == "synced") special);

  path-is-store = pathIsStore;
  path-inside-store = pathInsideStore;
  path-contains-store = pathContainsStore;
  machine-id-late =
    map
      (
        entry:
        about entry (
          if entry.how == "bind" then
            "systemd reads it before stage 2 mounts it"
          else
            "systemd requires a regular file here"
        ) "Remove `how` and `phase` from the entry"
      )
      (
        filter (entry: entry.kind == "file" && (entry.phase == "stage2" || entry.how != "bind")) (
          knownEntries [ "/etc/machine-id" ] [ ]
        )
      );

  uid-map-late = optionals (uidMapEntry != null) (
    map (
      entry:
      about entry "NixOS reads user and group IDs from `/var/lib/nixos` before stage 2 mounts it"
        "Remove `phase`, or persist `/var/lib/nixos` in a separate entry"
    ) (filter (entry: entry.kind == "directory" && entry.phase == "stage2") [ first.${uidMapEntry} ])
  );
}
