# What the activation of NixOS reads and makes. It runs before stage 2 mounts anything
# (nixos/modules/config/users-groups.nix and update-users-groups.pl).
{ lib }:
let
  inherit (builtins) dirOf unsafeDiscardStringContext;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    filter
    hasPrefix
    optional
    showOption
    ;

  # Nobody keeps these, and nobody has to: the Nix store is there, and the others are made anew.
  isElsewhere =
    path:
    hasPrefix "/nix/store/" path
    || hasPrefix "/run/" path
    || hasPrefix "/dev/" path
    || !(hasPrefix "/" path);
in
config:
let
  users = config.users.users or { };
  isThere = user: user.enable or true;

  passwordFileOf =
    name:
    let
      user = users.${name};
      file = user.hashedPasswordFile or null;
      path = unsafeDiscardStringContext (toString file);
    in
    optional (file != null && isThere user && !isElsewhere path) {
      option = showOption [
        "users"
        "users"
        name
        "hashedPasswordFile"
      ];
      inherit path;
    };

  # What homes are made in. A mount over it in stage 2 would hide them, and those of users that are
  # added later would never be in the store.
  aroundHomes = map (user: dirOf user.home) (
    filter (user: isThere user && user.createHome or false && user.home or "" != "") (attrValues users)
  );
in
rec {
  # With the options that name them.
  passwordFiles = concatMap passwordFileOf (attrNames users);

  paths = map (file: file.path) passwordFiles ++ filter (path: path != "/") aroundHomes;
}
