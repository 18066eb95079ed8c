# Checks of entries below `/etc`, of which NixOS makes a part itself. An attribute set of lists of
# findings, by id.
{ lib }:
let
  inherit (lib)
    concatMap
    filter
    optional
    optionals
    showOption
    ;
in
context:
let
  inherit (context)
    about
    above
    byTarget
    config
    declared
    isEarly
    paths
    ;
  etc = import ../../lib/etc.nix { inherit lib paths; } config;

  inEtc = filter (entry: etc.isIn entry.target) (optionals (above ? "/etc") declared);

  # Inside another entry the mount point is in a store.
  isOutermost = entry: paths.nearestAbove byTarget "/" entry.target == null;

  optionFor =
    path:
    showOption [
      "environment"
      "etc"
      etc.files.${path}
    ];
  # The nearest file that an entry is, or lies in: a link to a directory.
  fileOver =
    entry:
    if etc.files ? ${entry.target} then
      entry.target
    else
      paths.nearestAbove (builtins.mapAttrs (path: _: path) etc.files) "/" entry.target;
  fileIn = entry: lib.findFirst (lib.hasPrefix "${entry.target}/") "" (lib.attrNames etc.files);

  ofFile =
    entry: path:
    about entry (
      if path == entry.target then
        "`${optionFor path}` creates the same path, and only one of the two can exist"
      else
        "`${optionFor path}` makes `${path}` a link, and nothing can be mounted below a link"
    ) "Remove the entry, or the file from `environment.etc`";

  ofDirectory =
    entry:
    let
      option = optionFor (fileIn entry);
    in
    if etc.isOverlay then
      optional (entry.how == "bind") (
        about entry "`/etc` is an overlay, and the mount would hide the file of `${option}`"
          "Declare an entry for each path in it that programs write to"
      )
    else if entry.how != "bind" then
      [
        (about entry "activation creates a directory at this path for `${option}`" "Set `how = \"bind\"`")
      ]
    else
      optional (!isEarly entry) (
        about entry
          "activation writes the file of `${option}` into it before stage 2 mounts it, so the mount would hide the file"
          "Set `phase = \"initrd\"`"
      );
in
{
  etc-file = concatMap (
    entry:
    let
      path = fileOver entry;
    in
    if path != null then
      [ (ofFile entry path) ]
    else
      optionals (entry.kind == "directory" && etc.directories ? ${entry.target}) (ofDirectory entry)
  ) inEtc;

  etc-immutable = map (
    entry:
    about entry "`/etc` is immutable, so neither a link nor a copy can be created in it"
      "Set `how = \"bind\"`, or `system.etc.overlay.mutable = true`"
  ) (filter (entry: entry.how != "bind" && isOutermost entry) (optionals etc.isImmutable inEtc));
}
