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
    originOf
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
        origin = originOf entry;
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

  # Users whom systemd-homed makes at run time.
  isHomed = config.services.homed.enable or false;
  unknown = what: set: name: owned: {
    inherit (owned) option;
    origin = owned.origin or null;
    problem = "the ${what} `${name}` does not exist";
    fix = "Declare it in `users.${set}`, or write the name of an existing ${what}";
  };

  unknownUser =
    map (owned: unknown "user" "users" owned.user owned) (
      filter ({ user, ... }: user != null && !isKnown userNames user) owned
    )
    ++
      map
        (
          home:
          unknown "user" "users" home.user home
          // lib.optionalAttrs isHomed {
            fix = "Declare it in `users.users`; for a user of systemd-homed persist the whole home directory, with `/home` and `/var/lib/systemd/home` in `directories` of the store itself";
          }
        )
        (
          filter ({ user, ... }: user != "root" && !(users ? ${user} && users.${user}.enable or true)) homes
        );

  unknownGroup = map (owned: unknown "group" "groups" owned.group owned) (
    filter ({ group, ... }: group != null && !isKnown groupNames group) owned
  );

  homeMissing = concatMap (
    { option, user }:
    let
      home = users.${user}.home or "/home/${user}";
    in
    optional (home == "/var/empty" || home == "/") {
      inherit option;
      problem = "user `${user}` has no home directory: `home` is `${home}`";
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

  # Of a system user the service makes what it needs.
  people = filter (name: users.${name}.isNormalUser or false && users.${name}.enable or true) (
    attrNames users
  );
  homeOwner = concatMap (
    name:
    let
      home = users.${name}.home or "/home/${name}";
    in
    map
      (
        entry:
        context.about entry "it is in the home directory of `${name}`, but belongs to root"
          "Write `${
            showOption (
              [
                "stateless"
                "stores"
                entry.scope.name
                "users"
                name
              ]
              ++ [ (if entry.kind == "file" then "files" else "directories") ]
            )
          } = [ ${lib.strings.escapeNixString (lib.removePrefix "${home}/" entry.target)} ];` instead, or set `user = \"${name}\"`"
      )
      (
        filter (
          entry:
          entry.scope.base == ""
          && entry.own.user == null
          && lib.hasPrefix "${home}/" entry.target
          # What is there twice has a finding already.
          && builtins.length context.groups.${entry.target} == 1
        ) context.declared
      )
  ) (filter (name: context.above ? ${users.${name}.home or "/home/${name}"}) people);
in
{
  home-owner = homeOwner;
  unknown-user = unknownUser;
  unknown-group = unknownGroup;
  home-missing = homeMissing;
}
