# Unit files in one package, as settings of NixOS.
#
# In `systemd.units` each unit is a submodule with nine options and a derivation of its own: for a mount,
# several times what everything else about its entry costs, and a thousand builds where here is one.
# `systemd.units` keeps its meaning beside the package: what it has for one of these units extends the
# unit, and `enable = false` masks it.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (builtins) intersectAttrs;
  inherit (lib)
    attrNames
    concatMap
    concatMapStrings
    filterAttrs
    groupBy
    mapAttrs
    ;
in
# The name of the package, and its units by name: each has a `text`, and those that require it. NixOS
# drops the `.wants` of packages, so who wants a unit has to say so.
name: units:
let
  dependents = groupBy (dependency: dependency.from) (
    concatMap (to: map (from: { inherit from to; }) units.${to}.requiredBy) (attrNames units)
  );

  package =
    pkgs.runCommandLocal name
      {
        # Sets become arrays of Bash, and hold more than an environment could.
        __structuredAttrs = true;
        texts = mapAttrs (_: unit: unit.text) units;
        requires = mapAttrs (_: concatMapStrings (dependency: "../${dependency.to}\n")) dependents;
        # To be looked at without being built.
        passthru = { inherit units; };
      }
      ''
        mkdir --parents "$out/lib/systemd/system"
        cd "$out/lib/systemd/system"
        for name in "''${!texts[@]}"; do
          printf '%s' "''${texts[$name]}" > "$name"
        done
        for name in "''${!requires[@]}"; do
          mkdir "$name.requires"
          printf '%s' "''${requires[$name]}" |
            xargs --delimiter '\n' ln --symbolic --target-directory "$name.requires"
        done
      '';

  # Joined with ours, another text would mount something else in the place of an entry.
  redefined = filterAttrs (_: unit: unit.text != null) (intersectAttrs units config.systemd.units);
in
{
  systemd.packages = [ package ];
  assertions = map (unit: {
    assertion = false;
    message = "stateless: `${unit}` mounts an entry of a store, but is also defined elsewhere. Remove the entry, or the other definition.";
  }) (attrNames redefined);
}
