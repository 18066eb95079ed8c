# What well-known services keep: entries of one store, while their service is switched on.
#
# The records are data. Their paths are added inside the store that takes them, by declaring its
# options once more: a definition from outside would have to know the name of that store, which is
# read off the set that it would define. What decides here are other options, file systems, other
# stores and what others declare in this one, never a value that the presets have a part in.
{
  config,
  lib,
  options,
  ...
}:
let
  inherit (builtins) isBool isList isString;
  inherit (lib.modules) mergeDefinitions;
  inherit (lib)
    all
    any
    attrByPath
    attrNames
    attrValues
    concatMap
    concatStringsSep
    filter
    filterAttrs
    genAttrs
    hasAttrByPath
    hasPrefix
    head
    isAttrs
    listToAttrs
    mapAttrs
    mkDefault
    mkIf
    mkMerge
    mkOption
    nameValuePair
    optional
    optionalAttrs
    removePrefix
    removeSuffix
    toList
    types
    ;

  inherit (import ../lib/types.nix { inherit lib; }) attrsOfKeyed;

  paths = import ../lib/paths.nix { inherit lib; };
  presets = import ./data.nix;

  # Where definitions of ours come from, to tell them from those of others.
  origin = "the presets of stateless";

  ## Which presets are on, and where their paths go

  # Options of services that this system does not have, or not in this release, are null. So are
  # those without a value: some paths have one only while their service is on.
  valueOf =
    option:
    if (attrByPath option { } options).isDefined or true then attrByPath option null config else null;

  isOn = value: if isBool value then value else value != null && value != [ ] && value != { };

  hasStores = config.stateless.stores != { };

  switchedOn =
    preset:
    (preset.stores && hasStores)
    || (
      any (option: isOn (valueOf option)) preset.options
      && !(preset.unless != null && isOn (valueOf preset.unless))
    )
    || any (name: config.stateless.presets.${name}.enable) preset.requiredBy;

  enabled = filter (name: config.stateless.presets.${name}.enable) (attrNames presets);

  stores = filterAttrs (_: store: store.enable) config.stateless.stores;

  inherit (import ../lib/default-store.nix { inherit lib; }) defaultStore;

  chosen =
    if config.stateless.presetStore != null then config.stateless.presetStore else defaultStore stores;

  isChosen = chosen != null && stores ? ${chosen};

  ## Records resolved

  lies = directory: path: path == directory || hasPrefix "${directory}/" path;

  listed = value: if value == null then [ ] else map toString (toList value);

  # The paths that a record means.
  pathsOf =
    place:
    let
      kind = head (attrNames place);
      inherit (place.${kind}) option directory;
      value = valueOf option;
    in
    {
      fixed = [ place.fixed ];
      setting = [
        (if value == null || lies directory (toString value) then directory else toString value)
      ];
      holds = optional (any (lies directory) (listed value)) directory;
      each = listed value;
      stored = concatMap (
        item:
        let
          path = toString item.${place.stored.attribute};
          root = stores.${chosen}.path;
        in
        optional (lies "${root}${directory}" path) (removePrefix root path + place.stored.suffix)
      ) (if value == null then [ ] else value);
    }
    .${kind};

  ownerOf =
    owner:
    let
      value = valueOf owner.option;
    in
    if isString owner then
      owner
    else if value != null then
      value
    else
      owner.name;

  resolve =
    record:
    map (path: {
      inherit (record) kind;
      path = removeSuffix "/" path;
      entry =
        mapAttrs (_: mkDefault) {
          user = ownerOf record.user;
          group = ownerOf record.group;
          inherit (record) mode reason;
        }
        // optionalAttrs (record ? phase) { phase = mkDefault record.phase; }
        // optionalAttrs (record ? onConflict) { onConflict = mkDefault record.onConflict; };
    }) (pathsOf record.place);

  ## What needs no preset

  mounts = import ../lib/checks/mounts.nix { inherit lib; } config;

  # On a file system of its own, or on one that survives, which nothing has to be moved from.
  isMounted = path: mounts.isAt path || mounts.isAt (mounts.mountOf path) && mounts.survives path;

  isIn =
    store: path:
    store.directories ? ${path}
    || store.files ? ${path}
    || paths.nearestAbove store.directories "/" path != null;

  # `stateless.machineId` may say that the id is not to be kept.
  isRefused = path: path == "/etc/machine-id" && config.stateless.machineId != "persist";

  # Mounted, in another store, in a store itself, or where presets have no business.
  isElsewhere =
    path:
    isMounted path
    || any (store: isIn store path) (attrValues (removeAttrs stores [ chosen ]))
    || any (store: lies store.path path) (attrValues stores)
    || any (directory: lies directory path) [
      "/home"
      "/nix"
      "/run"
    ];

  kept = filter (item: !isRefused item.path && !isElsewhere item.path) (
    concatMap (name: concatMap resolve presets.${name}.paths) enabled
  );

  ## Entries

  set = names: genAttrs names (_: true);

  # Whether a definition of an entry, as it was written, leaves the entry on.
  isDeclared =
    value:
    let
      type = value._type or null;
      enable = value.enable or true;
    in
    if !isAttrs value then
      true
    else if type == "if" then
      value.condition && isDeclared value.content
    else if type == "merge" then
      any isDeclared value.contents
    else if type == "override" then
      isDeclared value.content
    else if isAttrs enable then
      enable.content or true
    else
      enable;

  # A name of a list, with `mkIf` or `mkForce` around it.
  namesOf =
    file: value:
    if isString value then
      [ value ]
    else
      map (found: found.value) (mergeDefinitions [ ] types.str [ { inherit file value; } ]).defsFinal;

  # The paths that others declare. Their definitions are read before they are merged with ours.
  declaredBy =
    option:
    concatMap (
      definition:
      if isList definition.value then
        concatMap (namesOf definition.file) definition.value
      else
        filter (path: isDeclared definition.value.${path}) (attrNames definition.value)
    ) (filter (definition: definition.file != origin) option.definitionsWithLocations);

  ofKind = kind: filter (item: item.kind == kind) kept;

  # Entries of one kind, unless a directory around them is kept, or the same path as the other kind.
  entriesOf =
    kind: ownDirectories: otherKind:
    let
      above = ownDirectories // set (map (item: item.path) (ofKind "directory"));
    in
    listToAttrs (
      map (
        item:
        nameValuePair item.path (
          mkIf (paths.nearestAbove above "/" item.path == null && !otherKind ? ${item.path}) item.entry
        )
      ) (ofKind kind)
    );

  storeModule =
    { name, options, ... }:
    let
      ownDirectories = set (declaredBy options.directories);
      ownFiles = set (declaredBy options.files);
    in
    {
      _file = origin;
      config = {
        directories = mkIf (name == chosen) (entriesOf "directory" ownDirectories ownFiles);
        files = mkIf (name == chosen) (entriesOf "file" ownDirectories ownDirectories);
      };
    };

  ## Host keys

  # An empty file, which is what a store has at first, is deleted and made again: that fails at a
  # mount point. So the daemon makes its keys in the store itself. Secrets tools follow this option.
  hostKeyPaths = [
    "/etc/ssh/ssh_host_rsa_key"
    "/etc/ssh/ssh_host_ed25519_key"
  ];
  keepsHostKeys = isChosen && config.stateless.presets.ssh-host-keys.enable;
  hostKeys = map (
    path:
    {
      path = stores.${chosen}.path + path;
    }
    // (
      if path == "/etc/ssh/ssh_host_rsa_key" then
        {
          type = "rsa";
          bits = 4096;
        }
      else
        { type = "ed25519"; }
    )
  ) hostKeyPaths;

  isKept =
    path: isMounted path || any (store: lies store.path path || isIn store path) (attrValues stores);
  lostHostKeys = filter (path: !isKept path) (
    map (key: toString key.path) (
      attrByPath
        [
          "services"
          "openssh"
          "hostKeys"
        ]
        [ ]
        config
    )
  );
in
{
  # Extends the stores: the same option with another submodule, which the module system merges.
  options.stateless.stores = mkOption {
    type = attrsOfKeyed {
      key = null;
      elem = types.submodule storeModule;
      placeholder = "name";
    };
  };

  config = mkMerge [
    {
      stateless.presets = mapAttrs (_: preset: { enable = mkDefault (switchedOn preset); }) (
        filterAttrs (_: preset: preset.stores || preset.options != [ ] || preset.requiredBy != [ ]) presets
      );

      assertions = mkIf (stores != { } && enabled != [ ]) [
        {
          assertion = chosen != null;
          message =
            if all (store: store.tier == "scratch") (attrValues stores) then
              "No store can keep the paths of `stateless.presets`: ${concatStringsSep ", " (attrNames stores)} is emptied at each boot. Declare a store of a tier other than `scratch`, or turn the presets off."
            else
              "Several stores could keep the paths of `stateless.presets`: ${concatStringsSep ", " (attrNames stores)}. Choose one, for example `stateless.presetStore = \"${head (attrNames stores)}\";`.";
        }
        {
          assertion = chosen == null || isChosen;
          message = "`stateless.presetStore` is \"${toString chosen}\", which is not an enabled store. The enabled stores are: ${concatStringsSep ", " (attrNames stores)}.";
        }
      ];

      warnings = mkIf keepsHostKeys (
        map (
          path:
          "The host key `${path}` of `services.openssh.hostKeys` is not in a store, so it is lost at each boot. Remove your definition of that option, or write a path below `${stores.${chosen}.path}`."
        ) lostHostKeys
      );
    }

    (optionalAttrs
      (hasAttrByPath [
        "services"
        "openssh"
        "hostKeys"
      ] options)
      {
        services.openssh.hostKeys = mkIf (keepsHostKeys && !any isElsewhere hostKeyPaths) (
          mkDefault hostKeys
        );
      }
    )
  ];
}
