# What survives: each entry of a store becomes a bind mount (or a link) and the tmpfiles lines that
# create both its ends.
#
# Mounts are finished unit texts, because the typed options of NixOS name a mount unit after the
# text of `Where=` and so cannot express `%`, control characters or letters outside ASCII. Owners,
# modes, seeds and adoption are one tmpfiles file with a service of its own, which runs before the
# mounts: no service ever sees a mount without its permissions, no line clashes with another
# tmpfiles file, and no script or interpreter takes part.
{ config, lib, ... }:
let
  inherit (builtins)
    dirOf
    stringLength
    toFile
    toJSON
    ;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    concatMapStrings
    concatMapStringsSep
    concatStringsSep
    filter
    filterAttrs
    groupBy
    head
    hasPrefix
    listToAttrs
    mapAttrs'
    mapAttrsToList
    mkDefault
    mkIf
    mkMerge
    nameValuePair
    optional
    optionalString
    removePrefix
    ;

  systemd = import ../lib/systemd.nix { inherit lib; };
  paths = import ../lib/paths.nix { inherit lib; };

  stores = filterAttrs (_: store: store.enable) config.stateless.stores;

  # With an overlay, /etc holds placeholders that exist to be mounted over. An empty machine-id
  # taken for data would stand for "not the first boot", and never be filled in.
  etcIsOverlay = config.system.etc.overlay.enable or false;

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
    ++ optional (config.services.userborn.enable or false
    ) config.services.userborn.passwordFilesLocation
    ++ map toString (
      filter (path: path != null) [ (config.sops.age.keyFile or null) ]
      ++ config.sops.age.sshKeyPaths or [ ]
      ++ config.sops.gnupg.sshKeyPaths or [ ]
      ++ config.age.identityPaths or [ ]
    );

  ## Entries

  # A scope is what the keys of some entries are relative to: the root, or a home.
  systemScope = name: store: {
    inherit name store;
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
      modeOf =
        path:
        if hasPrefix base path then
          paths.homeMode (removePrefix base path)
        else if path == home then
          homeMode
        else
          paths.systemMode path;
    };

  # One entry with everything that its place decides.
  resolve =
    scope: kind: key: entry:
    let
      inherit (scope) store;
      target = scope.base + key;
      isMachineId = kind == "file" && target == "/etc/machine-id";
    in
    {
      inherit kind scope target;
      inherit (entry)
        how
        phase
        neededBy
        enforce
        reason
        ;
      inherit (store) tier;
      source = store.path + target;
      user = if entry.user != null then entry.user else scope.user;
      group = if entry.group != null then entry.group else scope.group;
      mode =
        if entry.mode != null then
          entry.mode
        else if kind == "file" then
          paths.fileMode target
        else
          scope.modeOf target;
      # Without `uninitialized` the first boot is none, and the id is never written down.
      seed = if entry.seed == null && isMachineId then { text = "uninitialized\n"; } else entry.seed;
      onConflict =
        if entry.onConflict != null then
          entry.onConflict
        # The identity of a running machine is worth more than an empty store.
        else if kind == "directory" || isMachineId then
          "adopt"
        else
          "fail";
      options = concatStringsSep "," (
        [ "bind" ] ++ store.mountOptions ++ entry.mountOptions ++ optional store.hide "x-gvfs-hide"
      );
      parents = mapAttrsToList (
        key: parent:
        let
          path = if hasPrefix "/" key then key else scope.base + optionalString (scope.base == "") "/" + key;
          inHome = path == scope.home || hasPrefix "${scope.home}/" path;
        in
        {
          inherit path store;
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
        }
      ) entry.parents;
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
  declared =
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

  # A target that is declared twice is reported by a check; here the first one counts.
  byTarget = listToAttrs (map (entry: nameValuePair entry.target entry) declared);

  # In the order of paths: a directory before what it holds.
  entries = attrValues byTarget;

  # `auto` is the initrd for what boot reads there, and for what such a path lies in: mounted later,
  # it would hide it.
  isEarly =
    let
      above = paths.withAncestors (
        neededEarly ++ map (entry: entry.target) (filter (entry: entry.phase == "initrd") entries)
      );
    in
    entry:
    entry.phase == "initrd"
    || entry.phase == "auto" && (above ? ${entry.target} || paths.isHostKey entry.target);

  earlyEntries = filter isEarly entries;

  ## Where things are before any entry is mounted

  mountedDirectories = filterAttrs (
    _: entry: entry.kind == "directory" && entry.how == "bind"
  ) byTarget;

  # The nearest entry that a path lies in.
  enclosing = paths.nearestAbove mountedDirectories "/";

  # Where a path of the root will be looked for once the entry around it is mounted: in that entry's
  # store. Creating it on the root as well would be hidden, and would look like data there.
  placeOf =
    path:
    let
      outer = enclosing path;
    in
    if outer == null then path else outer.scope.store.path + path;

  ## tmpfiles

  # Numbers, because the initrd knows only a few users. No number here: null.
  userIds = mapAttrs' (name: user: nameValuePair (user.name or name) (user.uid or null)) (
    config.users.users
  );
  groupIds = mapAttrs' (name: group: nameValuePair (group.name or name) (group.gid or null)) (
    config.users.groups
  );
  numericId =
    ids: name:
    if name == "root" then
      "0"
    else if ids.${name} or null != null then
      toString ids.${name}
    else if builtins.match "[0-9]+" name != null then
      name
    else
      null;

  stage2 = {
    root = "";
    user = name: name;
    group = name: name;
    # What the initrd made without knowing the number of its owner belongs to root until now, so
    # that owner is set even on what exists. The mode was right from the start.
    ownerIsLate =
      entry:
      isEarly entry && (numericId userIds entry.user == null || numericId groupIds entry.group == null);
  };

  initrd = {
    root = "/sysroot";
    user = numericId userIds;
    group = numericId groupIds;
    ownerIsLate = _: false;
  };

  # Mode and owner of a line. `:` sets them on what is created, and leaves what exists alone.
  ownership =
    stage: enforce: ownerIsLate: item:
    let
      colon = optionalString (enforce == "create") ":";
      ownerColon = if ownerIsLate then "" else colon;
      user = stage.user item.user;
      group = stage.group item.group;
    in
    {
      mode = colon + item.mode;
      user = if user == null then "-" else ownerColon + user;
      group = if group == null then "-" else ownerColon + group;
    };

  line =
    type: path: owned: argument:
    systemd.tmpfilesLine type path owned.mode owned.user owned.group argument;

  unowned = {
    mode = "-";
    user = "-";
    group = "-";
  };

  # systemd limits the argument of a line to the length of a path.
  seedLines =
    stage: entry: owned:
    let
      inherit (entry) seed;
      create = argument: [ (line "f" (stage.root + entry.source) owned argument) ];
      # A missing source drops the line, and a file must exist: systemd makes a missing source of a
      # bind mount a directory.
      copy =
        source:
        [ (line "C" (stage.root + entry.source) owned (systemd.tmpfilesArgument (stage.root + source))) ]
        ++ create "-";
    in
    if seed == null then
      create "-"
    else if seed ? source then
      copy "${seed.source}"
    else if stringLength seed.text > 2000 then
      copy (toFile "stateless-seed" seed.text)
    else
      create (if seed.text == "" then "-" else systemd.tmpfilesArgument seed.text);

  # What lies in the store. Of several lines for one path systemd-tmpfiles takes the first that it
  # keeps, and it drops a `C` line while reading when its source is missing: so what is at the
  # target is adopted, with the owners and modes it has, and otherwise the entry is created. `C`
  # never writes into a destination that has content, so nothing in the store is ever replaced.
  sourceLines =
    stage: entry:
    let
      ownerIsLate = stage.ownerIsLate entry;
      owned = ownership stage entry.enforce ownerIsLate entry;
      source = stage.root + entry.source;
      place = placeOf entry.target;
      adopts =
        entry.onConflict == "adopt"
        # A link that is already there would be copied as a link to itself.
        && entry.how == "bind"
        && place != entry.source
        && !(etcIsOverlay && entry.kind == "file" && hasPrefix "/etc/" entry.target);
    in
    optional adopts (line "C" source unowned (systemd.tmpfilesArgument (stage.root + place)))
    ++ (
      if entry.kind == "directory" then [ (line "d" source owned "-") ] else seedLines stage entry owned
    )
    # `d` and `f` are dropped where `C` was kept, which is also where the entry is mounted already.
    # This line is not.
    ++ optional (entry.enforce == "always" || ownerIsLate) (
      systemd.tmpfilesLine "z" (systemd.globLiteral source) (
        if entry.enforce == "always" then owned.mode else "-"
      ) owned.user owned.group "-"
    );

  # What lies at the target: a mount point, or the link. `L` leaves alone whatever is there; the
  # replacing form would delete it.
  targetLines =
    stage: entry:
    let
      owned = ownership stage "create" false entry;
      place = stage.root + placeOf entry.target;
      inherit (entry) seed;
    in
    if entry.how == "symlink" then
      [ (line "L" place (owned // { mode = "-"; }) (systemd.tmpfilesArgument entry.source)) ]
    else if entry.kind == "directory" then
      [ (line "d" place owned "-") ]
    else
      [
        (line "f" place owned (
          # What would be adopted after a mount that failed must be as good as the seed.
          if entry.onConflict == "adopt" && seed != null && seed ? text && stringLength seed.text <= 2000 then
            systemd.tmpfilesArgument seed.text
          else
            "-"
        ))
      ];

  # Whose directory a path is in is what was declared nearest above it. systemd-tmpfiles refuses to
  # go from one user's directory into another's, or into root's.
  claimed =
    byTarget
    // listToAttrs (
      map (parent: nameValuePair parent.path parent) (concatMap (entry: entry.parents) entries)
    );

  # The directories above some entries. Nobody declared them: those in a home are its owner's.
  parentsOf =
    selected:
    concatMap (
      members:
      let
        inherit ((head members).scope)
          store
          home
          user
          group
          modeOf
          ;
      in
      map (
        path:
        let
          inHome = path == home || hasPrefix "${home}/" path;
          above = paths.nearestAbove claimed (if inHome then home else "/") path;
          owner =
            if above != null then
              above
            else if inHome then
              { inherit user group; }
            else
              {
                user = "root";
                group = "root";
              };
        in
        {
          inherit path store;
          inherit (owner) user group;
          mode = modeOf path;
          enforce = "create";
        }
      ) (attrNames (paths.withAncestors (map (entry: dirOf entry.target) members)))
    ) (attrValues (groupBy (entry: "${entry.scope.name}:${entry.scope.home}") selected));

  parentLines =
    stage: parent:
    let
      text = path: line "d" path (ownership stage parent.enforce false parent) "-";
      source = stage.root + parent.store.path + parent.path;
      place = stage.root + placeOf parent.path;
    in
    [
      (nameValuePair source [ (text source) ])
      (nameValuePair place [ (text place) ])
    ];

  # One file: everything above an entry before it, each path once. What an entry says of a path goes
  # before what another says of its parents, and that before a default.
  tmpfiles =
    stage: selected:
    let
      parents = concatMap (entry: entry.parents) selected ++ parentsOf selected;
      lines =
        listToAttrs (concatMap (parent: parentLines stage parent) parents)
        // listToAttrs (
          map (entry: nameValuePair (stage.root + placeOf entry.target) (targetLines stage entry)) selected
        )
        // listToAttrs (
          map (entry: nameValuePair (stage.root + entry.source) (sourceLines stage entry)) selected
        );
    in
    concatMapStrings (lines: concatMapStrings (line: line + "\n") lines) (attrValues lines);

  # What must be mounted before the lines run: the stores, and whatever the targets lie on. Inside
  # another entry nothing is awaited: its mount comes after the lines.
  mountsFor =
    stage: selected:
    map (path: stage.root + path) (
      attrNames (
        listToAttrs (
          concatMap (
            entry:
            let
              parent = dirOf entry.target;
            in
            [ (nameValuePair entry.scope.store.path null) ]
            ++ optional (parent != "/" && enclosing entry.target == null) (nameValuePair parent null)
          ) selected
        )
      )
    );

  mounted = filter (entry: entry.how == "bind") entries;

  tmpfilesText = tmpfiles stage2 entries;
  initrdTmpfilesText = tmpfiles initrd earlyEntries;
  tmpfilesFile = "/etc/stateless/tmpfiles.conf";

  tmpfilesUnit = systemd.tmpfilesService {
    description = "Create what stateless mounts need";
    file = tmpfilesFile;
    text = tmpfilesText;
    inherit (config.systemd) package;
    mounts = mountsFor stage2 entries;
    # Users first, as names are looked up; none of these waits for local-fs.target. A switch redoes
    # early units in their order through the last target, and with this service the mounts that are
    # new: by themselves they would be mounted after systemd-tmpfiles-resetup.service made
    # directories below them.
    unit = ''
      Wants=${concatMapStringsSep " " (entry: systemd.mountName entry.target) mounted}
      After=systemd-remount-fs.service systemd-sysusers.service userborn.service
      Before=local-fs.target shutdown.target sysinit-reactivation.target
      Conflicts=shutdown.target'';
  };

  # Another name than in stage 2: a unit that is active at switch-root stays so, and would not run
  # there.
  initrdTmpfilesUnit = systemd.tmpfilesService {
    description = "Create what stateless mounts need in the initrd";
    file = tmpfilesFile;
    text = initrdTmpfilesText;
    package = config.boot.initrd.systemd.package or config.systemd.package;
    # Seeds are copied out of the Nix store.
    mounts = mountsFor initrd earlyEntries ++ [ "/sysroot/nix/store" ];
    unit = ''
      After=initrd-root-fs.target initrd-etc-overlay.service
      Before=initrd-fs.target initrd-switch-root.target shutdown.target
      Conflicts=initrd-switch-root.target shutdown.target'';
  };

  ## Mounts

  mountStage2 = {
    root = "";
    service = "stateless-tmpfiles.service";
    after = "local-fs-pre.target";
    # tmpfiles of NixOS must find the mounts, at boot and at a switch, or their directories end up
    # below them.
    before = "local-fs.target systemd-tmpfiles-setup.service systemd-tmpfiles-resetup.service sysinit-reactivation.target";
    neededBy = entry: entry.neededBy;
  };

  mountInitrd = {
    root = "/sysroot";
    service = "stateless-tmpfiles-initrd.service";
    # One of the two ways NixOS mounts an overlay on /etc; the other is ordered as the parent of
    # the mount point.
    after = "initrd-etc-overlay.service";
    before = "initrd-fs.target";
    neededBy = _: [ ];
  };

  # `RequiresMountsFor=` the store: without it nothing is mounted, rather than an empty directory.
  # The service is only wanted: a failed line must not keep back every mount, and restarting it at a
  # switch must not restart them.
  #
  # `X-StopOnRemoval`: an entry that is removed stays mounted until the next boot, because services
  # may be using it.
  mountText =
    stage: entry:
    let
      what = systemd.value (stage.root + entry.source);
      where = systemd.value (stage.root + entry.target);
      before = concatStringsSep " " ([ stage.before ] ++ stage.neededBy entry);
      isFile = entry.kind == "file";
    in
    ''
      [Unit]
      Description=${where} from stateless store
      DefaultDependencies=no
      RequiresMountsFor=${systemd.word (stage.root + entry.scope.store.path)}
      Wants=${stage.service}
      After=${stage.after} ${stage.service}
      Before=${before} umount.target
      Conflicts=umount.target
      X-StopOnRemoval=false
    ''
    # systemd would create a missing source as a directory.
    + optionalString isFile ''
      AssertPathExists=${what}
      AssertPathIsDirectory=!${what}
    ''
    # Both are false for an empty mount point, which holds no data.
    + optionalString (entry.onConflict == "fail") (
      if isFile then
        ''
          AssertFileNotEmpty=!${where}
        ''
      else
        ''
          AssertDirectoryNotEmpty=!${where}
        ''
    )
    + ''

      [Mount]
      What=${what}
      Where=${where}
      Type=none
      Options=${systemd.value entry.options}
    '';

  mountUnits =
    stage: target: selected:
    listToAttrs (
      map (
        entry:
        nameValuePair (systemd.mountName (stage.root + entry.target)) (
          let
            neededBy = stage.neededBy entry;
            text = mountText stage entry;
          in
          # A mount that fails must stop the boot: services would write to a root that is gone
          # tomorrow. One that may refuse must not: refused at a switch, it would send a running
          # host to the emergency shell, with the data that it refused to hide.
          if entry.onConflict != "fail" then
            {
              inherit text;
              requiredBy = [ target ] ++ neededBy;
            }
          else
            {
              inherit text;
              wantedBy = [ target ];
              requiredBy = neededBy;
            }
        )
      ) (filter (entry: entry.how == "bind") selected)
    );

  # tmpfiles says nothing when a link could not be made because something else is there.
  links = filter (entry: entry.how == "symlink") entries;

  linksUnit = {
    text = ''
      [Unit]
      Description=Links to stateless stores
      DefaultDependencies=no
      Wants=stateless-tmpfiles.service
      After=stateless-tmpfiles.service local-fs.target
      Before=shutdown.target
      Conflicts=shutdown.target
      X-Restart-Triggers=${builtins.hashString "sha256" tmpfilesText}
      ${concatMapStrings (entry: ''
        AssertPathIsSymbolicLink=${systemd.value entry.target}
      '') links}'';
    wantedBy = [ "sysinit.target" ];
  };

  ## Manifest

  # The root, in the order of paths. What tools need to find and to judge the data, nothing of how
  # it gets to its place.
  manifest = {
    version = 1;
    paths = map (entry: {
      path = entry.target;
      store = entry.scope.name;
      inherit (entry)
        source
        kind
        how
        tier
        user
        group
        mode
        reason
        ;
      phase = if isEarly entry then "initrd" else "stage2";
    }) entries;
  };

  hasEntries = entries != [ ];
in
{
  config = mkMerge [
    {
      stateless.manifest = manifest;
    }

    (mkIf hasEntries {
      environment.etc = {
        "stateless/manifest.json".text = toJSON config.stateless.manifest;
        "stateless/tmpfiles.conf".text = tmpfilesText;
      };

      systemd.units = mkMerge [
        (mountUnits mountStage2 "local-fs.target" entries)
        {
          "stateless-tmpfiles.service" = {
            text = tmpfilesUnit;
            wantedBy = [ "local-fs.target" ];
            requiredBy = [ "sysinit-reactivation.target" ];
          };
        }
        (mkIf (links != [ ]) { "stateless-links.target" = linksUnit; })
      ];
    })

    # Mounts in the initrd are there again in stage 2, above: shutdown unmounts them in order, and a
    # switch to a configuration that adds one mounts it.
    (mkIf (earlyEntries != [ ]) {
      boot.initrd.systemd = {
        contents.${tmpfilesFile}.text = initrdTmpfilesText;
        # The initrd holds the tools that upstream units use, by path.
        storePaths = [
          "${config.boot.initrd.systemd.package or config.systemd.package}/bin/systemd-tmpfiles"
        ];
        units = mkMerge [
          (mountUnits mountInitrd "initrd-fs.target" earlyEntries)
          {
            "stateless-tmpfiles-initrd.service" = {
              text = initrdTmpfilesUnit;
              wantedBy = [ "initrd-fs.target" ];
            };
          }
        ];
      };
    })

    # Committing writes the id through the mount into the store, which is right on the first boot
    # and an error on every later one, when there is nothing temporary to commit. NixOS sets the
    # same two as defaults where /etc is immutable.
    (mkIf (byTarget ? "/etc/machine-id") {
      systemd.services.systemd-machine-id-commit.unitConfig = {
        ConditionFirstBoot = mkDefault [
          ""
          "true"
        ];
        ConditionPathIsMountPoint = mkDefault "/etc/machine-id";
      };
    })
  ];
}
