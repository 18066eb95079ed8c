# Checks of the users and groups that own entries. An attribute set of lists of findings, by id.
{ lib }:
let
  inherit (builtins) match;
  inherit (lib)
    attrNames
    concatMap
    filter
    filterAttrs
    mapAttrs'
    mapAttrsToList
    nameValuePair
    optional
    showOption
    ;
in
context:
let
  inherit (context)
    config
    optionOf
    special
    stores
    ;

  users = config.users.users or { };
  groups = config.users.groups or { };
  # Names in the system, which may differ from those of the attributes. One that is disabled does
  # not exist.
  named =
    set:
    mapAttrs' (name: value: nameValuePair (value.name or name) null) (
      filterAttrs (_: value: value.enable or true) set
    );
  userNames = named users;
  groupNames = named groups;
  isKnown = names: name: name == "root" || names ? ${name} || match "[0-9]+" name != null;

  # Where owners are said: of entries and of directories on the way to them.
  owned = concatMap (
    entry:
    [
      {
        option = optionOf entry;
        inherit (entry.own) user group;
      }
    ]
    ++ mapAttrsToList (key: parent: {
      option = "${optionOf entry}.${
        showOption [
          "parents"
          key
        ]
      }";
      inherit (parent) user group;
    }) entry.own.parents
  ) special;

  homes = concatMap (
    name:
    map (user: {
      option = showOption [
        "stateless"
        "stores"
        name
        "users"
        user
      ];
      inherit user;
    }) (attrNames stores.${name}.users)
  ) (attrNames stores);

  unknownUser =
    map
      ({ option, user, ... }: {
        inherit option;
        problem = "there is no user `${user}`";
        fix = "Declare it in `users.users`, or write the name of one that is there";
      })
      (
        filter ({ user, ... }: user != null && !isKnown userNames user) owned
        ++ filter (
          { user, ... }: user != "root" && !(users ? ${user} && users.${user}.enable or true)
        ) homes
      );

  unknownGroup = map ({ option, group, ... }: {
    inherit option;
    problem = "there is no group `${group}`";
    fix = "Declare it in `users.groups`, or write the name of one that is there";
  }) (filter ({ group, ... }: group != null && !isKnown groupNames group) owned);

  homeMissing = concatMap (
    { option, user }:
    let
      home = users.${user}.home or "/home/${user}";
    in
    optional (home == "/var/empty" || home == "/") {
      inherit option;
      problem = "the home of `${user}` is `${home}`, which is nobody's";
      fix = "Set `${
        showOption [
          "users"
          "users"
          user
          "home"
        ]
      }`, or write absolute paths in `directories` and `files` of the store itself";
    }
  ) homes;

in
{
  unknown-user = unknownUser;
  unknown-group = unknownGroup;
  home-missing = homeMissing;
}
