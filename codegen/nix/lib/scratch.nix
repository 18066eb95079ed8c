# Stores of tier scratch, emptied at boot.
#
# What is deleted is chosen when the configuration is evaluated: the sources of the store's own
# entries, and of these only such as share no place with anything else that is known. When it runs,
# every file system is read-only to the service but the scratch stores: not even a link that a user
# put into a path can lead it elsewhere.
{
  config,
  lib,
  paths,
  systemd,
  # From ./entries.nix.
  resolved,
}:
let
  inherit (builtins) unsafeDiscardStringContext;
  inherit (lib)
    attrValues
    concatMap
    concatMapStrings
    filter
    filterAttrs
    hasPrefix
    listToAttrs
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

  # An entry in the initrd is in use before stage 2: activation has written to it.
  sorted = partition (entry: isAlone entry.source && !isEarly entry) (
    filter (entry: entry.tier == "scratch") entries
  );

  isInScratch =
    let
      storePaths = set (mapAttrsToList (_: store: store.path) scratchStores);
    in
    path: paths.nearestAbove storePaths "/" path != null;

  # Not an entry, yet made for builds that need not outlive a boot.
  buildDirs =
    let
      inherit (config.stateless.root) enable buildDir;
    in
    filter (path: isInScratch path && isAlone path) (optional (enable && buildDir != null) buildDir);

  # Left by the initrd, and removed with the rest: a switch that adds a scratch store must not empty
  # what is in use.
  bootFlag = "/run/stateless/boot";

  remove = type: path: systemd.tmpfilesLine { inherit type path; } + "\n";
  removeFile = path: remove "r!" (systemd.globLiteral path);

  text =
    concatMapStrings (
      entry: if entry.kind == "directory" then remove "D!" entry.source else removeFile entry.source
    ) sorted.right
    + concatMapStrings (remove "D!") buildDirs
    + removeFile bootFlag;

  isNeeded = sorted.right != [ ] || buildDirs != [ ];

  # Below a scratch store, and not part of it.
  protected = filter isInScratch (
    mapAttrsToList (_: store: store.path) (filterAttrs (name: _: !scratchStores ? ${name}) stores)
  );
in
{
  inherit isNeeded text;

  # Appended to the lines of the initrd.
  initrdLine =
    systemd.tmpfilesLine {
      type = "f";
      path = bootFlag;
    }
    + "\n";

  # A directory is emptied in its place (`D`), a file removed; `!` is for boot alone. Never again
  # after that: not when the lines change, and not by hand.
  unit = file: requireStore: ''
    [Unit]
    Description=Empty scratch stores
    DefaultDependencies=no
    ${concatMapStrings requireStore (attrValues scratchStores)}ConditionPathExists=${bootFlag}
    After=systemd-remount-fs.service
    Before=stateless-tmpfiles.service local-fs.target shutdown.target
    Conflicts=shutdown.target
    RefuseManualStart=yes

    [Service]
    Type=oneshot
    RemainAfterExit=yes
    X-RestartIfChanged=false
    ProtectSystem=strict
    ReadWritePaths=${dirOf bootFlag}
    ${
      concatMapStrings (store: "ReadWritePaths=${systemd.word "-${store.path}"}\n") (
        attrValues scratchStores
      )
    }${
      concatMapStrings (path: "ReadOnlyPaths=${systemd.word "-${path}"}\n") protected
    }ExecStart=${config.systemd.package}/bin/systemd-tmpfiles --remove --boot ${file}
  '';

  warnings = map (
    entry:
    "stateless: `${entry.target}` of the scratch store `${entry.scope.name}` is not emptied at boot, because "
    + (
      if isEarly entry then
        "it is mounted in the initrd. Keep it in a store of another tier."
      else
        "`${entry.source}` shares its place with a path of another store, a mount or a container. Give the store a `path` of its own."
    )
  ) sorted.wrong;
}
