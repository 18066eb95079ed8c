# Checks of what the options of a container cannot have together: an attribute set of lists of
# findings, by id.
{ lib }:
let
  inherit (builtins)
    isInt
    match
    replaceStrings
    stringLength
    ;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    elem
    filter
    groupBy
    head
    tail
    ;

  # As systemd-nspawn takes it: a host name.
  label = "[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?";
  isMachineName = name: stringLength name <= 64 && match "${label}([.]${label})*" name != null;
  hasUnderscore = name: replaceStrings [ "_" ] [ "" ] name != name;

  # How many ids a container has.
  idRange = 65536;
  remainder = base: base - base / idRange * idRange;
in
{
  config,
  names,
  optionOf,
  ours,
  ...
}:
let
  finding = name: path: problem: fix: {
    option = optionOf name ([ "stateless" ] ++ path);
    inherit problem fix;
  };

  overlays = filter (name: (ours name).root.mode == "overlay") names;
  fixedLimit =
    option: name:
    finding name [
      "root"
      option
    ] "systemd-nspawn uses fixed limits for an overlay" "Remove it, or set `mode = \"ephemeral\"`";

  ## User ids

  base =
    name:
    finding name [
      "users"
      "base"
    ];

  # Most have neither.
  based = filter (name: (ours name).users.mode == "fixed" || (ours name).users.base != null) names;

  problemOf =
    name:
    let
      inherit (ours name) users;
      most = users.base - remainder users.base;
    in
    if users.mode != "fixed" then
      [
        (base name "it has no effect without `mode = \"fixed\"`"
          "Set `users.mode = \"fixed\"`, or remove it"
        )
      ]
    else if users.base == null then
      [
        (base name "`mode = \"fixed\"` requires it"
          "Write a multiple of 65536 that nothing else uses, such as 655360"
        )
      ]
    else if remainder users.base != 0 then
      [
        (base name "${toString users.base} is not a multiple of 65536"
          "Write ${toString most}, or another multiple"
        )
      ]
    else
      [ ];

  sameBase = concatMap (
    group:
    map (
      name:
      base name "`${
        (base (head group) "" "").option
      }` has the same value" "Write another multiple of 65536"
    ) (tail group)
  ) (attrValues (groupBy (name: toString (ours name).users.base) bases));

  # Ids that other containers have without a word of ours.
  bases = filter (name: problemOf name == [ ]) based;
  foreign = filter (
    other:
    isInt (usersOf other)
    && usersOf other > 0
    && !(elem other names && (ours other).users.mode == "fixed")
  ) (attrNames config.containers);
  usersOf = other: config.containers.${other}.privateUsers or "no";
  foreignBase = concatMap (
    name:
    let
      own = (ours name).users.base;
    in
    map (
      other:
      base name "`${
        optionOf other [ "privateUsers" ]
      }` uses some of these IDs" "Write another multiple of 65536"
    ) (filter (other: usersOf other < own + idRange && own < usersOf other + idRange) foreign)
  ) bases;
in
{
  name-underscore =
    map
      (name: {
        option = optionOf name [ ];
        problem =
          if hasUnderscore name then
            "a machine name cannot contain `_`"
          else
            "this is not a valid machine name";
        fix =
          if hasUnderscore name then
            "Write `-` instead"
          else
            "Write at most 64 letters, digits and `-`, starting and ending with a letter or digit";
      })
      # A name with `_` is no host name either.
      (filter (name: !isMachineName name) names);

  journal-needs-machine-id = map (
    name:
    finding name
      [
        "machineId"
      ]
      "the host stores the journal under this ID, but `\"random\"` changes the ID at every start"
      "Set it to `\"derived\"`, or set `journal = \"forward\"`"
  ) (filter (name: (ours name).machineId == "random" && (ours name).journal == "host") names);

  root-size-ignored =
    map (fixedLimit "size") (filter (name: (ours name).root.size != "25%") overlays)
    ++ map (fixedLimit "inodes") (filter (name: (ours name).root.inodes != null) overlays);

  user-id-base = concatMap problemOf based ++ sameBase;

  user-ids-shared = foreignBase;
}
