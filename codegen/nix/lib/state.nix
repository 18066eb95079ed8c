# Where NixOS itself says that services and users of the system keep state: directories that systemd
# makes for units, those that tmpfiles rules make, and homes.
#
# Only values are read that no entry of a store has a part in, because entries follow from them: of
# services the settings below, of files in `/etc` the names.
{ lib }:
let
  inherit (builtins) match substring unsafeDiscardStringContext;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    filter
    hasPrefix
    head
    listToAttrs
    mapAttrsToList
    nameValuePair
    optional
    stringLength
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

  tierOf = path: if hasPrefix "/var/cache/" path then "cache" else "data";
in
config:
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
in
map (item: item // { tier = tierOf item.path; }) (
  filter
    (item: isState item.path && !isInHome item.path && (item.link != null || !isBehindLink item.path))
    (
      map (item: item // { path = unsafeDiscardStringContext item.path; }) (
        units ++ rules ++ concatMap ofUser (attrNames users.users)
      )
    )
)
