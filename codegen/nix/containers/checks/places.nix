# Checks of what is mounted in a container beside its entries, and of the layers of overlays: an
# attribute set of lists of findings, by id.
{ lib }:
let
  inherit (builtins) dirOf;
  inherit (lib)
    attrNames
    concatMap
    elem
    filter
    findFirst
    genAttrs
    head
    imap0
    optional
    splitString
    take
    ;

  paths = import ../../lib/paths.nix { inherit lib; };

  # What systemd-nspawn mounts, and where nothing can be mounted in or below its place.
  taken = [
    "/proc"
    "/run/host"
    "/sys"
  ];

  # What it mounts, and what can have further mounts in it.
  open = [
    "/dev"
    "/run"
  ];

  # What links among files are made with (`tmpfiles.d`, systemd-tmpfiles(8)).
  linkCredential = "tmpfiles.extra";

  # The kernel takes no layer that is another one, or lies in one ("overlapping" in its log).
  layerProblems =
    overlay:
    let
      layers = overlay.lower ++ [ overlay.upper ];
      all = genAttrs layers (layer: layer);
    in
    concatMap (problem: problem) (
      imap0 (
        place: layer:
        let
          outer = paths.nearestAbove all "/" layer;
        in
        if elem layer (take place layers) then
          [ "`${layer}` is used as a layer twice, which the kernel refuses" ]
        else
          optional (
            outer != null
          ) "the layer `${layer}` is inside the layer `${outer}`, which the kernel refuses"
      ) layers
    );
in
{
  containers,
  context,
  entriesOf,
  isAtOrBelow,
  isDeclared,
  isTranslated,
  names,
  optionOf,
  ours,
  ...
}:
let
  mountOption =
    group: name: path:
    optionOf name [
      "stateless"
      group
      path
    ];

  # Nearly no container has any.
  mounting = filter (name: (ours name).tmpfs != { } || (ours name).overlays != { }) names;

  mounts = concatMap (
    name:
    concatMap
      (
        group:
        map (path: {
          inherit name path;
          option = mountOption group name path;
          isTmpfs = group == "tmpfs";
        }) (attrNames (ours name).${group})
      )
      [
        "overlays"
        "tmpfs"
      ]
  ) mounting;

  ## Places

  takenBy = path: findFirst (top: isAtOrBelow top path) (if elem path open then path else null) taken;

  isInNix = isAtOrBelow "/nix";

  ## Twice at one place

  # The paths that a container keeps, each with the option that says so.
  optionsOf =
    name:
    let
      entries = entriesOf name;
      byTarget = lib.groupBy (entry: entry.target) entries;
      optionFor =
        entry:
        if isDeclared entry then
          context.optionOf entry
        else
          optionOf name [
            "stateless"
            "persist"
            "presets"
          ];
    in
    lib.mapAttrs (_: group: lib.foldl' lib.min (optionFor (head group)) (map optionFor group)) byTarget;

  again = option: path: other: {
    inherit option;
    problem = "`${path}` is also declared by `${other}`";
    fix = "Remove one of the two";
  };

  twice = concatMap (
    name:
    let
      kept = optionsOf name;
      inherit (ours name) overlays;
    in
    concatMap (
      mount:
      optional (kept ? ${mount.path}) (again mount.option mount.path kept.${mount.path})
      ++ optional (mount.isTmpfs && overlays ? ${mount.path}) (
        again mount.option mount.path (mountOption "overlays" name mount.path)
      )
    ) (filter (mount: mount.name == name) mounts)
  ) mounting;

  overlapping = concatMap (
    name:
    concatMap (
      path:
      map (problem: {
        option = mountOption "overlays" name path;
        inherit problem;
        fix = "Write directories that do not contain each other";
      }) (layerProblems (ours name).overlays.${path})
    ) (attrNames (ours name).overlays)
  ) mounting;

  reserved = concatMap (
    name:
    map
      (entry: {
        option = optionOf name [
          "stateless"
          "credentials"
          linkCredential
        ];
        problem = "the link of `${context.optionOf entry}` is created with a credential of this name";
        fix = "Move its lines to `systemd.tmpfiles` of the container";
      })
      (
        take 1 (
          lib.sort (a: b: context.optionOf a < context.optionOf b) (
            filter (entry: entry.isLink) (entriesOf name)
          )
        )
      )
  ) (filter (name: (ours name).credentials ? ${linkCredential}) names);

  ## What options of NixOS mount

  targetOf = mountPoint: head (splitString ":" mountPoint);

  # At the place of an entry. Ours have the place as their name, and two of one name are one option.
  hiding = concatMap (
    name:
    let
      inherit (containers.${name}) bindMounts tmpfs;
      binds = filter (
        bind:
        let
          inherit (bindMounts.${bind}) mountPoint;
        in
        mountPoint != bind && targetOf mountPoint != bind
      ) (attrNames bindMounts);
      fileSystems = filter (text: !((ours name).tmpfs ? ${targetOf text})) tmpfs;
      byTarget = lib.groupBy (entry: entry.target) (filter (entry: !entry.isLink) (entriesOf name));
      found =
        path: target: what:
        optional (byTarget ? ${target}) (
          context.about (head
            byTarget.${target}
          ) "${what} `${optionOf name path}` is also mounted at `${target}`" "Remove one of the two"
        );
    in
    concatMap (
      bind:
      found [
        "bindMounts"
        bind
      ] (targetOf bindMounts.${bind}.mountPoint) "the bind mount"
    ) binds
    ++ concatMap (text: found [ "tmpfs" ] (targetOf text) "the file system of") fileSystems
  ) (filter (name: containers.${name} ? bindMounts) names);

  ## Directories above what is bound

  # As in the root: a tmpfs is empty, so nspawn makes what is above an entry, as the root of the host.
  belowTmpfs = concatMap (
    mount:
    map
      (entry: {
        inherit (mount) option;
        problem = "in the container `${dirOf entry.target}` would belong to `nobody`, because systemd-nspawn creates it for `${entry.target}`";
        fix = "Remove it, or persist a direct child directory instead";
      })
      (
        take 1 (
          filter (
            entry:
            !entry.isLink
            && dirOf entry.target != mount.path
            && isAtOrBelow "${mount.path}" (dirOf entry.target)
          ) (entriesOf mount.name)
        )
      )
  ) (filter (mount: mount.isTmpfs && isTranslated mount.name) mounts);
in
{
  path-nix = map (mount: {
    inherit (mount) option;
    problem = "the container uses the Nix store of the host";
    fix = "Write another path";
  }) (filter (mount: isInNix mount.path) mounts);

  path-api-fs = map (mount: {
    inherit (mount) option;
    problem = "systemd-nspawn mounts `${takenBy mount.path}` itself";
    fix = "Write another path";
  }) (filter (mount: !(isInNix mount.path) && takenBy mount.path != null) mounts);

  duplicate = twice ++ overlapping ++ reserved;

  shadowed-by-filesystem = hiding;

  tmpfs-owners = belowTmpfs;
}
