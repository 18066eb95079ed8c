# Where NixOS itself says that services and users of the system keep state: directories that systemd
# makes for units, those that tmpfiles rules make, and homes.
#
# Only values are read that no entry of a store has a part in, because entries follow from them.
{ lib }:
let
  inherit (builtins) match substring unsafeDiscardStringContext;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    elem
    filter
    groupBy
    hasPrefix
    head
    listToAttrs
    mapAttrs
    mapAttrsToList
    nameValuePair
    optional
    stringLength
    unique
    ;

  paths = import ./paths.nix { inherit lib; };
  set = names: lib.genAttrs names (_: true);
  isWithin =
    directories: path: directories ? ${path} || paths.nearestAbove directories "/" path != null;

  # Octal digits, of which systemd takes any number, as four; or a default.
  modeOf =
    default: value:
    let
      found = match "[~:]*0*([0-7]{1,4})" (toString value);
      digits = head found;
    in
    if found == null then default else substring 0 (4 - stringLength digits) "000" + digits;

  ## Paths

  # Made anew at each boot, mounted over, or nothing that a service has to itself.
  isTemporary = isWithin (set [
    "/bin"
    "/boot"
    "/dev"
    "/efi"
    "/lib"
    "/lib64"
    "/media"
    "/mnt"
    "/nix"
    "/proc"
    "/run"
    "/sbin"
    "/sys"
    "/tmp"
    "/usr"
    "/var/empty"
    "/var/lock"
    "/var/log"
    "/var/run"
    "/var/tmp"
  ]);

  # What many share.
  shared = set [
    "/"
    "/etc"
    "/home"
    "/opt"
    "/root"
    "/srv"
    "/var"
    "/var/cache"
    "/var/cache/private"
    "/var/db"
    "/var/lib"
    "/var/lib/private"
    "/var/spool"
  ];

  isState =
    path:
    match "(/[^/]+)+" path != null
    && match ".*/[.][.]?(/.*)?" path == null
    && !shared ? ${path}
    && !isTemporary path;

in
{
  # Of the system that is looked at: the host, or the guest of a container.
  config,
  # Units and paths that are no state.
  excludedUnits,
  excludedPaths,
}:
let
  inherit (config) users;

  ## Owners

  # The group of each user, and all groups, by name.
  groupOfUser = listToAttrs (
    mapAttrsToList (name: user: nameValuePair (user.name or name) (user.group or "")) users.users
  );
  isGroup = set (mapAttrsToList (name: group: group.name or name) users.groups);

  # Whom the configuration does not know gets the directory from systemd, when the service starts.
  isNumber = name: match "[0-9]+" name != null;
  ownedBy =
    userName: groupName:
    let
      user = toString userName;
      group = toString groupName;
      ownGroup = groupOfUser.${user} or "";
    in
    {
      user = if isNumber user || groupOfUser ? ${user} then user else "root";
      group =
        if isNumber group || isGroup ? ${group} then
          group
        else if group == "" && isGroup ? ${ownGroup} then
          ownGroup
        else
          "root";
    };

  ## Units, tmpfiles

  units = import ./state/units.nix { inherit lib; } {
    services = config.systemd.services or { };
    inherit modeOf ownedBy;
  };
  rules = import ./state/tmpfiles.nix { inherit lib; } {
    tmpfiles = config.systemd.tmpfiles or { };
    inherit modeOf ownedBy;
  };

  # systemd moves what is here, and leaves a link.
  isBehindLink = isWithin (set (filter (link: link != null) (map (item: item.link) units)));

  ## Homes

  ofUser =
    name:
    let
      user = users.users.${name};
      path = toString (user.home or "");
    in
    optional
      (
        user.enable or true
        && !(user.isNormalUser or false)
        && (user.createHome or false || hasPrefix "/var/lib/" path)
      )
      {
        option = [
          "users"
          "users"
          name
          "home"
        ];
        inherit path;
        unit = null;
        isKnown = true;
        link = null;
        reason = "Home of user ${name}";
        mode = modeOf "0700" (user.homeMode or "0700");
        inherit (ownedBy (user.name or name) (user.group or "")) user group;
      };

  ## Everything

  isInHome = isWithin (
    set (
      map (user: toString (user.home or "")) (
        filter (user: user.isNormalUser or false) (attrValues users.users)
      )
    )
  );
  etc = import ./etc.nix { inherit lib paths; } config;
  # Where the configuration itself writes: an old version of it must not stay.
  isDeclarative = path: etc.isIn path && (etc.isImmutable || etc.directories ? ${path});

  all = map (item: item // { path = unsafeDiscardStringContext item.path; }) (
    units ++ rules ++ concatMap ofUser (attrNames users.users)
  );

  isExcluded = item: item.unit != null && elem item.unit excludedUnits;
  isOut = isWithin (set (map (item: item.path) (filter isExcluded all) ++ excludedPaths));
in
# By path, with everybody who keeps state there. What systemd says of a directory comes first, because
# it holds when the service runs.
mapAttrs
  (
    path: items:
    head items
    // {
      reasons = unique (map (item: item.reason) items);
      tier = if hasPrefix "/var/cache/" path then "cache" else "data";
    }
  )
  (
    groupBy (item: item.path) (
      filter (
        item:
        isState item.path
        && !isOut item.path
        && !isInHome item.path
        && (item.link != null || !isBehindLink item.path)
        && !isDeclarative item.path
      ) all
    )
  )
