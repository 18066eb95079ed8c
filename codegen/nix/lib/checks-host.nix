# Checks of stores and entries against the host: file systems, users, the initrd, keys and swap. An
# attribute set of lists of findings, by id.
#
# Nearly every option read here belongs to NixOS or to another project, so each has a fallback.
{ lib }:
let
  inherit (builtins)
    dirOf
    isString
    match
    stringLength
    substring
    ;
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
    hasSuffix
    head
    mapAttrs'
    mapAttrsToList
    nameValuePair
    optional
    optionals
    showOption
    ;

  known = import ./checks-known.nix;
  mounts = import ./checks-mounts.nix { inherit lib; };
in
context:
let
  inherit (context)
    about
    above
    byTarget
    config
    declared
    early
    first
    isEarly
    optionOf
    paths
    reaches
    special
    stores
    ;
  inherit (mounts config)
    fileSystems
    isAt
    isDemanded
    isNeededForBoot
    mountOf
    survives
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
        "`${store.path}` lies on the root file system";
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
    problem = "`${store.path}` is on a tmpfs, and everything in it is lost";
    fix = "Mount a file system there that survives";
  }) (filterAttrs (_: isLost) stores);

  hasInitrd = config.boot.initrd.enable or true;

  storeNotNeededForBoot = optionals (hasInitrd && early != [ ]) (
    concatMap (
      entries:
      let
        entry = head entries;
        mount = mountOf entry.scope.store.path;
      in
      optional (!isNeededForBoot mount) {
        option = neededForBoot mount;
        problem = "the store `${entry.scope.name}` has to be there in the initrd, for `${optionOf entry}`";
        fix = "Set it to true";
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
    about entry "it is on the file system of `${mount}`, which survives by itself"
      "Remove the entry; where that file system is emptied at each boot, set `stateless.checks.needless = \"off\"`"
  ) (filter ({ entry, mount }: survives mount && !isElsewhere entry) onOthers);

  atMount = map (
    { entry, mount }:
    about entry "a file system is mounted at `${mount}` too, and only one of them is there"
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
        about outer "the file system of `${mount}` is mounted below it before, and would be hidden"
          "Set `phase = \"initrd\"`, or write the directories in it that matter"
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
          "Persist nothing below it, or mount it like a local one"
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

  ## Users

  users = config.users.users or { };
  groups = config.users.groups or { };
  # Names in the system, which may differ from those of the attributes. One that is disabled does
  # not exist.
  named =
    set:
    mapAttrs' (name: value: nameValuePair (value.name or name) null) (
      filterAttrs (_: value: value.enable or true) set
    );
  userNames = named users;
  groupNames = named groups;
  isKnown = names: name: name == "root" || names ? ${name} || match "[0-9]+" name != null;

  # Where owners are said: of entries and of directories on the way to them.
  owned = concatMap (
    entry:
    [
      {
        option = optionOf entry;
        inherit (entry.own) user group;
      }
    ]
    ++ mapAttrsToList (key: parent: {
      option = "${optionOf entry}.${
        showOption [
          "parents"
          key
        ]
      }";
      inherit (parent) user group;
    }) entry.own.parents
  ) special;

  homes = concatMap (
    name:
    map (user: {
      option = showOption [
        "stateless"
        "stores"
        name
        "users"
        user
      ];
      inherit user;
    }) (attrNames stores.${name}.users)
  ) (attrNames stores);

  unknownUser =
    map
      ({ option, user, ... }: {
        inherit option;
        problem = "there is no user `${user}`";
        fix = "Declare it in `users.users`, or write the name of one that is there";
      })
      (
        filter ({ user, ... }: user != null && !isKnown userNames user) owned
        ++ filter (
          { user, ... }: user != "root" && !(users ? ${user} && users.${user}.enable or true)
        ) homes
      );

  unknownGroup = map ({ option, group, ... }: {
    inherit option;
    problem = "there is no group `${group}`";
    fix = "Declare it in `users.groups`, or write the name of one that is there";
  }) (filter ({ group, ... }: group != null && !isKnown groupNames group) owned);

  homeMissing = concatMap (
    { option, user }:
    let
      home = users.${user}.home or "/home/${user}";
    in
    optional (home == "/var/empty" || home == "/") {
      inherit option;
      problem = "the home of `${user}` is `${home}`, which is nobody's";
      fix = "Set `${
        showOption [
          "users"
          "users"
          user
          "home"
        ]
      }`, or write absolute paths in `directories` and `files` of the store itself";
    }
  ) homes;

  ## The initrd

  scriptedInitrd =
    optional (early != [ ] && hasInitrd && !(config.boot.initrd.systemd.enable or true))
      {
        option = "boot.initrd.systemd.enable";
        problem = "without systemd in the initrd nothing mounts `${optionOf (head early)}`";
        fix = "Set it to true";
      };

  ## Keys

  # sops-nix started by systemd waits for its keys itself.
  sopsIsLate = config.sops.useSystemdActivation or false;
  keyOf = option: path: {
    inherit option;
    path = toString path;
  };
  secretsKeys =
    optionals (!sopsIsLate) (
      map (keyOf "sops.age.keyFile") (filter (path: path != null) [ (config.sops.age.keyFile or null) ])
      ++ map (keyOf "sops.age.sshKeyPaths") (config.sops.age.sshKeyPaths or [ ])
      ++ map (keyOf "sops.gnupg.sshKeyPaths") (config.sops.gnupg.sshKeyPaths or [ ])
    )
    ++ map (keyOf "age.identityPaths") (config.age.identityPaths or [ ]);

  # The entry that a path is, or lies in.
  holderOf = path: byTarget.${path} or (paths.nearestAbove byTarget "/" path);

  secretsKeyLate = concatMap (
    { option, path }:
    let
      holder = holderOf path;
      mount = mountOf path;
    in
    if holder != null then
      optional (!isEarly holder) (
        about holder "`${option}` reads `${path}` in the initrd" "Set `phase = \"initrd\"`"
      )
    else if !survives path then
      [
        {
          inherit option;
          problem = "`${path}` is on a tmpfs, and is lost";
          fix = "Persist it, or write its path in a store";
        }
      ]
    else
      optional (!isNeededForBoot mount) {
        option = neededForBoot mount;
        problem = "`${option}` reads `${path}` in the initrd";
        fix = "Set it to true";
      }
  ) (optionals (hasInitrd && stores != { }) secretsKeys);

  digit = fromEnd: mode: substring (stringLength mode - fromEnd) 1 mode;
  othersRead = entry: match "[2-7]" (digit 1 entry.mode) != null;
  othersEnter = entry: digit 1 entry.mode != "0" || digit 2 entry.mode != "0";

  # Directories that the module makes 0700 by itself.
  isPrivate = mode: hasSuffix "700" mode;
  privateDirectories = filterAttrs (_: isPrivate) paths.systemModes;
  privateInHomes = filterAttrs (_: isPrivate) paths.homeModes;
  secretDirectories =
    attrValues (builtins.intersectAttrs privateDirectories byTarget)
    ++ filter (entry: entry.scope.base != "" && privateInHomes ? ${entry.key}) declaredInHomes;
  declaredInHomes = optionals (any (
    store:
    any (user: builtins.intersectAttrs privateInHomes user.directories != { }) (attrValues store.users)
  ) (attrValues stores)) declared;
  keyFiles =
    optionals (above ? "/etc/ssh") (
      filter (
        entry: entry.kind == "file" && paths.isHostKey entry.target && !(hasSuffix ".pub" entry.target)
      ) declared
    )
    ++ map (key: byTarget.${key.path}) (
      filter (
        { path, ... }: byTarget ? ${path} && byTarget.${path}.kind == "file" && !paths.isHostKey path
      ) secretsKeys
    );

  keyTooOpen =
    map
      (
        entry:
        about entry "the mode `${entry.mode}` lets others read a secret" "Leave `mode` at its default"
      )
      (
        filter (entry: entry.kind == "directory" && othersRead entry) secretDirectories
        ++ filter othersEnter keyFiles
      );

  ## Swap

  images =
    map (device: {
      option = "swapDevices";
      path = device.device or null;
    }) (config.swapDevices or [ ])
    ++ [
      {
        option = "boot.resumeDevice";
        path = config.boot.resumeDevice or "";
      }
    ];

  swapOrHibernationImage = concatMap (
    { option, path }:
    let
      holder = holderOf path;
    in
    if holder != null && holder.target == path then
      [
        (about holder "`${option}` uses it, and the kernel cannot swap to what is mounted or linked there"
          "Remove the entry, and write the path of a file in a store in `${option}`"
        )
      ]
    else
      optional (holder == null && !survives path) {
        inherit option;
        problem = "`${path}` is on a tmpfs, where the kernel cannot swap";
        fix = "Write the path of a file in a store";
      }
  ) (filter ({ path, ... }: isString path && hasPrefix "/" path && !(hasPrefix "/dev/" path)) images);
in
{
  store-missing-mount = storeMissingMount;
  store-on-tmpfs = storeOnTmpfs;
  store-not-needed-for-boot = storeNotNeededForBoot;
  shadowed-by-filesystem = atMount ++ aroundMount;
  below-late-mount = belowLateMount;
  inherit needless;
  unknown-user = unknownUser;
  unknown-group = unknownGroup;
  home-missing = homeMissing;
  scripted-initrd = scriptedInitrd;
  secrets-key-late = secretsKeyLate;
  key-too-open = keyTooOpen;
  swap-or-hibernation-image = swapOrHibernationImage;
}
