# Checks of how much memory the file systems of containers may take: an attribute set of lists of
# findings, by id.
{ lib }:
let
  inherit (builtins) foldl' head;
  inherit (lib)
    attrNames
    concatMap
    concatMapStringsSep
    filter
    mapAttrsToList
    optional
    optionals
    ;

  inherit (import ../../lib/sizes.nix) amountOf tooSmall;

  sum = foldl' (sum: amount: sum + amount.value) 0;
in
{
  names,
  optionOf,
  ours,
  ...
}:
let
  # The root and everything else in RAM.
  amounts =
    container:
    map amountOf (
      [ (if container.root.mode == "overlay" then "25%" else container.root.size) ]
      ++ mapAttrsToList (_: tmpfs: tmpfs.size) container.tmpfs
    );

  isAboveMax =
    name:
    let
      container = ours name;
      max = amountOf container.resources.memoryMax;
    in
    container.resources.memoryMax != null
    && sum (filter (amount: amount.isPercent == max.isPercent) (amounts container)) > max.value;

  # What cannot be compared without knowing the RAM takes nothing here.
  shares = filter (share: share.value > 0) (
    map (name: {
      inherit name;
      value = sum (filter (amount: amount.isPercent) (amounts (ours name)));
    }) names
  );
  total = sum shares;
in
{
  memory-below-root-size = map (name: {
    option = optionOf name [
      "stateless"
      "resources"
      "memoryMax"
    ];
    problem = "files on the root and the tmpfs mounts of the container count as memory, and may use more than `${(ours name).resources.memoryMax}`";
    fix = "Write a larger `memoryMax`, or smaller sizes for the root and `tmpfs`";
  }) (filter isAboveMax names);

  size-too-small = concatMap (
    name:
    let
      inherit (ours name) root tmpfs;
      option = path: optionOf name ([ "stateless" ] ++ path ++ [ "size" ]);
    in
    optionals (root.mode != "overlay") (tooSmall (option [ "root" ]) root.size "1M")
    ++ concatMap (
      path:
      tooSmall (option [
        "tmpfs"
        path
      ]) tmpfs.${path}.size "4K"
    ) (attrNames tmpfs)
  ) names;

  root-sizes-over-ram = optional (total > 100) {
    option = optionOf (head shares).name [
      "stateless"
      "root"
      "size"
    ];
    problem = "the tmpfs mounts of the containers ${
      concatMapStringsSep ", " ({ name, ... }: "`${name}`") shares
    } may take ${toString total}% of RAM together";
    fix = "Write smaller sizes, such as `2G` or `5%`";
  };
}
