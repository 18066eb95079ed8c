# Checks of entries below `/etc`, of which NixOS makes a part itself. An attribute set of lists of
# findings, by id.
{ lib }:
let
  inherit (builtins) dirOf;
  inherit (lib)
    attrValues
    filter
    hasPrefix
    listToAttrs
    nameValuePair
    optionals
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
    paths
    ;

  overlay = config.system.etc.overlay or { };
  isImmutable = overlay.enable or false && !(overlay.mutable or true);

  # What the image has: files that are no links, and directories of files. A mount over a link fails.
  declaredFiles = filter (file: file.enable) (attrValues config.environment.etc);
  pathOf = file: "/etc/${file.target}";
  directories = paths.withAncestors (map (file: dirOf (pathOf file)) declaredFiles);
  files = listToAttrs (
    map (file: nameValuePair (pathOf file) null) (filter (file: file.mode != "symlink") declaredFiles)
  );
  isInImage =
    entry: if entry.kind == "directory" then directories ? ${entry.target} else files ? ${entry.target};

  placeholder =
    entry:
    if entry.kind == "directory" then
      "a file in it with `environment.etc`"
    else
      "a file there with `environment.etc` and `mode = \"0644\"`";

  # Inside another entry the mount point is in a store.
  isOutermost = entry: paths.nearestAbove byTarget "/" entry.target == null;
in
{
  etc-immutable =
    map
      (
        entry:
        about entry "`/etc` cannot be changed, so there is nothing to mount it at"
          "Set `system.etc.overlay.mutable = true`, or declare ${placeholder entry}"
      )
      (
        filter (entry: hasPrefix "/etc/" entry.target && isOutermost entry && !isInImage entry) (
          optionals (isImmutable && above ? "/etc") declared
        )
      );
}
