# Stores of tier scratch, emptied at boot.
#
# What is deleted is chosen when the configuration is evaluated: the sources of the store's own
# entries, and of these only such as share no place with anything else that is known. When it runs,
# every file system is read-only to the service but the scratch store: not even a link that a user
# put into a path can lead it elsewhere. Each store has a service of its own, so that one which is missing
# keeps no other from being emptied.
{
  config,
  lib,
  paths,
  systemd,
  # From ./entries.nix.
  resolved,
  # Where files of tmpfiles.d are at run time.
  tmpfilesDirectory,
  ...
}:
let
  inherit (builtins) unsafeDiscardStringContext;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    concatMapStrings
    filter
    filterAttrs
    hasPrefix
    listToAttrs
    mapAttrs'
    mapAttrsToList
    nameValuePair
    optional
    partition
    ;
  inherit (resolved)
    stores
    declared
    entries
    isEarly
    isRemote
    mountPoints
    ;

  isScratch = _: store: store.tier == "scratch";
  scratchStores = filterAttrs isScratch stores;

  set = paths: listToAttrs (map (path: nameValuePair path true) paths);

  containers = attrValues config.containers or { };

  # Where others keep data: neither it nor what it lies in is emptied, and nothing inside it. Some of
  # it is in the Nix store, and names of attributes cannot depend on that.
  kept =
    map (entry: entry.source) (filter (entry: entry.tier != "scratch") declared)
    ++ map unsafeDiscardStringContext (
      filter (path: path != null && hasPrefix "/" path) (
        map (fileSystem: fileSystem.device or null) (attrValues config.fileSystems)
        ++ concatMap (
          container: mapAttrsToList (_: mount: mount.hostPath or null) container.bindMounts
        ) containers
      )
    )
    ++ map (container: container.stateless.persist.root) (
      filter (container: container.stateless.enable) containers
    );
  isKept = set kept;

  # Mount points as well, and stores: what is mounted there is nobody's to empty from outside.
  holdsOthers = paths.withAncestors (
    kept
    ++ attrValues mountPoints
    ++ mapAttrsToList (_: store: store.path) stores
    ++ map (entry: entry.target) (filter (entry: entry.tier != "scratch") declared)
  );

  isAlone = source: !holdsOthers ? ${source} && paths.nearestAbove isKept "/" source == null;

  # An entry in the initrd is in use before stage 2: activation has written to it. A file system of the
  # network comes after services that may use what is there.
  sorted = partition (entry: isAlone entry.source && !isEarly entry && !isRemote entry.scope.store) (
    filter (entry: entry.tier == "scratch") entries
  );

  isBelow = directory: hasPrefix "${directory}/";

  # Not an entry, yet made for builds that need not outlive a boot.
  buildDirIn =
    store:
    let
      inherit (config.stateless.root) enable buildDir;
    in
    filter (path: isBelow store.path path && isAlone path) (
      optional (enable && buildDir != null) buildDir
    );

  # Left by the initrd, and removed with the rest: a switch that adds a scratch store must not empty
  # what is in use.
  flagDirectory = "/run/stateless";
  flagOf = name: "${flagDirectory}/boot-${name}";

  remove = type: path: systemd.tmpfilesLine { inherit type path; } + "\n";
  removeFile = path: remove "r!" (systemd.globLiteral path);

  textOf =
    name: store:
    concatMapStrings (
      entry: if entry.kind == "directory" then remove "D!" entry.source else removeFile entry.source
    ) (filter (entry: entry.scope.name == name) sorted.right)
    + concatMapStrings (remove "D!") (buildDirIn store)
    + removeFile (flagOf name);

  # No other file has this name: in those of stores, a dot is followed by `below-`.
  fileOf = name: "${name}.scratch.conf";

  # A directory is emptied in its place (`D`), a file removed; `!` is for boot alone. Never again
  # after that: not when the lines change, and not by hand.
  unit = requireStore: name: store: ''
    [Unit]
    Description=Empty the scratch store ${name}
    DefaultDependencies=no
    ${requireStore store}ConditionPathExists=${flagOf name}
    After=systemd-remount-fs.service
    Before=stateless-tmpfiles-${name}.service local-fs.target shutdown.target
    Conflicts=shutdown.target
    RefuseManualStart=yes

    [Service]
    Type=oneshot
    RemainAfterExit=yes
    X-RestartIfChanged=false
    ProtectSystem=strict
    ReadWritePaths=${flagDirectory}
    ReadWritePaths=${systemd.word "-${store.path}"}
    ${
      concatMapStrings (path: "ReadOnlyPaths=${systemd.word "-${path}"}\n") (
        filter (isBelow store.path) (mapAttrsToList (_: other: other.path) stores)
      )
    }ExecStart=${config.systemd.package}/bin/systemd-tmpfiles --remove --boot ${tmpfilesDirectory}/${fileOf name}
  '';

  localStores = filterAttrs (_: store: !isRemote store) scratchStores;
  flagFile = "/etc/stateless/boot.conf";
  flags = concatMapStrings (
    name:
    systemd.tmpfilesLine {
      type = "f";
      path = flagOf name;
    }
    + "\n"
  ) (attrNames localStores);
in
{
  # Of the names of stores alone: which entries there are can depend on `/etc`.
  isNeeded = localStores != { };

  # By file name.
  texts = mapAttrs' (name: store: nameValuePair (fileOf name) (textOf name store)) localStores;

  units =
    requireStore:
    mapAttrs' (
      name: store:
      nameValuePair "stateless-scratch-${name}.service" {
        text = unit requireStore name store;
        wantedBy = [ "local-fs.target" ];
      }
    ) localStores;

  initrdContents.${flagFile}.text = flags;
  initrdUnits."stateless-initrd-scratch.service" = {
    text = systemd.tmpfilesService {
      description = "Mark this start as a boot for scratch stores";
      file = flagFile;
      text = flags;
      package = config.boot.initrd.systemd.package or config.systemd.package;
      unit = ''
        Before=initrd-fs.target initrd-switch-root.target shutdown.target
        Conflicts=initrd-switch-root.target shutdown.target'';
    };
    wantedBy = [ "initrd-fs.target" ];
  };

  warnings = map (
    entry:
    "stateless: `${entry.target}` of the scratch store `${entry.scope.name}` is not emptied at boot, because "
    + (
      if isEarly entry then
        "it is mounted in the initrd. Declare it in a store of another tier."
      else if isRemote entry.scope.store then
        "the network is available only after services that may use it start. Declare it in a local store."
      else
        "`${entry.source}` overlaps a path of another store, a mount or a container. Give the store a separate `path`."
    )
  ) sorted.wrong;
}
