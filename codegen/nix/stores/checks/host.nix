# Checks of stores and entries against the host's file systems and its initrd. An attribute set of
# lists of findings, by id.
#
# Nearly every option read here belongs to NixOS, so each has a fallback.
{ lib }:
let
  inherit (lib)
    any
    attrNames
    attrValues
    concatMap
    filter
    filterAttrs
    groupBy
    hasPrefix
    head
    mapAttrsToList
    optional
    optionals
    showOption
    ;

  known = import ../../lib/checks/known.nix;
  mounts = import ../../lib/checks/mounts.nix { inherit lib; };
in
context:
let
  inherit (context)
    about
    byTarget
    config
    declared
    early
    isEarly
    nameOf
    paths
    reaches
    stores
    ;
  inherit (mounts config)
    fileSystems
    isAt
    isDemanded
    isNeededForBoot
    isRemote
    lateMountOf
    mountOf
    survives
    volatileOf
    ;

  storeOption =
    name: option:
    showOption [
      "stateless"
      "stores"
      name
      option
    ];
  neededForBoot =
    mount:
    showOption [
      "fileSystems"
      mount
      "neededForBoot"
    ];

  ## Stores

  isMissing =
    store:
    {
      filesystem = !isAt store.path;
      subpath = mountOf store.path == "/";
      none = false;
    }
    .${store.requireMount};

  storeMissingMount = mapAttrsToList (name: store: {
    option = storeOption name "path";
    problem =
      if store.requireMount == "filesystem" then
        "no file system is mounted at `${store.path}`"
      else
        "`${store.path}` is on the root file system";
    fix =
      "Declare "
      + "`${
        showOption [
          "fileSystems"
          store.path
        ]
      }`"
      + (
        if store.requireMount == "filesystem" && mountOf store.path != "/" then
          ", or set `requireMount = \"subpath\"` for a directory of another file system"
        else
          ", or set `requireMount = \"none\"` if something else mounts it"
      );
  }) (filterAttrs (_: isMissing) stores);

  # Where another thing mounts the store, only a file system of its own tells.
  isLost =
    store:
    !isMissing store
    && !survives store.path
    && (store.requireMount != "none" || mountOf store.path != "/");

  storeOnTmpfs = mapAttrsToList (name: store: {
    option = storeOption name "path";
    problem = "`${store.path}` is on ${volatileOf store.path}, so its data is lost at the next boot";
    fix = "Mount a persistent file system there";
  }) (filterAttrs (_: isLost) stores);

  hasInitrd = config.boot.initrd.enable or true;

  storeNotNeededForBoot = optionals (hasInitrd && early != [ ]) (
    concatMap (
      entries:
      let
        entry = head entries;
        mount = lateMountOf entry.scope.store.path;
      in
      optional (mount != null) {
        option = neededForBoot mount;
        problem = "the store `${entry.scope.name}` must be mounted in the initrd for ${nameOf entry}";
        fix =
          if isRemote mount then
            "Move the entry to a local store, because this store would need the network in the initrd"
          else
            "Set it to `true`";
      }
    ) (attrValues (groupBy (entry: entry.scope.name) early))
  );

  ## Entries and file systems

  others = filter (mount: mount != "/" && reaches mount) (attrNames fileSystems);

  # Entries that lie on a file system other than the root's, with its mount point.
  onOthers = optionals (others != [ ]) (
    filter ({ mount, ... }: mount != "/") (
      map (entry: {
        inherit entry;
        mount = mountOf entry.target;
      }) declared
    )
  );
  # Another check says what is wrong there.
  isElsewhere =
    entry:
    any (top: entry.target == top || hasPrefix "${top}/" entry.target) (
      map (store: store.path) (attrValues stores) ++ [ "/nix" ] ++ known.boot
    );

  needless = map (
    { entry, mount }:
    about entry "it is on the file system of `${mount}`, which already survives"
      "Remove the entry; if that file system is emptied at each boot, add `${mount}` to `stateless.root.volatileMounts`"
  ) (filter ({ entry, mount }: survives mount && !isElsewhere entry) onOthers);

  atMount = map (
    { entry, mount }:
    about entry
      "a file system is also mounted at `${mount}`, and one of the two mounts would hide the other"
      "Remove the entry, or the one in `fileSystems`"
  ) (filter ({ entry, mount }: entry.target == mount && !survives mount) onOthers);

  # What is mounted in the initrd is hidden by what stage 2 mounts around it.
  aroundMount = optionals hasInitrd (
    concatMap (
      mount:
      let
        outer = paths.nearestAbove byTarget "/" mount;
      in
      optional (outer != null && outer.how == "bind" && outer.kind == "directory" && !isEarly outer) (
        about outer
          "the file system of `${mount}` is mounted below it earlier, and this mount would hide it"
          "Set `phase = \"initrd\"`, or declare only the directories in it that you want to persist"
      )
    ) (filter (mount: mount != "/" && isNeededForBoot mount) (attrNames fileSystems))
  );

  belowLateMount = concatMap (
    { entry, mount }:
    if entry.target == mount then
      [ ]
    else if isDemanded mount then
      [
        (about entry "the file system of `${mount}` is mounted after it, from the network or on demand"
          "Remove the entry, or mount a local file system there at boot"
        )
      ]
    else if hasInitrd && isEarly entry && !isNeededForBoot mount then
      [
        (about entry "the file system of `${mount}` is mounted after the initrd, and would hide it"
          "Set `${neededForBoot mount} = true`, or `phase = \"stage2\"` for the entry"
        )
      ]
    else
      [ ]
  ) onOthers;

  # Entries of a store on the network are mounted after local ones. Of those in the initrd, both are.
  remote = filterAttrs (_: store: isRemote store.path) stores;
  belowRemoteEntry = optionals (remote != { }) (
    concatMap (
      entry:
      let
        outer = paths.nearestAbove byTarget "/" entry.target;
      in
      optional
        (
          outer != null
          && outer.how == "bind"
          && remote ? ${outer.scope.name}
          && !(remote ? ${entry.scope.name})
          && !isEarly entry
        )
        (
          about entry
            "${nameOf outer} is mounted after it, because the store `${outer.scope.name}` is on the network"
            "Declare both in the same store"
        )
    ) declared
  );

  ## The initrd

  scriptedInitrd =
    optional (early != [ ] && hasInitrd && !(config.boot.initrd.systemd.enable or true))
      {
        option = "boot.initrd.systemd.enable";
        problem = "the initrd does not use systemd, so it does not mount ${nameOf (head early)}";
        fix = "Set it to `true`";
      };

in
{
  store-missing-mount = storeMissingMount;
  store-on-tmpfs = storeOnTmpfs;
  store-not-needed-for-boot = storeNotNeededForBoot;
  shadowed-by-filesystem = atMount ++ aroundMount;
  below-late-mount = belowLateMount ++ belowRemoteEntry;
  inherit needless;
  scripted-initrd = scriptedInitrd;
}
