# The lines of tmpfiles.d that create both ends of each entry, and the directories above them.
{
  config,
  lib,
  paths,
  systemd,
  # From ./entries.nix.
  resolved,
}:
let
  inherit (builtins) dirOf;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    concatMapStrings
    groupBy
    hasPrefix
    head
    listToAttrs
    mapAttrs'
    nameValuePair
    optional
    optionalString
    ;
  inherit (resolved)
    byTarget
    entries
    isEarly
    enclosing
    placeOf
    ;

  # With an overlay, /etc holds placeholders that exist to be mounted over. An empty machine-id
  # taken for data would stand for "not the first boot", and never be filled in.
  etcIsOverlay = config.system.etc.overlay.enable or false;

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

  seedLines =
    stage: path: seed: owned:
    systemd.fileLines stage.root seed (type: argument: line type (stage.root + path) owned argument);

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
        && entry.how != "symlink"
        && place != entry.source
        && !(etcIsOverlay && entry.kind == "file" && hasPrefix "/etc/" entry.target);
    in
    optional adopts (line "C" source unowned (systemd.tmpfilesArgument (stage.root + place)))
    ++ (
      if entry.kind == "directory" then
        [ (line "d" source owned "-") ]
      else
        seedLines stage entry.source entry.seed owned
    )
    # `d` and `f` are dropped where `C` was kept, which is also where the entry is mounted already.
    # This line is not.
    ++ optional (entry.enforce == "always" || ownerIsLate) (
      systemd.tmpfilesLine "z" (systemd.globLiteral source) (
        if entry.enforce == "always" then owned.mode else "-"
      ) owned.user owned.group "-"
    );

  # What lies at the target: a mount point, the link, or a copy with the owner and mode that it has in
  # the store. `L` leaves alone whatever is there, and so does `C`; the replacing forms would delete
  # it. Where the store has nothing yet, both ends are made of the same seed.
  targetLines =
    stage: entry:
    let
      owned = ownership stage "create" false entry;
      place = stage.root + placeOf entry.target;
      inherit (entry) seed;
    in
    if entry.how == "symlink" then
      [ (line "L" place (owned // { mode = "-"; }) (systemd.tmpfilesArgument entry.source)) ]
    else if entry.how == "synced" then
      [ (line "C" place unowned (systemd.tmpfilesArgument (stage.root + entry.source))) ]
      ++ seedLines stage (placeOf entry.target) seed owned
      ++ optional (entry.enforce == "always") (
        let
          always = ownership stage "always" false entry;
        in
        line "z" (systemd.globLiteral place) always "-"
      )
    else if entry.kind == "directory" then
      [ (line "d" place owned "-") ]
    else
      [
        (line "f" place owned (
          # What would be adopted after a mount that failed must be as good as the seed.
          if entry.onConflict == "adopt" && seed != null && seed ? text && systemd.fitsArgument seed.text then
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
in
{
  inherit
    stage2
    initrd
    tmpfiles
    mountsFor
    ;
}
