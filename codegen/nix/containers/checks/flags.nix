# Checks of `containers.<name>.extraFlags` and `tmpfs`, where they win over what our options say: an
# attribute set of lists of findings, by id.
{ lib }:
let
  inherit (lib)
    concatMap
    elem
    filter
    head
    length
    listToAttrs
    nameValuePair
    optional
    splitString
    ;

  decides = path: map (flag: nameValuePair flag ([ "stateless" ] ++ path));

  # Flags of systemd-nspawn(1), with the option that decides the same. What is bound, who owns it and
  # what is checked follow the option and not the flag.
  decidedBy = listToAttrs (
    decides [ "users" "mode" ] [ "--private-users" "-U" ]
    ++ decides [ "root" "mode" ] [ "--ephemeral" "--volatile" "-x" ]
    ++ decides [ "machineId" ] [ "--uuid" ]
    ++ decides [ "journal" ] [ "--link-journal" "-j" ]
  );
in
{
  containers,
  names,
  optionOf,
  ours,
  ...
}:
let
  # Of which some are the lowering's own (../nspawn.nix).
  isLowered =
    name: word:
    elem word (
      optional ((ours name).root.mode == "overlay") "--volatile=overlay"
      ++ optional ((ours name).root.mode != "ephemeral") "--link-journal=no"
    );

  # NixOS lets one string have several flags, and the shell splits them.
  wordsOf =
    name:
    filter (word: !isLowered name word) (concatMap (splitString " ") containers.${name}.extraFlags);

  ofWord =
    name: word:
    let
      flag = head (splitString "=" word);
      found = problem: fix: [
        {
          option = optionOf name [ "extraFlags" ];
          inherit problem fix;
        }
      ];
    in
    if decidedBy ? ${flag} then
      found "`${word}` overrides `${optionOf name decidedBy.${flag}}`, from which other settings are derived" "Remove it, and set the option"
    else if flag == "--settings" then
      found "with `${word}` systemd-nspawn may ignore the settings file, which contains `machineId` and `sandbox`" "Remove it"
    else
      [ ];

  # A tmpfs hides the root that we make, and its mount points with it.
  isRoot = text: head (splitString ":" text) == "/";
  rootsOf =
    name:
    let
      own = if (ours name).root.mode == "tmpfs" then 1 else 0;
    in
    optional (length (filter isRoot containers.${name}.tmpfs) > own) {
      option = optionOf name [ "tmpfs" ];
      problem = "a tmpfs at `/` hides what `${
        optionOf name [
          "stateless"
          "root"
          "mode"
        ]
      }` creates";
      fix = "Remove it; `root.mode = \"tmpfs\"` mounts a tmpfs with its own size limit";
    };
in
{
  flag-conflict =
    concatMap (name: concatMap (ofWord name) (wordsOf name)) (
      filter (name: containers.${name}.extraFlags or [ ] != [ ]) names
    )
    ++ concatMap rootsOf (filter (name: containers.${name}.tmpfs or [ ] != [ ]) names);
}
