# What is wrong with containers: in their own options, between the paths that they keep, and against
# the host. As in ../../stores/checks/default.nix, the schema decides the ones that need nothing but our own options
# with the same words (`schema/src/check/container.rs`).
#
# Nothing here reads the configuration of a guest.
{ lib }:
let
  inherit (builtins) intersectAttrs isInt zipAttrsWith;
  inherit (lib)
    any
    attrNames
    concatLists
    concatMap
    filter
    groupBy
    hasPrefix
    listToAttrs
    mapAttrsToList
    optional
    optionals
    removePrefix
    showOption
    ;

  contextOf = import ../../lib/checks/context.nix { inherit lib; };
  counting = import ../../lib/findings.nix { inherit lib; };
  betweenEntries = import ../../lib/checks/between.nix { inherit lib; };
  ofPaths = import ./paths.nix { inherit lib; };
  ofSettings = import ./settings.nix { inherit lib; };
  ofRam = import ./ram.nix { inherit lib; };
  ofHost = import ./host.nix { inherit lib; };
  ofIgnored = import ../../lib/checks/ignored.nix { inherit lib; };
  ofFlags = import ./flags.nix { inherit lib; };
  ofBinds = import ./binds.nix { inherit lib; };
  ofPlaces = import ./places.nix { inherit lib; };
  ofLinks = import ./links.nix { inherit lib; };
  ofValues = import ./values.nix { inherit lib; };
  ofShared = import ./shared.nix { inherit lib; };

  byTarget =
    entries:
    listToAttrs (
      map (entry: {
        name = entry.target;
        value = entry;
      }) entries
    );

  # Kept in the same place and in the same way, so that the inner entry changes nothing.
  isKept =
    { outer, entry }:
    entry.source == outer.source + removePrefix outer.target entry.target
    && entry.readOnly == outer.readOnly
    && entry.idmap == outer.idmap;
in
# `containers`: those that are enabled, by name; `entriesOf`: the records of one, by its name, as
# ../entries.nix makes them; `lostStateOf`: the directories of services that nothing keeps in one.
{
  config,
  containers,
  entriesOf,
  lostStateOf,
}:
let
  names = attrNames containers;
  ours = name: containers.${name}.stateless;
  optionOf =
    name: path:
    showOption (
      [
        "containers"
        name
      ]
      ++ path
    );

  # Whether a container has user ids of its own.
  isTranslated =
    name:
    let
      users = containers.${name}.privateUsers or "no";
    in
    users == "pick" || isInt users && users > 0;

  ## What is kept

  all = concatMap entriesOf names;

  # Of all containers at once: what is at no such path in any of them needs no second look.
  context = contextOf {
    declared = all;
    byTarget = byTarget all;
    stores = { };
  };

  # Entries of presets yield to whatever is declared.
  isDeclared =
    entry:
    let
      inherit (ours entry.scope.name) persist;
    in
    persist.directories ? ${entry.key} || persist.files ? ${entry.key};
  declaredOf = name: filter isDeclared (entriesOf name);

  mayContradict =
    intersectAttrs context.above context.byTarget != { }
    || any (entry: entry.own.parents != { }) all
    || any (
      name:
      let
        inherit (ours name) persist;
      in
      intersectAttrs persist.directories persist.files != { }
    ) names;

  between = zipAttrsWith (_: concatLists) (
    map (
      name:
      let
        declared = declaredOf name;
      in
      betweenEntries (contextOf {
        inherit declared isKept;
        byTarget = byTarget declared;
        stores = { };
        keptWhere = "";
        keptFix = "Remove one of the two";
      })
    ) (optionals mayContradict names)
  );

  ## What the host has for them

  # Whether anything is kept below `persist.root`.
  usesRoot = name: any (entry: entry.own.source == null) (entriesOf name);

  sourced = filter (entry: entry.own.source != null) all;

  # Paths of the host that are created, or written to.
  hostPaths =
    concatMap (
      name:
      optional (usesRoot name) {
        option = optionOf name [
          "stateless"
          "persist"
          "root"
        ];
        path = (ours name).persist.root;
        isCreated = true;
        isWritten = true;
      }
      ++ mapAttrsToList (path: overlay: {
        option = optionOf name [
          "stateless"
          "overlays"
          path
          "upper"
        ];
        path = overlay.upper;
        isCreated = true;
        isWritten = true;
      }) (ours name).overlays
    ) names
    ++ map (entry: {
      option = "${context.optionOf entry}.source";
      path = entry.source;
      isCreated = entry.create;
      isWritten = entry.create || !entry.readOnly;
    }) sourced;

  # Files that are links, of all containers and of one. Nearly none has any.
  links = filter (entry: entry.isLink) all;
  linksOf = name: linksBy.${name} or [ ];
  linksBy = groupBy (entry: entry.scope.name) links;

  shared = {
    inherit
      config
      containers
      context
      entriesOf
      hostPaths
      isDeclared
      isTranslated
      links
      linksOf
      lostStateOf
      names
      optionOf
      ours
      sourced
      usesRoot
      ;
    isAtOrBelow = top: path: path == top || hasPrefix "${top}/" path;
  };
in
counting config (
  zipAttrsWith (_: concatLists) [
    between
    (ofPaths shared)
    (ofSettings shared)
    (ofRam shared)
    (ofHost shared)
    (ofIgnored.ofContainers shared)
    (ofFlags shared)
    (ofBinds shared)
    (ofPlaces shared)
    (ofLinks shared)
    (ofValues shared)
    (ofShared shared)
  ]
)
