# The lines of tmpfiles.d that create what a container needs on the host: the sources of its bind
# mounts with what they lie in, and the mount points in the directory that the root is made from.
# Made by nspawn, these would belong to nobody in a user namespace.
{
  config,
  lib,
  paths,
  systemd,
}:
let
  inherit (builtins) dirOf match;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    concatMapStrings
    filter
    listToAttrs
    mapAttrsToList
    nameValuePair
    optionalAttrs
    optionalString
    ;

  # Names are the guest's, but looked up on the host. Services that have a fixed number have it on
  # both sides; a name without one is left to the guest, as a line with an unknown name would be
  # skipped, and the container would not start for want of the directory.
  hostId =
    known: fixed: name:
    if name == "root" || known ? ${name} || match "[0-9]+" name != null then
      name
    else if fixed ? ${name} then
      toString fixed.${name}
    else
      null;
  hostUser = hostId config.users.users (config.ids.uids or { });
  hostGroup = hostId config.users.groups (config.ids.gids or { });

  line =
    type: path: item: argument:
    let
      colon = optionalString (item.enforce == "create") ":";
      user = hostUser item.user;
      group = hostGroup item.group;
    in
    systemd.tmpfilesLine type path (colon + item.mode) (if user == null then "-" else colon + user) (
      if group == null then "-" else colon + group
    ) argument;

  rootOwned = mode: {
    user = "root";
    group = "root";
    enforce = "create";
    inherit mode;
  };

  directory = path: item: nameValuePair path [ (line "d" path item "-") ];

  sourceLines =
    entry:
    if entry.kind == "directory" then
      [ (line "d" entry.source entry "-") ]
    else
      systemd.fileLines "" entry.seed (type: argument: line type entry.source entry argument);

  # The directories above entries, each with the owner of what is declared nearest above it: in the
  # tree below `persist.root`, and in the one that the guest gets. systemd-tmpfiles refuses to go from
  # a user's directory into root's.
  above =
    root: entries: others:
    let
      parents = concatMap (entry: entry.parents) entries;
      claimed = listToAttrs (
        map (entry: nameValuePair entry.target entry) entries
        ++ map (parent: nameValuePair parent.path parent) parents
      );
      directories = attrNames (paths.withAncestors (map (entry: dirOf entry.target) entries ++ others));
      implied =
        path:
        let
          owner = paths.nearestAbove claimed "/" path;
        in
        rootOwned (paths.systemMode path) // optionalAttrs (owner != null) { inherit (owner) user group; };
    in
    map (path: directory (root + path) (implied path)) directories
    ++ map (parent: directory (root + parent.path) parent) parents;

  # Where something is mounted in the root.
  mountPoints =
    template: entries: others:
    above template entries others
    ++ map (
      entry:
      nameValuePair (template + entry.target) [
        (line (if entry.kind == "file" then "f" else "d") (template + entry.target) entry "-")
      ]
    ) entries;
in
{
  # Of several lines for one path the last wins here: what somebody says of a path goes before what
  # another says of its parents, and that before a default.
  tmpfilesText =
    {
      # Entries, from ./container-entries.nix, and further binds of the same form.
      entries,
      # Those that are mounted in the root, and not linked to.
      bound,
      stateless,
      # The directory that the root is made from; null where nothing of it is used.
      template,
    }:
    let
      inherit (stateless) overlays persist tmpfs;
      created = filter (entry: entry.create) entries;
      mirrored = filter (entry: entry.isMirrored) created;
      lines =
        # Closed, because files in it have ids of the guest, and may be set-uid.
        [ (directory persist.root (rootOwned "0700")) ]
        ++ above persist.root mirrored [ ]
        ++ mapAttrsToList (_: overlay: directory overlay.upper (rootOwned "0755")) overlays
        ++ map (entry: nameValuePair entry.source (sourceLines entry)) created
        ++ (
          if template == null then [ ] else mountPoints template bound (attrNames tmpfs ++ attrNames overlays)
        );
    in
    # `listToAttrs` keeps the first of several.
    concatMapStrings (concatMapStrings (line: line + "\n")) (
      attrValues (listToAttrs (lib.reverseList lines))
    );
}
