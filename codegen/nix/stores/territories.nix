# Where somebody other than root can put a link in the place of a directory.
#
# systemd-tmpfiles refuses a path that leads from a user's directory elsewhere, but only after it
# has made the missing directories above it, through any link. So what lies in such a directory has a
# service of its own, with a condition for each directory that could be a link; and what is mounted
# there has the same conditions, because a mount would open what directories around its target keep
# closed.
#
# A territory is the topmost directory on the way to a path that is not root's alone. Nobody but root
# can replace it or what it lies in.
{
  config,
  lib,
  paths,
  systemd,
  # From ./entries.nix.
  resolved,
  ...
}:
let
  inherit (builtins)
    dirOf
    hashString
    mapAttrs
    match
    ;
  inherit (lib)
    concatMap
    concatMapStrings
    filter
    listToAttrs
    mapAttrsToList
    nameValuePair
    ;
  inherit (resolved) byTarget entries;

  isRoot = name: name == "root" || name == "0";

  # Written to by a group, or by everybody.
  isShared = mode: match "[0-7]?[0-7]([2367][0-7]|[0-7][2367])" mode != null;

  homes = listToAttrs (
    map (home: nameValuePair home null) (
      mapAttrsToList (name: user: user.home or "/home/${name}") (
        removeAttrs config.users.users [ "root" ]
      )
      ++ map (entry: entry.scope.home) (filter (entry: !isRoot entry.scope.user) entries)
    )
  );

  # Directories that are declared, and those above them with owners of their own.
  declared =
    byTarget
    // listToAttrs (
      map (parent: nameValuePair parent.path parent) (concatMap (entry: entry.parents) entries)
    );

  isOpen =
    path:
    if homes ? ${path} then
      true
    else if declared ? ${path} then
      !isRoot declared.${path}.user || isShared declared.${path}.mode
    else
      isShared (paths.systemModes.${path} or "0755");

  # For each directory above an entry the territory of what lies in it, or null.
  territories = mapAttrs (
    path: _:
    let
      around = territories.${dirOf path} or null;
    in
    if around != null then
      around
    else if isOpen path then
      path
    else
      null
  ) (paths.withAncestors (map (entry: dirOf entry.target) entries));

  territoryOf = path: territories.${dirOf path} or null;

  # A part of names: of units, and of files in /etc, whose names cannot hold every character.
  nameOf =
    territory:
    let
      escaped = systemd.escapePath territory;
    in
    if match "[a-zA-Z0-9_.-]{1,100}" escaped != null then escaped else hashString "sha256" territory;

  # A part of names too. Names of stores have no dot, so no two of these are the same.
  labelOf =
    store: territory:
    if territory == null || territory == "" then store else "${store}.below-${nameOf territory}";

  # The service that creates what a store has in a territory, or outside of any. `base` is that of a
  # stage.
  serviceOf =
    base: store: territory:
    "${base}-${labelOf store territory}.service";

  # The name of the file with its lines.
  fileOf = store: territory: "${labelOf store territory}.conf";

  # Conditions that none of some paths is a link.
  noLinks = concatMapStrings (path: ''
    ConditionPathIsSymbolicLink=!${systemd.value path}
  '');

  # A path with what it lies in, from the territory down.
  wayTo =
    territory: path: if path == territory then [ ] else wayTo territory (dirOf path) ++ [ path ];
in
{
  inherit
    territoryOf
    serviceOf
    fileOf
    noLinks
    wayTo
    ;
}
