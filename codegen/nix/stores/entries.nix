# The paths that stores persist, with everything that their place decides: one record per entry.
{
  config,
  lib,
  paths,
  ...
}:
let
  inherit (lib)
    any
    attrNames
    attrValues
    concatMap
    concatStringsSep
    filter
    filterAttrs
    hasPrefix
    listToAttrs
    mapAttrs'
    mapAttrsToList
    nameValuePair
    optional
    optionals
    optionalString
    removePrefix
    ;

  inherit (import ../lib/default-store.nix { inherit lib; }) defaultStore;

  stores = filterAttrs (_: store: store.enable) config.stateless.stores;

  ## Stores

  # Without the store that an entry is kept in there is nothing to write to but the root. What must
  # be a mount point for that not to happen, or null. Where `fileSystems` knows nothing above the
  # path, nothing can be asked for.
  mountPointOf =
    store:
    if store.requireMount == "filesystem" then
      store.path
    else if store.requireMount == "subpath" then
      paths.nearestAbove mountPoints "/" store.path
    else
      null;

  # Whether the network has to be there first: systemd orders such file systems after all local ones.
  isRemote =
    let
      inherit (import ../lib/checks/mounts.nix { inherit lib; } config) isRemote;
    in
    store: isRemote store.path;

  # What file systems are mounted on, other than the root.
  mountPoints = removeAttrs (mapAttrs' (
    name: fileSystem:
    let
      path = fileSystem.mountPoint or name;
    in
    nameValuePair path path
  ) config.fileSystems) [ "/" ];

  # Where entries go that no store declares.
  presetStore =
    let
      named = config.stateless.presetStore;
    in
    if named == null then
      defaultStore stores
    else if stores ? ${named} then
      named
    else
      null;

  # A user that the configuration does not know is reported by a check. Until then every attribute
  # has a value, so that the check is what the user reads.
  account =
    name:
    let
      user = config.users.users.${name} or { };
    in
    {
      user = user.name or name;
      # Empty is an error that NixOS reports.
      group = if user.group or "" == "" then "users" else user.group;
      home = user.home or "/home/${name}";
      homeMode = user.homeMode or "0700";
    };

  # Paths that others say they read in the initrd, or before local mounts. The two secrets tools are
  # not part of NixOS: no option, no path.
  neededEarly =
    attrNames paths.neededInInitrd
    ++ (import ./activation.nix { inherit lib; } config).paths
    ++ import ./early-services.nix { inherit lib; } config
    ++ optional (config.services.userborn.enable or false
    ) config.services.userborn.passwordFilesLocation
    ++ map toString (
      filter (path: path != null) [ (config.sops.age.keyFile or null) ]
      ++ config.sops.age.sshKeyPaths or [ ]
      ++ config.sops.gnupg.sshKeyPaths or [ ]
      ++ config.age.identityPaths or [ ]
    );

  # The homes of people. An entry of the system for one of them belongs to its user.
  homes = listToAttrs (
    map (name: nameValuePair (account name).home (account name)) (
      filter (name: config.users.users.${name}.isNormalUser or false) (
        attrNames (config.users.users or { })
      )
    )
  );

  # A scope is what the keys of some entries are relative to: the root, or a home.
  systemScope = name: store: {
    inherit name store;
    option = [
      "stateless"
      "stores"
      name
    ];
    base = "";
    # Nothing lies in it.
    home = "//";
    user = "root";
    group = "root";
    modeOf = paths.systemMode;
  };

  userScope =
    name: store: userName:
    let
      inherit (account userName)
        user
        group
        home
        homeMode
        ;
      base = home + "/";
    in
    {
      inherit
        name
        store
        base
        home
        user
        group
        ;
      option = [
        "stateless"
        "stores"
        name
        "users"
        userName
      ];
      modeOf =
        path:
        if hasPrefix base path then
          paths.homeMode (removePrefix base path)
        else if path == home then
          homeMode
        else
          paths.systemMode path;
    };

  # A directory above an entry, which belongs to root or to the user in whose home it is.
  parentOf =
    scope: entry: key: parent:
    let
      path = if hasPrefix "/" key then key else scope.base + optionalString (scope.base == "") "/" + key;
      inHome = path == scope.home || hasPrefix "${scope.home}/" path;
    in
    {
      inherit path;
      inherit (scope) store;
      storeName = scope.name;
      inherit (parent) mode;
      inherit (entry) enforce;
      user =
        if parent.user != null then
          parent.user
        else if inHome then
          scope.user
        else
          "root";
      group =
        if parent.group != null then
          parent.group
        else if inHome then
          scope.group
        else
          "root";
    };

  # One entry with everything that its place decides.
  resolve =
    scope: kind: key: entry:
    let
      inherit (scope) store;
      target = scope.base + key;
      isMachineId = kind == "file" && target == "/etc/machine-id";
      owner = if scope.base == "" then homes.${target} or scope else scope;
    in
    {
      inherit
        kind
        scope
        key
        target
        ;
      # As declared, for the checks.
      own = entry;
      inherit (entry)
        phase
        neededBy
        enforce
        reason
        ;
      inherit (store) tier;
      # Only a file can be copied at each change; a check says so.
      how = if kind == "directory" && entry.how == "synced" then "bind" else entry.how;
      source = store.path + target;
      user = if entry.user != null then entry.user else owner.user;
      group = if entry.group != null then entry.group else owner.group;
      mode =
        if entry.mode != null then
          entry.mode
        else if kind == "file" then
          paths.fileMode target
        else if owner ? homeMode then
          owner.homeMode
        else
          scope.modeOf target;
      # Without `uninitialized` the first boot is none, and the id is never written down.
      seed = if entry.seed == null && isMachineId then { text = "uninitialized\n"; } else entry.seed;
      onConflict =
        if entry.onConflict != null then
          entry.onConflict
        # What does not outlive a boot takes nothing in.
        else if store.tier == "scratch" then
          "hide"
        # The identity of a running machine is worth more than an empty store.
        else if kind == "directory" || isMachineId then
          "adopt"
        else
          "fail";
      options = concatStringsSep "," (
        [ "bind" ] ++ store.mountOptions ++ entry.mountOptions ++ optional store.hide "x-gvfs-hide"
      );
      parents = mapAttrsToList (parentOf scope entry) entry.parents;
    };

  entriesOf =
    scope: directories: files:
    mapAttrsToList (path: entry: resolve scope "directory" path entry) (
      filterAttrs (_: entry: entry.enable) directories
    )
    ++ mapAttrsToList (path: entry: resolve scope "file" path entry) (
      filterAttrs (_: entry: entry.enable) files
    );

  # Users first: where a home is also above an entry of the system, it keeps its owner.
  written =
    concatMap (
      name:
      let
        store = stores.${name};
      in
      concatMap (
        userName:
        let
          user = store.users.${userName};
        in
        entriesOf (userScope name store userName) user.directories user.files
      ) (attrNames store.users)
    ) (attrNames stores)
    ++ concatMap (
      name:
      let
        store = stores.${name};
      in
      entriesOf (systemScope name store) store.directories store.files
    ) (attrNames stores);

  implied = import ./implied.nix { inherit config lib paths; } {
    inherit
      stores
      presetStore
      mountPoints
      byWrittenTarget
      ;
  };

  impliedEntries =
    items:
    map (
      item:
      resolve (systemScope item.store stores.${item.store}) item.kind item.path item.entry
      // {
        isImplied = true;
        inherit (item) origin;
      }
    ) (filter (item: item.store != null) items);
  fixed = optionals (stores != { }) (impliedEntries implied.fixed);
  found = optionals (stores != { }) (impliedEntries implied.state);

  declared = written ++ fixed ++ found;

  # A target that is declared twice is reported by a check; here the first one counts.
  byName = entries: listToAttrs (map (entry: nameValuePair entry.target entry) entries);
  byWrittenTarget = byName written;
  # Without those that follow from units.
  byFixedTarget = byWrittenTarget // byName fixed;
  byTarget = byFixedTarget // byName found;

  # In the order of paths: a directory before what it holds.
  entries = attrValues byTarget;

  # `auto` is the initrd for what boot reads there, and for what such a path lies in: mounted later,
  # it would hide it.
  isEarly =
    let
      above = paths.withAncestors (
        neededEarly ++ map (entry: entry.target) (filter (entry: entry.phase == "initrd") declared)
      );
      etc = import ../lib/etc.nix { inherit lib paths; } config;
      # Activation writes through the mount. In an image there is nothing to write.
      holdsFiles =
        entry: entry.kind == "directory" && !etc.isOverlay && etc.directories ? ${entry.target};
    in
    entry:
    entry.phase == "initrd"
    ||
      entry.phase == "auto"
      && (
        above ? ${entry.target}
        || paths.readWholeInInitrd ? ${dirOf entry.target}
        || paths.isHostKey entry.target
        || etc.isIn entry.target && holdsFiles entry
      );

  earlyEntries = filter isEarly entries;

  # Whether the numbers of users and groups are there, or in it: NixOS gives those that it does not find
  # anew.
  holdsAccounts =
    let
      accounts = [
        "/var/lib/nixos"
      ]
      ++ optionals (config.services.userborn.enable or false) [
        config.services.userborn.passwordFilesLocation
        "/var/lib/userborn"
      ];
      around = paths.withAncestors accounts;
      # By default Userborn writes to `/etc`, in which most is of no account.
      own = filter (directory: directory != "/etc") accounts;
    in
    path: around ? ${path} || any (directory: hasPrefix "${directory}/" path) own;

  ## Where things are before any entry is mounted

  isMountedDirectory = _: entry: entry.kind == "directory" && entry.how == "bind";

  # The nearest entry that a path is in.
  enclosing = paths.nearestAbove (filterAttrs isMountedDirectory byTarget) "/";

  # The same without entries that follow from units: where a file in `/etc` is mounted over.
  boundInEtc =
    let
      around = paths.nearestAbove (filterAttrs isMountedDirectory byFixedTarget) "/";
    in
    filter (
      entry: entry.how == "bind" && hasPrefix "/etc/" entry.target && around entry.target == null
    ) (attrValues byFixedTarget);

  # Where a path of the root will be looked for once the entry around it, if any, is mounted: in that
  # entry's store. Creating it on the root as well would be hidden, and would look like data there.
  placeIn = outer: path: if outer == null then path else outer.scope.store.path + path;
in
{
  inherit
    stores
    isRemote
    mountPointOf
    mountPoints
    declared
    byTarget
    entries
    isEarly
    earlyEntries
    holdsAccounts
    enclosing
    boundInEtc
    implied
    placeIn
    ;
}
