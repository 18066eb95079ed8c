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
  ...
}:
let
  inherit (builtins) baseNameOf dirOf length;
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
    optionals
    optionalString
    ;
  inherit (resolved)
    byTarget
    entries
    isEarly
    earlyEntries
    enclosing
    placeIn
    stores
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
    parentIsLate =
      parent:
      aboveEarly ? ${parent.path}
      && (numericId userIds parent.user == null || numericId groupIds parent.group == null);
  };

  aboveEarly = paths.withAncestors (map (entry: dirOf entry.target) earlyEntries);

  initrd = {
    root = "/sysroot";
    user = numericId userIds;
    group = numericId groupIds;
    ownerIsLate = _: false;
    parentIsLate = _: false;
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

  # A directory as its parent has it. Through a link the way leads elsewhere, and through a file nowhere:
  # neither would be a directory in the store. Where others could put a link, it would lead root to what
  # only root may read: there the link itself is copied, and the mount refuses it.
  withoutLink =
    entry: path:
    if entry.kind == "directory" && territories.territoryOf entry.target == null then
      "${path}/../${baseNameOf path}"
    else
      path;

  # What lies in the store. Of several lines for one path systemd-tmpfiles takes the first that it
  # keeps, and it drops a `C` line while reading when its source is missing: so what is at the
  # target is adopted, with the owners and modes it has, and otherwise the entry is created. `C`
  # never writes into a destination that has content, so nothing in the store is ever replaced.
  sourceLines =
    stage: place: entry:
    let
      ownerIsLate = stage.ownerIsLate entry;
      owned = ownership stage entry.enforce ownerIsLate entry;
      source = stage.root + entry.source;
      # A directory of root's in one of a user's is no way that systemd-tmpfiles takes: the owner is set by
      # the line that looks at the parent alone. What is adopted then gets that owner too.
      copied = if ownerIsLate then owned // { mode = "-"; } else unowned;
      adopts =
        entry.onConflict == "adopt"
        # A link that is already there would be copied as a link to itself.
        && entry.how != "symlink"
        && place != entry.source
        && !(etcIsOverlay && entry.kind == "file" && hasPrefix "/etc/" entry.target);
    in
    optional adopts (
      line "C" source copied (systemd.tmpfilesArgument (stage.root + withoutLink entry place))
    )
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
    stage: placeOnRoot: entry:
    let
      owned = ownership stage "create" false entry;
      place = stage.root + placeOnRoot;
      inherit (entry) seed;
    in
    if entry.how == "symlink" then
      [ (line "L" place (owned // { mode = "-"; }) (systemd.tmpfilesArgument entry.source)) ]
    else if entry.how == "synced" then
      [ (line "C" place unowned (systemd.tmpfilesArgument (stage.root + entry.source))) ]
      ++ seedLines stage placeOnRoot seed owned
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
          name
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
          storeName = name;
          inherit (owner) user group;
          mode = modeOf path;
          enforce = "create";
        }
      ) (attrNames (paths.withAncestors (map (entry: dirOf entry.target) members)))
    ) (attrValues (groupBy (entry: "${entry.scope.name}:${entry.scope.home}") selected));

  # The lines for a path: the store that they wait for, and where those who lie in its directory could
  # lead them.
  at = stage: store: path: place: lines: {
    inherit store path;
    name = stage.root + place;
    value = lines;
    territory = toString (territories.territoryOf path);
  };

  # Both ends of a path: in its store, and where it will be looked for. Inside another entry that is in
  # the store of that one.
  bothEnds =
    stage: store: path: source: linesOf:
    let
      outer = enclosing path;
      place = placeIn outer path;
      lines = linesOf place;
    in
    [
      (at stage store path source lines.source)
      (at stage (if outer == null then store else outer.scope.name) path place lines.target)
    ];

  entryLines =
    stage: entry:
    bothEnds stage entry.scope.name entry.target entry.source (place: {
      source = sourceLines stage place entry;
      target = targetLines stage place entry;
    });

  parentLines =
    stage: parent:
    let
      owned = ownership stage parent.enforce (stage.parentIsLate parent) parent;
      source = parent.store.path + parent.path;
      directory = path: [ (line "d" (stage.root + path) owned "-") ];
    in
    bothEnds stage parent.storeName parent.path source (place: {
      source = directory source;
      target = directory place;
    });

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

  # A group has what one service makes: the lines of one store in one territory.
  groupAt = store: territory: "${store} ${territory}";
  groupOf = item: groupAt item.store item.territory;

  # Everything above an entry is made before it, each path once in each group. What an entry says of a
  # path goes before what another says of its parents, and that before a default: `listToAttrs` keeps the
  # first.
  tmpfiles =
    stage: selected:
    let
      parents = concatMap (parentLines stage) (
        concatMap (entry: entry.parents) selected ++ parentsOf selected
      );
      items = concatMap (entryLines stage) selected ++ parents;
      # Of one path of the root, several stores have the same lines.
      linesAt = listToAttrs items;
      parentsIn = groupBy groupOf parents;
      territoryOf = entry: toString (territories.territoryOf entry.target);
      entriesIn = groupBy (entry: groupAt entry.scope.name (territoryOf entry)) selected;
      guestsIn = groupBy (entry: groupAt (enclosing entry.target).scope.name (territoryOf entry)) (
        filter (
          entry:
          let
            outer = enclosing entry.target;
          in
          outer != null && outer.scope.name != entry.scope.name
        ) (optionals (length (attrNames stores) > 1) selected)
      );
      # Territories lie in no other, and are made with what lies in none.
      territoriesIn = groupBy (item: item.store) (filter (item: item.territory != "") items);

      part =
        group: members:
        let
          inherit (head members) store territory;
          entries = entriesIn.${group} or [ ];
          made =
            map (entry: entry.target) entries
            ++ optionals (territory == "") (map (item: item.territory) (territoriesIn.${store} or [ ]));
        in
        {
          inherit store territory entries;
          # Entries of other stores that are mounted in a directory of this one.
          guests = guestsIn.${group} or [ ];
          conditions = optionalString (territory != "") (
            territories.noLinks (distinct (crossed (parentsIn.${group} or [ ]) entries))
          );
          # What things are made in. Inside another entry nothing is awaited: its mount comes after the
          # lines.
          places = map (path: stage.root + path) (
            distinct (filter (path: path != "/") (map dirOf (filter (path: enclosing path == null) made)))
          );
          text = concatMapStrings (name: concatMapStrings (line: line + "\n") linesAt.${name}) (
            distinct (map (item: item.name) members)
          );
        };
    in
    mapAttrs part (groupBy groupOf items);
in
{
  inherit
    stage2
    initrd
    tmpfiles
    ;
}
