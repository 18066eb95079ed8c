# State of services and system users that nothing keeps: a list of findings.
{ lib }:
let
  inherit (lib)
    attrNames
    concatMapStringsSep
    head
    length
    optionalString
    showOption
    take
    ;
in
{
  # The option that decides about it, as text, and its value.
  option,
  policy,
  # What loses it: "boot" or "start".
  event,
  # By path, from ../state.nix.
  lost,
  # The options of a guest begin with this.
  prefix ? [ ],
}:
let
  paths = attrNames lost;
  shown = take 10 paths;
  others = length paths - length shown;
  list =
    concatMapStringsSep ", " (path: "`${path}` (${head lost.${path}.reasons})") shown
    + optionalString (others > 0) " and ${toString others} more";
in
if paths == [ ] then
  [ ]
else if policy == "warn" then
  [
    {
      inherit option;
      problem = "nothing persists the state in ${list}, so it is lost at each ${event}";
      fix = "Set `${option} = \"persist\"`, or declare what you need";
    }
  ]
else
  map (path: {
    option = showOption (prefix ++ lost.${path}.option);
    problem = "nothing persists `${path}`, which is named after an unknown instance, so its data is lost at each ${event}";
    fix = "Declare the directories of the instances that you use";
  }) paths
