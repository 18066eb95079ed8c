# The state of services and system users in a container, as entries. The configuration of the guest
# describes it, which NixOS evaluates for the host anyway.
{ lib, paths, ... }:
let
  inherit (lib)
    attrNames
    attrValues
    concatMap
    elemAt
    filter
    filterAttrs
    genAttrs
    head
    isAttrs
    last
    listToAttrs
    mapAttrsToList
    nameValuePair
    optionalAttrs
    splitString
    ;

  isWithin =
    directories: path: directories ? ${path} || paths.nearestAbove directories "/" path != null;

  # Numbers are the same on both sides. Who has none gets the directory in the guest.
  numberOf =
    accounts: field: name:
    let
      byName = listToAttrs (
        mapAttrsToList (
          key: account: nameValuePair (account.name or key) (account.${field} or null)
        ) accounts
      );
    in
    if name == "root" then
      null
    else if builtins.match "[0-9]+" name != null then
      name
    else if byName.${name} or null == null then
      null
    else
      toString byName.${name};

  # Where a flag of systemd-nspawn mounts something.
  mountedByFlag =
    flag:
    let
      parts = splitString ":" (last (splitString "=" flag));
      kind = builtins.match "--(bind|bind-ro|inaccessible|overlay|overlay-ro|tmpfs)=.*" flag;
    in
    if kind == null then
      [ ]
    else if head kind == "overlay" || head kind == "overlay-ro" then
      [ (last parts) ]
    else if (head kind == "bind" || head kind == "bind-ro") && builtins.length parts > 1 then
      [ (elemAt parts 1) ]
    else
      [ (head parts) ];
in
{
  # What others mount in the container, by the options of its submodule; `origin` is the file of our
  # definitions.
  mountedByOthers =
    origin: options:
    let
      valuesOf =
        name:
        map (definition: definition.value) (
          filter (definition: definition.file != origin) options.${name}.definitionsWithLocations
        );
    in
    concatMap (
      binds: mapAttrsToList (name: bind: if isAttrs bind then bind.mountPoint or name else name) binds
    ) (valuesOf "bindMounts")
    ++ concatMap (map (mount: head (splitString ":" mount))) (valuesOf "tmpfs")
    ++ concatMap (concatMap mountedByFlag) (valuesOf "extraFlags");

  # Directories that nothing of `persist` keeps, by path: what the guest itself says of them.
  lostIn =
    {
      guest,
      persist,
      declared,
      stateless,
    }:
    let
      kept = listToAttrs (map (entry: nameValuePair entry.target true) declared);
      refused = filterAttrs (_: entry: !entry.enable) (persist.files // persist.directories);
      mounted = genAttrs (attrNames stateless.tmpfs ++ attrNames stateless.overlays) (_: true);
      found = import ../lib/state.nix { inherit lib; } {
        config = guest;
        inherit (persist) excludedUnits;
        excludedPaths = [ ];
      };
      lost = filterAttrs (
        path: item:
        item.tier == "data" && !refused ? ${path} && !isWithin kept path && !isWithin mounted path
      ) found;
    in
    optionalAttrs (guest != null && persist.state != "off") (
      filterAttrs (path: _: paths.nearestAbove lost "/" path == null) lost
    );

  # A setting of `persist.directories` for each of them.
  entriesOf =
    guest: lost:
    listToAttrs (
      map (
        item:
        nameValuePair item.path {
          user = numberOf guest.users.users "uid" item.user;
          group = numberOf guest.users.groups "gid" item.group;
          inherit (item) mode;
        }
      ) (filter (item: item.isKnown) (attrValues lost))
    );

  isMountedOver = mounted: isWithin (genAttrs mounted (_: true));
}
