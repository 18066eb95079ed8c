# Checks that need nothing but our own options: an attribute set of lists of findings, by id.
{ lib }:
let
  inherit (builtins) dirOf intersectAttrs stringLength;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    filter
    findFirst
    genAttrs
    groupBy
    hasPrefix
    head
    listToAttrs
    mapAttrsToList
    optional
    optionals
    showOption
    sort
    tail
    ;

  known = import ./checks-known.nix;
  systemd = import ./systemd.nix { inherit lib; };

  set = names: genAttrs names (_: null);
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
    groups
    hasDuplicates
    isEarly
    optionOf
    paths
    reaches
    special
    stores
    ;

  ## Where an entry is

  atAnyOf = tops: make: concatMap (top: map (make top) (atOrBelow top)) (filter reaches tops);

  apiProblem = api: "`${api}` is made anew at each boot";

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
        fix = "Write a path on a file system that survives";
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
    optional (entry.how == "bind" && stringLength entry.target > 48 && length > most) (
      about entry
        "its mount unit needs a name of ${toString length} characters, and at most ${toString most} fit"
        "Persist a directory further up"
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
      about entry "this is where the store `${storeAt.${path}}` is"
        "Remove the entry; the store survives by itself"
    ) (filter (entry: entry.target == path) declared)
  ) (filter (path: byTarget ? ${path}) storePaths);

  # The nearest of several stores; where one is the target itself, that is said already.
  insideStores = optionals (lib.any (path: above ? ${path}) storePaths) (
    filter (entry: !(storeAt ? ${entry.target}) && storeAbove entry != null) declared
  );

  pathInsideStore = map (
    entry:
    about entry "it lies in the store `${storeAbove entry}`, and survives by itself"
      "Remove the entry, or write the path where programs look for it"
  ) insideStores;

  pathContainsStore = optionals (intersectAttrs aboveStores byTarget != { }) (
    map
      (
        entry:
        about entry "the store `${storeAt.${storeBelow entry}}` lies below it and would be hidden"
          "Write the directories in it that matter"
      )
      (
        filter (
          entry: aboveStores ? ${entry.target} && !(storeAt ? ${entry.target}) && storeAbove entry == null
        ) declared
      )
  );

  ## Between entries

  noun = entry: if entry.kind == "file" then "file" else "directory";

  # Each that comes after the first at its path.
  repeated = optionals hasDuplicates (
    concatMap (
      group:
      map (entry: {
        inherit entry;
        other = head group;
      }) (tail group)
    ) (attrValues groups)
  );
  removeOne = "Remove one of the two";

  duplicate = concatMap (
    { entry, other }:
    optional (entry.kind == other.kind) (
      about entry "`${entry.target}` is declared by `${optionOf other}` too" removeOne
    )
  ) repeated;

  clash = concatMap (
    { entry, other }:
    optional (entry.kind != other.kind) (
      about entry "`${entry.target}` is a ${noun entry} here and a ${noun other} in `${optionOf other}`"
        removeOne
    )
  ) repeated;

  # Each that lies below another, with the nearest one.
  outerEntries = intersectAttrs above first;
  inner = optionals (outerEntries != { }) (
    filter ({ outer, ... }: outer != null) (
      map (entry: {
        inherit entry;
        outer = paths.nearestAbove outerEntries "/" entry.target;
      }) declared
    )
  );
  isIn = test: make: map make (filter test inner);

  belowFile = { outer, ... }: outer.kind == "file";
  belowLink = pair: !belowFile pair && pair.outer.how != "bind";
  belowDirectory = pair: !belowFile pair && !belowLink pair;

  clashBelow = isIn belowFile (
    { entry, outer }:
    about entry "it lies below `${outer.target}`, which is a file in `${optionOf outer}`"
      "Declare the outer path as a directory, or remove one of the two"
  );

  belowSymlink = isIn belowLink (
    { entry, outer }:
    about entry "it lies below `${outer.target}`, which is a link in `${optionOf outer}`"
      "Set `how = \"bind\"` for the outer entry, or remove this one"
  );

  nested = isIn (pair: belowDirectory pair && pair.outer.scope.name == pair.entry.scope.name) (
    { entry, outer }:
    about entry "`${optionOf outer}` keeps it already, in the same store"
      "Remove one of the two, or move one to another store"
  );

  ## Owners and modes of directories on the way

  # Both spellings of one mode.
  fourDigits = mode: if mode != null && stringLength mode == 3 then "0${mode}" else mode;

  claimOf = path: ofParent: option: item: {
    inherit path ofParent option;
    inherit (item) user group;
    mode = fourDigits item.mode;
  };
  claimsOf =
    entry:
    [ (claimOf entry.target false (optionOf entry) entry.own) ]
    ++ mapAttrsToList (
      key: parent:
      claimOf (if hasPrefix "/" key then key else entry.scope.base + key) true (
        "${optionOf entry}.${
          showOption [
            "parents"
            key
          ]
        }"
      ) parent
    ) entry.own.parents;

  # The first that says something of a field is what later ones are compared with.
  conflictsIn =
    field: claims:
    let
      saying = filter (claim: claim.${field} != null) claims;
      expected = head saying;
    in
    map (claim: {
      inherit (claim) option;
      problem = "the ${field} of `${claim.path}` is `${claim.${field}}` here and `${expected.${field}}` in `${expected.option}`";
      fix = "Write the same in both, or only one";
    }) (filter (claim: claim.${field} != expected.${field}) saying);

  modeConflict = optionals (lib.any (entry: entry.own.parents != { }) special) (
    concatMap (
      group:
      let
        claims = sort (a: b: a.option < b.option) group;
      in
      optionals (lib.any (claim: claim.ofParent) claims) (
        concatMap (field: conflictsIn field claims) [
          "mode"
          "user"
          "group"
        ]
      )
    ) (attrValues (groupBy (claim: claim.path) (concatMap claimsOf declared)))
  );

  ## Known paths

  homesHave =
    names:
    lib.any (
      store:
      lib.any (
        user: intersectAttrs names user.files != { } || intersectAttrs names user.directories != { }
      ) (attrValues store.users)
    ) (attrValues stores);

  # Entries for any of these paths, or for any of those in homes.
  knownEntries =
    system: inHome:
    let
      names = set inHome;
    in
    concatMap (path: filter (entry: entry.target == path) declared) (
      filter (path: byTarget ? ${path}) system
    )
    ++ optionals (homesHave names) (
      filter (entry: entry.scope.base != "" && names ? ${entry.key}) declared
    );
  isFile = entry: entry.kind == "file";

  renameFile =
    map
      (
        entry:
        about entry "its program replaces it by renaming, which fails on a mount and ends a link"
          "Persist the directory it is in"
      )
      (
        filter (entry: isFile entry && (entry.how == "bind" || entry.how == "symlink")) (
          knownEntries known.renamed known.renamedInHome
        )
      );

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
    about entry "the Nix store has to be there before anything is mounted from a store"
      "Give `/nix` a file system in `fileSystems`"
  );

  path-boot = atAnyOf known.boot (
    _: entry:
    about entry "the boot loader reads it before anything is mounted from a store"
      "Give it a file system in `fileSystems`"
  );

  # A scratch store is emptied at boot, so what is there is lost all the same.
  path-tmp = concatMap (
    top:
    map (
      entry:
      about entry "what is there is meant to be lost"
        "Remove the entry; for space, give the path a file system of its own"
    ) (filter (entry: entry.tier != "scratch") (atOrBelow top))
  ) (filter reaches known.temporary);

  path-is-store = pathIsStore;
  path-inside-store = pathInsideStore;
  path-contains-store = pathContainsStore;
  inherit duplicate nested;
  file-directory-clash = clash ++ clashBelow;
  below-symlink = belowSymlink;
  mode-conflict = modeConflict;

  shadow-file = map (
    entry:
    about entry "it is replaced by renaming, which fails on a mount"
      "Declare users and their passwords, or let userborn keep the files in a directory"
  ) (knownEntries known.shadow [ ]);

  rename-file = renameFile;

  sample-leftover = map (
    entry:
    about entry "this comes from the example of another project"
      "Remove the entry, unless the path is really in use"
  ) (knownEntries known.samples known.samplesInHome);

  machine-id-late =
    map
      (
        entry:
        about entry (
          if entry.how == "bind" then
            "PID 1 reads it before stage 2"
          else
            "PID 1 wants a file there and takes nothing else"
        ) "Leave `how` and `phase` at their defaults"
      )
      (
        filter (entry: isFile entry && (entry.phase == "stage2" || entry.how != "bind")) (
          knownEntries [ "/etc/machine-id" ] [ ]
        )
      );

  uid-map-late = optionals (uidMapEntry != null) (
    map (
      entry:
      about entry "users and groups get their numbers from `/var/lib/nixos` before stage 2"
        "Leave `phase` at its default, or persist `/var/lib/nixos` in an entry of its own"
    ) (filter (entry: entry.kind == "directory" && entry.phase == "stage2") [ first.${uidMapEntry} ])
  );
}
