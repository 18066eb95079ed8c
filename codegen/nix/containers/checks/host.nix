# Checks of containers against their host: an attribute set of lists of findings, by id.
#
# Nearly every option read here belongs to NixOS, so each has a fallback.
{ lib }:
let
  inherit (builtins) match replaceStrings;
  inherit (lib)
    any
    attrNames
    attrValues
    concatMap
    elem
    filter
    filterAttrs
    groupBy
    hasPrefix
    head
    listToAttrs
    mapAttrsToList
    optional
    removePrefix
    showOption
    tail
    toLower
    ;

  known = import ../../lib/checks/known.nix;
  mounts = import ../../lib/checks/mounts.nix { inherit lib; };
  paths = import ../../lib/paths.nix { inherit lib; };

  # What is there after each boot, whatever the root is: the activation of NixOS makes it, or the
  # kernel and systemd do.
  made = known.apiFs ++ [
    "/bin"
    "/etc"
    "/nix"
    "/usr"
  ];
in
args@{
  config,
  containers,
  context,
  hostPaths,
  isAtOrBelow,
  isDeclared,
  names,
  optionOf,
  ours,
  ...
}:
let
  inherit (mounts config) isAt survives volatileOf;

  ## Paths of the host

  # Of each path that the host persists, what the manifest says.
  persisted = listToAttrs (
    map (entry: {
      name = entry.path;
      value = entry;
    }) config.stateless.manifest.paths
  );
  holderOf = path: persisted.${path} or (paths.nearestAbove persisted "/" path);

  stores = filterAttrs (_: store: store.enable) config.stateless.stores;
  hasScratch = any (store: store.tier == "scratch") (attrValues stores);
  storeAt = listToAttrs (
    mapAttrsToList (name: store: {
      name = store.path;
      value = name;
    }) stores
  );

  # The store that a path lies in, or null.
  storeOf = path: storeAt.${path} or (paths.nearestAbove storeAt "/" path);

  # The scratch store that a path is kept in, or null.
  scratchOf =
    path:
    let
      holder = holderOf path;
      store = if holder != null then holder.store else storeOf path;
    in
    if store != null && stores ? ${store} && stores.${store}.tier == "scratch" then store else null;

  # Of a store that is lost other checks tell.
  isLost = path: !survives path && holderOf path == null && storeOf path == null;

  lostPaths = concatMap (
    { option, path, ... }:
    let
      scratch = if hasScratch then scratchOf path else null;
    in
    if scratch != null then
      [
        {
          inherit option;
          problem = "the scratch store `${scratch}` is emptied at each boot";
          fix = "Write a path in another store";
        }
      ]
    else
      optional (isLost path && !isMade known.apiFs path) {
        inherit option;
        problem = "`${path}` is on ${volatileOf path}, so its data is lost at the next boot";
        fix = "Write a path in a store, or mount a persistent file system there";
      }
  ) (filter ({ isCreated, ... }: isCreated) hostPaths);

  isMade = tops: path: any (top: isAtOrBelow top path) tops;

  missingSources = filter (entry: !entry.create && isMissing entry.source) context.declared;

  # Layers below an overlay are never created.
  missingLayers = concatMap (
    name:
    concatMap (
      path:
      map (layer: {
        option = optionOf name [
          "stateless"
          "overlays"
          path
          "lower"
        ];
        problem = "`${layer}` is not created, and its file system is empty after each boot";
        fix = "Write a directory in a store, or mount a file system there";
      }) (filter isMissing (ours name).overlays.${path}.lower)
    ) (attrNames (ours name).overlays)
  ) (filter (name: (ours name).overlays != { }) names);

  # Secrets that are lost are missed at the start after the next boot.
  missingCredentials = concatMap (
    name:
    let
      inherit (ours name) credentials;
    in
    map (id: {
      option = optionOf name [
        "stateless"
        "credentials"
        id
        "path"
      ];
      problem = "`${credentials.${id}.path}` is on a file system that is empty after each boot";
      fix = "Write a path in a store, or in `/run` if a service creates it at each boot";
    }) (filter (id: isMissing credentials.${id}.path) (attrNames credentials))
  ) (filter (name: (ours name).credentials != { }) names);

  isMissing = path: isLost path && !isAt path && !isMade made path;

  ## Owners

  # Names are the guest's. Only those with a fixed number, in NixOS or on the host, mean the same on both
  # sides.
  isFixed =
    numbers: declared: name:
    name == "root" || numbers ? ${name} || match "[0-9]+" name != null || declared name != null;
  unknownIn =
    field: numbers: declared: what:
    concatMap (
      entry:
      concatMap
        (
          { option, owner }:
          optional (owner.${field} != null && !isFixed numbers declared owner.${field}) {
            inherit option;
            problem = "`${owner.${field}}` is a ${what} of the container, and the host does not know its ID";
            fix = "Write its ID in the container, or give the ${what} a fixed ID on the host too";
          }
        )
        (
          [
            {
              option = context.optionOf entry;
              owner = entry.own;
            }
          ]
          ++ mapAttrsToList (key: owner: {
            option = "${context.optionOf entry}.${
              showOption [
                "parents"
                key
              ]
            }";
            inherit owner;
          }) entry.own.parents
        )
    ) owned;
  owned = filter (
    entry:
    (entry.own.user != null || entry.own.group != null || entry.own.parents != { })
    && entry.create
    # What presets add belongs to root until the service takes it over.
    && isDeclared entry
  ) context.declared;

  ## Machine ids

  withId = filter (
    name:
    !elem (ours name).machineId [
      "derived"
      "random"
    ]
  ) names;

  digits = text: toLower (replaceStrings [ "-" "\n" " " ] [ "" "" "" ] text);
  hostIds = map digits (
    filter (text: text != null) [ (config.environment.etc.machine-id.text or null) ]
    ++ map (removePrefix "systemd.machine_id=") (
      filter (hasPrefix "systemd.machine_id=") (config.boot.kernelParams or [ ])
    )
  );

  idOption =
    name:
    optionOf name [
      "stateless"
      "machineId"
    ];
  sameId = name: other: {
    option = idOption name;
    problem = "${other} has the same machine ID";
    fix = "Write a different ID, or set it to `\"derived\"`";
  };

  ## Network

  networkOptions = [
    "hostBridge"
    "hostAddress"
    "hostAddress6"
    "localAddress"
    "localAddress6"
    "localMacAddress"
    "forwardPorts"
  ];
  isSet = value: value != null && value != [ ];

  # Those that are set, of a container.
  networkOf = name: filter (option: isSet (containers.${name}.${option} or null)) networkOptions;

  # `zone` gives the container a network of its own.
  dropped = concatMap (
    name:
    map (option: {
      option = optionOf name [ option ];
      problem = "it has no effect without a private network";
      fix = "Set `${optionOf name [ "privateNetwork" ]} = true`, or remove it";
    }) (networkOf name)
  ) (filter isShared names);

  # Of those that have the host's network, the few that ask for more.
  isShared =
    name:
    let
      container = containers.${name};
    in
    !(container.privateNetwork or false)
    && zoneOf name == null
    && (
      container.hostBridge or null != null
      || container.hostAddress or null != null
      || container.hostAddress6 or null != null
      || container.localAddress or null != null
      || container.localAddress6 or null != null
      || container.localMacAddress or null != null
      || container.forwardPorts or [ ] != [ ]
    );

  zoneOf = name: (ours name).network.zone;

  refused = concatMap (
    name:
    map
      (option: {
        option = optionOf name [
          "stateless"
          "network"
          "zone"
        ];
        problem = "systemd-nspawn refuses it together with `${optionOf name [ option ]}`";
        fix = "Remove one of the two";
      })
      (
        filter (option: isSet (containers.${name}.${option} or null)) [
          "hostBridge"
          "networkNamespace"
        ]
      )
  ) zoned;
  zoned = filter (name: zoneOf name != null) names;

  # By default it is on in a zone.
  unprepared = map (name: {
    option = optionOf name [ "privateNetwork" ];
    problem = "it is `false`, so NixOS configures the container for the network of the host, but `${
      optionOf name [
        "stateless"
        "network"
        "zone"
      ]
    }` gives it a private network";
    fix = "Remove it, or remove the zone";
  }) (filter (name: !(containers.${name}.privateNetwork or false) && !isNamespaced name) zoned);
  isNamespaced = name: containers.${name}.networkNamespace or null != null;

  # The start script of NixOS gives them to the host's side by its name, which is another one for what
  # is in a bridge, as a zone is. It fails, and the container with it.
  unaddressed = concatMap (
    name:
    map
      (option: {
        option = optionOf name [ option ];
        problem = "NixOS sets it on the interface `ve-${name}`, which a container in a zone does not have, so the container would not start";
        fix = "Remove it; systemd-networkd assigns addresses in a zone";
      })
      (
        filter (option: isSet (containers.${name}.${option} or null)) [
          "hostAddress"
          "hostAddress6"
          "localAddress"
          "localAddress6"
        ]
      )
  ) (filter (name: !isSet (containers.${name}.hostBridge or null)) zoned);
in
{
  store-on-tmpfs = lostPaths;

  bind-source-missing =
    map (
      entry:
      context.about entry "`${entry.source}` is not created, and its file system is empty after each boot"
        "Set `create = true`, or mount a file system there"
      // lib.optionalAttrs (entry.own.source != null) { option = "${context.optionOf entry}.source"; }
    ) missingSources
    ++ missingLayers
    ++ missingCredentials;

  unknown-user = unknownIn "user" (config.ids.uids or { }) (
    name: config.users.users.${name}.uid or null
  ) "user";
  unknown-group = unknownIn "group" (config.ids.gids or { }) (
    name: config.users.groups.${name}.gid or null
  ) "group";

  machine-id-same-as-host =
    map (name: sameId name "the host") (filter (name: elem (ours name).machineId hostIds) withId)
    ++ concatMap (group: map (name: sameId name "`${idOption (head group)}`") (tail group)) (
      attrValues (groupBy (name: (ours name).machineId) withId)
    );

  network-without-private = dropped ++ refused ++ unaddressed ++ unprepared;
}
// import ./lost.nix { inherit lib; } (args // { inherit isMissing volatileOf; })
