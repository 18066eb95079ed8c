# Checks of directories of the host that a container would share with another one, or with the host,
# without a word that says so: an attribute set of lists of findings, by id.
#
# A `source` that several have is no finding: it is written down in each of them.
{ lib }:
let
  inherit (lib)
    attrNames
    attrValues
    concatMap
    filter
    filterAttrs
    genAttrs
    groupBy
    hasPrefix
    head
    listToAttrs
    mapAttrs
    mapAttrsToList
    nameValuePair
    optional
    optionals
    sort
    tail
    ;

  paths = import ../../lib/paths.nix { inherit lib; };
  inherit (import ../../lib/checks/claims.nix { inherit lib; }) fourDigits;
in
{
  config,
  containers,
  context,
  entriesOf,
  isAtOrBelow,
  names,
  optionOf,
  ours,
  sourced,
  usesRoot,
  ...
}:
let
  elsewhere = "Write a separate directory, such as `/persist/containers/NAME`";

  ## The places of containers

  roots = map (name: {
    inherit name;
    path = (ours name).persist.root;
    option = optionOf name [
      "stateless"
      "persist"
      "root"
    ];
  }) (filter (name: usesRoot name) names);

  # The first of several at one path is what the others contradict.
  rootAt = mapAttrs (_: head) rootGroups;
  rootGroups = groupBy (root: root.path) roots;

  uppers = concatMap (
    name:
    mapAttrsToList (path: overlay: {
      inherit name;
      path = overlay.upper;
      option = optionOf name [
        "stateless"
        "overlays"
        path
        "upper"
      ];
    }) (ours name).overlays
  ) (filter (name: (ours name).overlays != { }) names);

  same = other: place: {
    inherit (place) option;
    problem = "`${other}` is the same directory, so each container would write to the data of the other";
    fix = elsewhere;
  };

  sameRoots = concatMap (
    group:
    let
      sorted = sort (a: b: a.option < b.option) group;
    in
    map (same (head sorted).option) (tail sorted)
  ) (filter (group: tail group != [ ]) (attrValues rootGroups));

  sameUppers = concatMap (
    group:
    let
      sorted = sort (a: b: a.option < b.option) group;
    in
    map (same (head sorted).option) (tail sorted)
  ) (attrValues (groupBy (upper: upper.path) uppers));

  # A source that holds the root of its own container, and with it everything else that is kept.
  ownRoots = concatMap (
    entry:
    let
      inherit (ours entry.scope.name) persist;
    in
    optional
      (
        usesRoot entry.scope.name
        && isAtOrBelow entry.source persist.root
        # A look at everything, as a backup needs it, or what another finding is about.
        && (entry.create || !entry.readOnly)
        && !holdsStore entry.source
      )
      {
        option = "${context.optionOf entry}.source";
        problem = "`${
          optionOf entry.scope.name [
            "stateless"
            "persist"
            "root"
          ]
        }` is in it, so the container could reach all its persisted data through this path too, whoever owns it";
        fix = "Write a separate directory, or remove `source`";
      }
  ) sourced;

  # The same of what options of NixOS bind.
  ownBinds = concatMap (
    name:
    let
      inherit (ours name) persist;
      binds = containers.${name}.bindMounts or { };
      kept = genAttrs (map (entry: entry.target) (entriesOf name)) (_: null);
      pathOf =
        bind:
        let
          given = binds.${bind}.hostPath or null;
        in
        if given == null then bind else given;
    in
    map
      (bind: {
        option = optionOf name [
          "bindMounts"
          bind
          "hostPath"
        ];
        problem = "`${
          optionOf name [
            "stateless"
            "persist"
            "root"
          ]
        }` is in it, so the container could reach all its persisted data through this path too, whoever owns it";
        fix = "Write another directory, or use `${
          optionOf name [
            "stateless"
            "persist"
            "directories"
          ]
        }` instead";
      })
      (
        filter (
          bind:
          !kept ? ${bind}
          && !hasPrefix "/run/stateless/" bind
          && !(binds.${bind}.isReadOnly or true)
          && isAtOrBelow (pathOf bind) persist.root
        ) (optionals (usesRoot name) (attrNames binds))
      )
  ) names;

  # In what another container is given: only then can that one reach it.
  reached = concatMap (
    root:
    let
      outer = paths.nearestAbove rootAt "/" root.path;
      around = filter (entry: isAtOrBelow entry.source root.path) (entriesOf outer.name);
    in
    optionals (outer != null) (
      map (entry: {
        inherit (root) option;
        problem = "it is inside the directory that `${outer.option}` stores for `${entry.target}` of the container `${outer.name}`";
        fix = elsewhere;
      }) around
    )
  ) roots;

  ## What the host keeps

  stores = filterAttrs (_: store: store.enable) config.stateless.stores;
  storeAt = listToAttrs (mapAttrsToList (name: store: nameValuePair store.path name) stores);

  # Stores with every directory above them, each with one that lies in it.
  holding = listToAttrs (
    concatMap (path: map (above: nameValuePair above storeAt.${path}) (aboveOf path)) (
      lib.attrNames storeAt
    )
  );
  aboveOf =
    path:
    let
      parent = builtins.dirOf path;
    in
    if parent == "/" then [ ] else [ parent ] ++ aboveOf parent;

  holdsStore = path: storeAt ? ${path} || holding ? ${path};

  ofStores =
    fix: place:
    let
      found = problem: [
        {
          inherit (place) option;
          inherit problem fix;
        }
      ];
    in
    if storeAt ? ${place.path} then
      found "this is the path of the store `${storeAt.${place.path}}`, so the container could write to data of the host"
    else if holding ? ${place.path} then
      found "the store `${holding.${place.path}}` is inside it, so the container could write to data of the host"
    else
      [ ];

  wholeStores = concatMap (
    entry:
    ofStores "Write a subdirectory, or set `create = false` and `readOnly = true`" {
      option = "${context.optionOf entry}.source";
      path = entry.source;
    }
  ) (filter (entry: entry.create || !entry.readOnly) sourced);

  ## Uppers and what is bound

  bound = map (entry: {
    path = if entry.isLink then builtins.dirOf entry.source else entry.source;
    inherit entry;
  }) context.declared;
  boundAt = listToAttrs (map ({ path, entry }: nameValuePair path entry) bound);
  boundOrAbove = paths.withAncestors (map ({ path, ... }: path) bound);

  mixed = concatMap (
    upper:
    let
      around = boundAt.${upper.path} or (paths.nearestAbove boundAt "/" upper.path);
    in
    if around != null then
      [
        {
          inherit (upper) option;
          problem = "the container `${around.scope.name}` stores `${around.target}` in this directory or in one of its parents";
          fix = "Write a directory that nothing else uses";
        }
      ]
    else
      optional (boundOrAbove ? ${upper.path}) {
        inherit (upper) option;
        problem = "a container stores persisted data in it";
        fix = "Write a directory that nothing else uses";
      }
  ) uppers;

  ## Owners and modes

  # The host's own entries, at the place in their store.
  persisted = listToAttrs (
    map (path: nameValuePair path.source path) (
      filter (path: path.how != "synced") config.stateless.manifest.paths
    )
  );

  # Names are the guest's, so that only modes can be compared.
  conflictingModes = concatMap (
    entry:
    let
      path = persisted.${entry.source};
    in
    optional
      (
        persisted ? ${entry.source}
        && entry.create
        && entry.own.mode != null
        && fourDigits entry.own.mode != fourDigits path.mode
      )
      {
        option = "${context.optionOf entry}.mode";
        problem = "the host persists `${path.path}` there with mode `${path.mode}`";
        fix = "Write the same mode, or remove it and set `create = false`";
      }
  ) sourced;
in
{
  source-shared =
    sameRoots
    ++ reached
    ++ concatMap (ofStores elsewhere) (roots ++ uppers)
    ++ ownRoots
    ++ ownBinds
    ++ wholeStores
    ++ optionals (uppers != [ ]) (sameUppers ++ mixed)
    ++ optionals (sourced != [ ]) conflictingModes;
}
