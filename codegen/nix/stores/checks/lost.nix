# Checks of what an emptied root loses while nothing says so. An attribute set of lists of findings, by
# id.
#
# Nearly every option read here belongs to NixOS, so each has a fallback.
{ lib }:
let
  inherit (lib)
    any
    attrNames
    concatMapStringsSep
    filter
    findFirst
    optional
    optionals
    take
    ;

  mounts = import ../../lib/checks/mounts.nix { inherit lib; };
  keeping = import ./keeping.nix { inherit lib; };
in
context:
let
  inherit (context)
    about
    byTarget
    config
    declared
    stores
    ;
  inherit (mounts config) isAt survives;
  inherit (keeping context) isKeptPath keepIt;

  isVolatile = isAt "/" && !survives "/";

  ## Passwords

  users = config.users.users or { };
  has = field: user: user.${field} or null != null;
  keysOf = user: user.openssh.authorizedKeys or { };
  canLogIn =
    user:
    any (field: has field user) [
      "hashedPassword"
      "hashedPasswordFile"
      "initialHashedPassword"
      "initialPassword"
      "password"
    ]
    || (keysOf user).keys or [ ] != [ ]
    || (keysOf user).keyFiles or [ ] != [ ];
  withoutPassword = filter (
    name: users.${name}.isNormalUser or false && users.${name}.enable or true && !canLogIn users.${name}
  ) (attrNames users);
  shadow =
    if config.services.userborn.enable or false then
      config.services.userborn.passwordFilesLocation or "/etc"
    else
      "/etc";

  passwordLost =
    optional
      (
        isVolatile
        && config.stateless.passwords or "unmanaged" == "declarative"
        && config.users.mutableUsers or false
        && !isKeptPath shadow
      )
      {
        option = "users.mutableUsers";
        problem =
          "passwords set with `passwd` are lost at the next boot"
          + (
            if withoutPassword == [ ] then
              ""
            else
              ", and the configuration has none for ${
                concatMapStringsSep ", " (name: "`${name}`") (take 5 withoutPassword)
              }, who cannot log in"
          );
        fix = "Set `users.mutableUsers = false` and a `hashedPassword`, or a `hashedPasswordFile` in a store, for each user who logs in; or keep changes made with `passwd`: `stateless.passwords = \"userborn\"`";
      };

  ## Numbers of users and groups

  groups = config.users.groups or { };
  isChanging =
    set: field: name:
    set ? ${name} && set.${name}.${field} or null == null;
  changing = findFirst (entry: entry.changes != [ ]) null (
    map (entry: {
      inherit entry;
      changes =
        map (name: "users.users.${name}.uid") (filter (isChanging users "uid") [ entry.user ])
        ++ map (name: "users.groups.${name}.gid") (filter (isChanging groups "gid") [ entry.group ]);
    }) declared
  );
  uidMapLost =
    optional
      (
        isVolatile
        && stores != { }
        && !(config.services.userborn.enable or false)
        && !isKeptPath "/var/lib/nixos"
        && changing != null
      )
      {
        option = builtins.head changing.changes;
        problem = "the ID of the owner of `${changing.entry.target}` can change at each boot, because `/var/lib/nixos` is lost";
        fix = "Set it to a fixed ID, or ${keepIt "directory" "/var/lib/nixos"}";
      };

  ## Host keys

  daemon = config.services.openssh or { };
  hostKeyFile =
    map
      (
        key:
        let
          entry = byTarget.${key};
        in
        about entry
          "`sshd-keygen.service` deletes an empty key before it creates one, which fails on a mount: a new machine gets no host key"
          "Set its `path` in `services.openssh.hostKeys` to `${entry.source}`; the entry can stay"
      )
      (
        filter (path: byTarget ? ${path} && byTarget.${path}.kind == "file") (
          optionals (daemon.enable or false || daemon.generateHostKeys or false) (
            map (key: toString key.path) (daemon.hostKeys or [ ])
          )
        )
      );

in
{
  password-lost = passwordLost;
  uid-map-lost = uidMapLost;
  host-key-file = hostKeyFile;
  path-lost = optionals isVolatile (import ./lost-paths.nix { inherit lib; } context);
}
