# Checks of entries below `/etc`, of which NixOS makes a part itself. An attribute set of lists of
# findings, by id.
{ lib }:
let
  inherit (lib)
    attrValues
    filter
    hasPrefix
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

  # What the image has: files that NixOS declares, and the directories that they are in.
  image =
    let
      files = filter (file: file.enable) (attrValues config.environment.etc);
    in
    paths.withAncestors (map (file: "/etc/${file.target}") files);

  # Inside another entry the mount point is in a store.
  isOutermost = entry: paths.nearestAbove byTarget "/" entry.target == null;
in
{
  etc-immutable =
    map
      (
        entry:
        about entry "`/etc` cannot be changed, so there is nothing to mount it at"
          "Set `system.etc.overlay.mutable = true`, or declare something at that path in `environment.etc`"
      )
      (
        filter (entry: hasPrefix "/etc/" entry.target && isOutermost entry && !image ? ${entry.target}) (
          optionals (isImmutable && above ? "/etc") declared
        )
      );
}
