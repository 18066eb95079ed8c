# Checks of a root that is emptied: what may not be on it, and how much a tmpfs may take. An attribute set
# of lists of findings, by id.
{ lib }:
let
  inherit (lib)
    attrValues
    concatMap
    elem
    filter
    foldl'
    optional
    optionals
    ;

  known = import ../../lib/checks/known.nix;
  mounts = import ../../lib/checks/mounts.nix { inherit lib; };
in
{
  about,
  atOrBelow,
  config,
  reaches,
  stores,
  ...
}:
let
  inherit (mounts config)
    fileSystems
    isAt
    mountOf
    optionOf
    percent
    percentOf
    survives
    volatileOf
    ;

  enable = config.stateless.root.enable or false;
  isTmpfs = enable && config.stateless.root.kind or "tmpfs" == "tmpfs";

  ## Size

  tmpfs = filter (fileSystem: fileSystem.type == "tmpfs") (attrValues fileSystems);
  tmp = config.boot.tmp or { };
  # What is in bytes cannot be compared without knowing the RAM.
  shares = filter (share: share != null) (
    map percentOf tmpfs ++ optional (tmp.useTmpfs or false) (percent (tmp.tmpfsSize or "50%"))
  );
  total = foldl' (sum: share: sum + share) 0 shares;
  hasSwap = config.swapDevices or [ ] != [ ] || config.zramSwap.enable or false;

  # What is written to an overlay may be lost: the store below it is not.
  isLayered = path: (fileSystems.${mountOf path}.type or "") == "overlay";

  ## The mode

  root = fileSystems."/";
  mode = optionOf "mode" root;
  # Octal, with or without leading zeros: the last digit is what others may do, and 2 is to write.
  isWorldWritable = mode == null || builtins.match ".*[2367]" mode != null;

  ## The boot loader

  # A machine for tests is started by its host.
  isStarted = config.virtualisation.useBootLoader or true;
  bootPaths = import ../boot-paths.nix { inherit lib; } config;

  # `path-boot` tells of the usual ones, and `needless` of what is on a file system that survives.
  isOwnCheck = path: elem path known.boot || mountOf path != "/" && survives path;
  bootEntries = concatMap (
    path:
    map (
      entry:
      about entry "the boot loader uses `${path}`, and reads it before any store is mounted"
        "Remove the entry, and declare a file system for `${path}` in `fileSystems`"
    ) (optionals (reaches path) (atOrBelow path))
  ) (filter (path: !isOwnCheck path) (optionals (stores != { } && isStarted) bootPaths));
in
{
  root-size-total = optional (isTmpfs && total >= 100 && !hasSwap) {
    option = "stateless.root.size";
    problem = "together with the other tmpfs mounts it may use ${toString total}% of RAM, and there is no swap";
    fix = "Write smaller sizes, or add swap";
  };

  root-world-writable =
    optional ((enable || stores != { }) && isAt "/" && root.type == "tmpfs" && isWorldWritable)
      {
        option = "fileSystems.\"/\".options";
        problem =
          if mode == null then
            "without `mode=` every user can write to the root on tmpfs"
          else
            "with `mode=${mode}` every user can write to the root on tmpfs";
        fix = "Add `mode=0755`";
      };

  boot-not-separate =
    bootEntries
    ++ map (path: {
      option = lib.showOption [
        "fileSystems"
        path
      ];
      problem = "the boot loader writes to `${path}`, which is on ${volatileOf path}, so the host would not boot again";
      fix = "Mount a persistent file system there";
    }) (filter (path: !survives path && !reaches path) (optionals (enable && isStarted) bootPaths));

  nix-not-separate = optional (enable && !survives "/nix/store" && !isLayered "/nix/store") {
    option = lib.showOption [
      "fileSystems"
      "/nix"
    ];
    problem = "the Nix store is on ${volatileOf "/nix/store"}, so the host would not boot again";
    fix = "Mount a persistent file system there";
  };
}
