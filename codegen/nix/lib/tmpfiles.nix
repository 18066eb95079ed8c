# The lines of tmpfiles.d that create both ends of each entry, and the directories above them.
{
  config,
  lib,
  paths,
  systemd,
  # From ./entries.nix.
  resolved,
  # From ./territories.nix.
  territories,
}:
let
  inherit (builtins) dirOf;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    concatMapStrings
    filter
    groupBy
    hasPrefix
    head
    listToAttrs
    mapAttrs
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
    systemd.tmpfilesLine (owned // { inherit type path argument; });

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
      systemd.tmpfilesLine {
        type = "z";
        path = systemd.globLiteral source;
        mode = if entry.enforce == "always" then owned.mode else "-";
        inherit (owned) user group;
      }
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

  # The lines for a path, and where those who lie in its directory could lead them.
  at = stage: path: place: lines: {
    inherit path;
    name = stage.root + place;
    value = lines;
    territory = toString (territories.territoryOf path);
  };

  parentLines =
    stage: parent:
    let
      owned = ownership stage parent.enforce false parent;
      directory = place: at stage parent.path place [ (line "d" (stage.root + place) owned "-") ];
    in
    [
      (directory (parent.store.path + parent.path))
      (directory (placeOf parent.path))
    ];

  # What must not be a link: directories above entries, in the store and where they will be looked for,
  # and entries that hold others. Where an entry is to be a link, it is none of these.
  crossed =
    items: selected:
    let
      isLink = entry: entry.how == "symlink";
      links = listToAttrs (map (entry: nameValuePair entry.target null) (filter isLink selected));
      held = listToAttrs (map (item: nameValuePair item.path null) items);
    in
    map (item: item.name) (filter (item: !links ? ${item.path}) items)
    ++ map (entry: entry.source) (
      filter (entry: held ? ${entry.target} && !links ? ${entry.target}) selected
    );

  distinct = names: attrNames (listToAttrs (map (name: nameValuePair name null) names));

  # What must be mounted before the lines run: the stores, and whatever they make things in. Inside
  # another entry nothing is awaited: its mount comes after the lines.
  mountsFor =
    stage: inStores: made:
    map (path: stage.root + path) (
      distinct (
        map (entry: entry.scope.store.path) inStores
        ++ filter (path: path != "/") (map dirOf (filter (path: enclosing path == null) made))
      )
    );

  # One file for what only root can change, and one for each territory: everything above an entry
  # before it, each path once. What an entry says of a path goes before what another says of its
  # parents, and that before a default: `listToAttrs` keeps the first.
  tmpfiles =
    stage: selected:
    let
      parents = concatMap (parentLines stage) (
        concatMap (entry: entry.parents) selected ++ parentsOf selected
      );
      parentsIn = groupBy (item: item.territory) parents;
      entriesIn = groupBy (entry: toString (territories.territoryOf entry.target)) selected;
      # Territories lie in no other, and are made with what lies in none.
      outside =
        let
          entries = entriesIn."" or [ ];
        in
        {
          inherit entries;
          conditions = "";
          stores = selected;
          mounts = mountsFor stage selected (
            map (entry: entry.target) entries ++ attrNames (removeAttrs entriesIn [ "" ])
          );
        };
      inside =
        territory:
        let
          entries = entriesIn.${territory};
        in
        {
          inherit entries;
          conditions = territories.noLinks (distinct (crossed (parentsIn.${territory} or [ ]) entries));
          stores = entries;
          mounts = mountsFor stage entries (map (entry: entry.target) entries);
        };
    in
    mapAttrs
      (
        territory: items:
        (if territory == "" then outside else inside territory)
        // {
          text = concatMapStrings (concatMapStrings (line: line + "\n")) (attrValues (listToAttrs items));
        }
      )
      (
        groupBy (item: item.territory) (
          map (entry: at stage entry.target entry.source (sourceLines stage entry)) selected
          ++ map (entry: at stage entry.target (placeOf entry.target) (targetLines stage entry)) selected
          ++ parents
        )
      );
in
{
  inherit
    stage2
    initrd
    tmpfiles
    ;
}
