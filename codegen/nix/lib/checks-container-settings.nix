# Checks of what the options of a container cannot have together: an attribute set of lists of
# findings, by id.
{ lib }:
let
  inherit (builtins)
    match
    replaceStrings
    stringLength
    ;
  inherit (lib)
    attrValues
    concatMap
    filter
    groupBy
    head
    optional
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
    ] "systemd-nspawn has fixed limits for an overlay" "Remove it, or set `mode = \"ephemeral\"`";

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
      [ (base name "nothing uses it without `mode = \"fixed\"`" "Set that, or remove it") ]
    else if users.base == null then
      [
        (base name "with `mode = \"fixed\"` it has to be said"
          "Write a multiple of 65536 that nothing else has, such as 655360"
        )
      ]
    else if remainder users.base != 0 then
      [
        (base name "${toString users.base} is no multiple of 65536"
          "Write ${toString most}, or another multiple"
        )
      ]
    else
      [ ];

  sameBase =
    concatMap
      (
        group:
        map (
          name:
          base name "`${(base (head group) "" "").option}` is the same" "Write another multiple of 65536"
        ) (tail group)
      )
      (
        attrValues (groupBy (name: toString (ours name).users.base) (filter (n: problemOf n == [ ]) based))
      );
in
{
  name-underscore =
    map
      (name: {
        option = optionOf name [ ];
        problem =
          if hasUnderscore name then
            "a machine cannot have `_` in its name"
          else
            "a machine cannot have this name";
        fix =
          if hasUnderscore name then
            "Write `-` instead"
          else
            "Write at most 64 letters, digits and `-`, with a letter or digit at both ends";
      })
      # A name with `_` is no host name either.
      (filter (name: !isMachineName name) names);

  journal-needs-machine-id = map (
    name:
    finding name
      [
        "machineId"
      ]
      "the host keeps the journal by this id, which is another one at each start"
      "Leave it at `\"derived\"`, or set `journal = \"forward\"`"
  ) (filter (name: (ours name).machineId == "random" && (ours name).journal == "host") names);

  root-size-ignored =
    map (fixedLimit "size") (filter (name: (ours name).root.size != "25%") overlays)
    ++ map (fixedLimit "inodes") (filter (name: (ours name).root.inodes != null) overlays);

  user-id-base = concatMap problemOf based ++ sameBase;

  health-check-empty = concatMap (
    name:
    let
      check = (ours name).healthCheck;
    in
    optional (check != null && check.command == [ ]) (
      finding name [
        "healthCheck"
        "command"
      ] "there is nothing to run" "Write a program of the container and its arguments"
    )
  ) names;
}
