# Mount points inside of what a container keeps. What is kept hides the root there, so they must be
# in the directory of the host that is bound. Made by nspawn, they and the directories on the way
# would belong to nobody in a user namespace: the guest could not write beside them, and on the disk
# they would stay.
{ lib, paths, ... }:
let
  inherit (builtins) dirOf intersectAttrs;
  inherit (lib)
    concatMap
    filter
    genAttrs
    listToAttrs
    nameValuePair
    optionals
    removePrefix
    ;

  # A path with what it lies in, down from `top`, which is left out.
  below = top: path: if path == top then [ ] else below top (dirOf path) ++ [ path ];
in
# `bound`: entries that are mounted; `others`: further paths that something is mounted at. The result
# has `path` on the host, `target` in the container, and the `entry` that is mounted there, or null
# for what only leads to it.
bound: others:
let
  keptAt = listToAttrs (
    map (entry: nameValuePair entry.target entry) (filter (entry: entry.kind == "directory") bound)
  );
  # What else is mounted hides what is kept around it.
  nearest = paths.nearestAbove (keptAt // genAttrs others (_: null)) "/";

  # Nearly no container has any.
  hasNested =
    intersectAttrs (paths.withAncestors (map dirOf (map (entry: entry.target) bound ++ others))) keptAt
    != { };

  placesOf =
    target: entry:
    let
      outer = nearest target;
      placeOf = path: outer.source + removePrefix outer.target path;
    in
    # A directory that somebody else makes may not be there yet, and nspawn says so.
    optionals
      (outer != null && outer.create && (entry == null || entry.source or null != placeOf target))
      (
        map (path: {
          path = placeOf path;
          target = path;
          entry = if path == target then entry else null;
        }) (below outer.target target)
      );
in
optionals hasNested (
  concatMap (entry: placesOf entry.target entry) bound ++ concatMap (path: placesOf path null) others
)
