# The lines of tmpfiles.d that create what a container needs on the host: the sources of its bind
# mounts with what they lie in, and the mount points in the directory that the root is made from.
# Made by nspawn, these would belong to nobody in a user namespace.
{
  config,
  lib,
  paths,
  systemd,
  ...
}:
let
  inherit (builtins)
    concatLists
    concatStringsSep
    dirOf
    match
    ;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    filter
    listToAttrs
    mapAttrsToList
    nameValuePair
    optionalAttrs
    ;

  # Names are the guest's, but looked up on the host. Services that have a fixed number have it on
  # both sides; a name without one is left to the guest, as a line with an unknown name would be
  # skipped, and the container would not start for want of the directory.
  hostId =
    known: fixed: name:
    if known ? ${name} || match "[0-9]+" name != null then
      name
    else if fixed ? ${name} then
      toString fixed.${name}
    else
      null;
  hostUser = hostId config.users.users (config.ids.uids or { });
  hostGroup = hostId config.users.groups (config.ids.gids or { });

  line =
    {
      type,
      path,
      item,
      argument ? "-",
    }:
    let
      colon = if item.enforce == "create" then ":" else "";
      # Nearly all are root's.
      user = if item.user == "root" then "root" else hostUser item.user;
      group = if item.group == "root" then "root" else hostGroup item.group;
    in
    systemd.tmpfilesLine {
      inherit type path argument;
      mode = colon + item.mode;
      user = if user == null then "-" else colon + user;
      group = if group == null then "-" else colon + group;
    };

  rootOwned = mode: {
    user = "root";
    group = "root";
    enforce = "create";
    inherit mode;
  };

  directory = path: item: {
    name = path;
    value = [
      (line {
        type = "d";
        inherit path item;
      })
    ];
  };

  sourceLines =
    entry:
    let
      of =
        type: argument:
        line {
          inherit type argument;
          path = entry.source;
          item = entry;
        };
    in
    if entry.kind == "directory" then [ (of "d" "-") ] else systemd.fileLines "" entry.seed of;

  # The directories above entries, each with the owner of what is declared nearest above it: in the
  # tree below `persist.root`, and in the one that the guest gets. systemd-tmpfiles refuses to go from
  # a user's directory into root's.
  above =
    root: entries: others:
    let
      directories = attrNames (paths.withAncestors (map (entry: dirOf entry.target) entries ++ others));
      owned = impliedBy entries;
    in
    map (path: directory (root + path) (owned path)) directories
    ++ map (parent: directory (root + parent.path) parent) (parentsOf entries);

  parentsOf = concatMap (entry: entry.parents);

  impliedBy =
    entries:
    let
      claimed = listToAttrs (
        map (entry: nameValuePair entry.target entry) entries
        ++ map (parent: nameValuePair parent.path parent) (parentsOf entries)
      );
    in
    path:
    let
      owner = paths.nearestAbove claimed "/" path;
    in
    rootOwned (paths.systemMode path) // optionalAttrs (owner != null) { inherit (owner) user group; };

  # What something is mounted at.
  mountPoint = path: item: {
    name = path;
    value = [
      (line {
        type = if item.kind == "file" then "f" else "d";
        inherit path item;
      })
    ];
  };

  # In the root.
  mountPoints =
    template: entries: others:
    above template entries others ++ map (entry: mountPoint (template + entry.target) entry) entries;

  # And in what is kept around them.
  nestedPoints =
    bound:
    let
      owned = impliedBy bound;
    in
    map (
      {
        path,
        target,
        entry,
      }:
      if entry != null then mountPoint path entry else directory path (owned target)
    );
in
{
  # Of several lines for one path the last wins here: what somebody says of a path goes before what
  # another says of its parents, and that before a default.
  tmpfilesText =
    {
      # Entries, from ./entries.nix, and further binds of the same form.
      entries,
      # Those that are mounted in the root, and not linked to.
      bound,
      # Where something is mounted in what is kept, from ./nested.nix.
      nested,
      stateless,
      # The directory that the root is made from; null where nothing of it is used.
      template,
    }:
    let
      inherit (stateless) overlays persist tmpfs;
      created = filter (entry: entry.create) entries;
      mirrored = filter (entry: entry.isMirrored) created;
      lines =
        nestedPoints bound nested
        # Closed, because files in it have ids of the guest, and may be set-uid.
        ++ [ (directory persist.root (rootOwned "0700")) ]
        ++ above persist.root mirrored [ ]
        ++ mapAttrsToList (_: overlay: directory overlay.upper (rootOwned "0755")) overlays
        ++ map (entry: nameValuePair entry.source (sourceLines entry)) created
        ++ (
          if template == null then [ ] else mountPoints template bound (attrNames tmpfs ++ attrNames overlays)
        );
    in
    # `listToAttrs` keeps the first of several.
    concatStringsSep "\n" (concatLists (attrValues (listToAttrs (lib.reverseList lines)))) + "\n";
}
