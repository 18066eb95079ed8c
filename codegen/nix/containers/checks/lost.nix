# What containers lose: an attribute set of lists of findings, by id.
{ lib }:
let
  inherit (builtins) dirOf;
  inherit (lib)
    attrNames
    concatMap
    hasPrefix
    listToAttrs
    optional
    ;
in
{
  containers,
  entriesOf,
  isMissing,
  lostStateOf,
  names,
  optionOf,
  ours,
  volatileOf,
  ...
}:
let
  bindMountLost =
    # Ours are at the place of an entry, or of the directory of a link.
    concatMap (
      name:
      let
        binds = containers.${name}.bindMounts or { };
        ours = listToAttrs (
          concatMap (
            entry:
            map
              (path: {
                name = path;
                value = null;
              })
              [
                entry.target
                (dirOf entry.target)
              ]
          ) (entriesOf name)
        );
      in
      concatMap (
        bind:
        let
          given = binds.${bind}.hostPath or null;
          path = if given == null then bind else given;
        in
        # The journal is where the host keeps its own.
        optional (!ours ? ${bind} && !hasPrefix "/var/log/journal/" path && isMissing path) {
          option = optionOf name [
            "bindMounts"
            bind
          ];
          problem =
            "`${path}` of the host is on ${volatileOf path}, "
            + (
              if binds.${bind}.isReadOnly or true then
                "so the container does not start after a boot unless a service creates it"
              else
                "so data that the container writes to it is lost at each boot"
            );
          fix = "Write a `hostPath` in a store, or use `${
            optionOf name [
              "stateless"
              "persist"
              "directories"
              bind
            ]
          }` instead";
        }
      ) (attrNames binds)
    ) names;
in
{
  bind-mount-lost = bindMountLost;

  path-lost = concatMap (
    name:
    import ../../lib/checks/lost-state.nix { inherit lib; } {
      option = optionOf name [
        "stateless"
        "persist"
        "state"
      ];
      policy = (ours name).persist.state;
      event = "start";
      lost = lostStateOf name;
      prefix = [
        "containers"
        name
        "config"
      ];
    }
  ) names;
}
