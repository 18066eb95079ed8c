# Containers with an ephemeral root and declared state.
#
# No nspawn unit of our own: what a container gets is set through the options that NixOS has for
# containers, and only what it has no option for (the size of an ephemeral root, the sources of
# bind mounts) becomes units of the host. A guest's configuration is never looked at, which would
# evaluate a whole system.
{ config, lib, ... }:
let
  inherit (builtins)
    dirOf
    match
    ;
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
    mkIf
    mkOption
    nameValuePair
    optional
    optionalAttrs
    optionalString
    types
    ;

  systemd = import ../lib/systemd.nix { inherit lib; };
  paths = import ../lib/paths.nix { inherit lib; };
  inherit (import ../lib/nspawn.nix { inherit lib systemd; })
    isLink
    tmpfsPath
    tmpfsOptions
    rootOptions
    bindMount
    linkCredential
    ;

  ## Entries

  resolve = persist: kind: path: entry: {
    inherit kind path;
    inherit (entry)
      how
      enforce
      readOnly
      idmap
      create
      seed
      ;
    source = if entry.source != null then entry.source else persist.root + path;
    user = if entry.user != null then entry.user else "root";
    group = if entry.group != null then entry.group else "root";
    mode =
      if entry.mode != null then
        entry.mode
      else if kind == "file" then
        paths.fileMode path
      else
        paths.systemMode path;
    parents = mapAttrsToList (key: parent: {
      inherit (parent) mode;
      inherit (entry) enforce;
      path = if hasPrefix "/" key then key else "/" + key;
      user = if parent.user != null then parent.user else "root";
      group = if parent.group != null then parent.group else "root";
    }) entry.parents;
  };

  entriesOf =
    persist:
    mapAttrsToList (path: entry: resolve persist "directory" path entry) (
      filterAttrs (_: entry: entry.enable) persist.directories
    )
    ++ mapAttrsToList (path: entry: resolve persist "file" path entry) (
      filterAttrs (_: entry: entry.enable) persist.files
    );

  ## The host's side

  enabled = filterAttrs (_: container: container.stateless.enable) config.containers;

  # Where NixOS puts an ephemeral root, for every state version.
  runDirectory = name: "/run/nixos-containers/${name}";

  # Names are the guest's, but looked up on the host. Services that have a fixed number have it on
  # both sides; a name without one is left to the guest, as a line with an unknown name would be
  # skipped, and the container would not start for want of the directory.
  hostId =
    known: fixed: name:
    if name == "root" || known ? ${name} || match "[0-9]+" name != null then
      name
    else if fixed ? ${name} then
      toString fixed.${name}
    else
      null;
  hostUser = hostId config.users.users (config.ids.uids or { });
  hostGroup = hostId config.users.groups (config.ids.gids or { });

  line =
    type: path: item: argument:
    let
      colon = optionalString (item.enforce == "create") ":";
      user = hostUser item.user;
      group = hostGroup item.group;
    in
    systemd.tmpfilesLine type path (colon + item.mode) (if user == null then "-" else colon + user) (
      if group == null then "-" else colon + group
    ) argument;

  rootOwned = mode: {
    user = "root";
    group = "root";
    enforce = "create";
    inherit mode;
  };

  sourceLines =
    entry:
    if entry.kind == "directory" then
      [ (line "d" entry.source entry "-") ]
    else
      systemd.fileLines "" entry.seed (type: argument: line type entry.source entry argument);

  # Sources with what they lie in; and, in the directory that an ephemeral root is copied from, the
  # mount points: made by nspawn, they would belong to nobody in a user namespace.
  tmpfilesText =
    name: stateless:
    let
      inherit (stateless) persist root tmpfs;
      entries = entriesOf persist;
      created = filter (entry: entry.create) entries;
      # Another source than the default one is not in the tree that mirrors the guest's.
      mirrored = filter (entry: entry.source == persist.root + entry.path) created;
      claimed = listToAttrs (
        concatMap (
          entry:
          [ (nameValuePair entry.path entry) ] ++ map (parent: nameValuePair parent.path parent) entry.parents
        ) mirrored
      );
      above = entries: attrNames (paths.withAncestors (map (entry: dirOf entry.path) entries));
      template = runDirectory name;
      bound = filter (entry: !isLink entry) entries;
      inTemplate =
        path:
        nameValuePair (template + path) [
          (line "d" (template + path) (rootOwned (paths.systemMode path)) "-")
        ];
      lines =
        # Closed, because files in it have ids of the guest, and may be set-uid.
        {
          ${persist.root} = [ (line "d" persist.root (rootOwned "0700") "-") ];
        }
        // listToAttrs (
          map (
            path:
            let
              # systemd-tmpfiles refuses to go from a user's directory into root's.
              owner = paths.nearestAbove claimed "/" path;
              item =
                rootOwned (paths.systemMode path) // optionalAttrs (owner != null) { inherit (owner) user group; };
            in
            nameValuePair (persist.root + path) [ (line "d" (persist.root + path) item "-") ]
          ) (above mirrored)
        )
        // listToAttrs (
          concatMap (
            entry:
            map (
              parent:
              nameValuePair (persist.root + parent.path) [
                (line "d" (persist.root + parent.path) parent "-")
              ]
            ) entry.parents
          ) mirrored
        )
        // listToAttrs (map (entry: nameValuePair entry.source (sourceLines entry)) created)
        // (
          if root.mode == "ephemeral" then
            listToAttrs (
              map inTemplate (
                attrNames (paths.withAncestors (map (entry: dirOf entry.path) bound ++ attrNames tmpfs))
              )
              ++ map (
                entry:
                nameValuePair (template + entry.path) [
                  (line (if entry.kind == "file" then "f" else "d") (
                    template + entry.path
                  ) (rootOwned entry.mode) "-")
                ]
              ) bound
            )
          else
            { }
        );
    in
    concatMapStrings (lines: concatMapStrings (line: line + "\n") lines) (attrValues lines);

  tmpfilesFile = name: "stateless/containers/${name}.conf";
  serviceName = name: "stateless-container-${name}.service";

  # Bound to the container: run again at each start, on the fresh root, and stopped with it.
  tmpfilesUnit =
    name: stateless:
    systemd.tmpfilesService {
      description = "Create what container ${name} needs";
      file = "/etc/${tmpfilesFile name}";
      text = tmpfilesText name stateless;
      inherit (config.systemd) package;
      mounts = [
        stateless.persist.root
      ]
      ++ optional (stateless.root.mode == "ephemeral") (runDirectory name);
      unit = ''
        After=local-fs.target systemd-tmpfiles-setup.service
        Before=container@${name}.service shutdown.target
        Conflicts=shutdown.target
        PartOf=container@${name}.service
        StopWhenUnneeded=yes'';
    };

  # nspawn copies an ephemeral root to a child of its directory when that is a mount point, so a
  # tmpfs there limits it; without one it is on the host's /run, and a container can fill it.
  # `PartOf=` gives a restart a new one, also after a crash, when nspawn could not remove its copy.
  rootMount = name: root: ''
    [Unit]
    Description=Ephemeral root of container ${name}
    DefaultDependencies=no
    Before=container@${name}.service umount.target
    Conflicts=umount.target
    PartOf=container@${name}.service
    StopWhenUnneeded=yes

    [Mount]
    What=tmpfs
    Where=${systemd.value (runDirectory name)}
    Type=tmpfs
    Options=${systemd.value (rootOptions root)}
  '';
in
{
  # A second declaration with nothing but a type: the module system merges it with the one in NixOS.
  # Set here and not from the outside, because `containers` cannot be defined from `containers`.
  options.containers = mkOption {
    type = types.attrsOf (
      types.submodule (
        { config, ... }:
        let
          cfg = config.stateless;
          entries = entriesOf cfg.persist;
          links = filter isLink entries;
        in
        {
          config = mkIf cfg.enable {
            # `--ephemeral`, and a root below /run instead of /var/lib. Off in the other modes,
            # where nspawn would copy a root that nobody writes to.
            ephemeral = cfg.root.mode == "ephemeral";

            # `--tmpfs=PATH:OPTIONS`, also for the root itself.
            tmpfs =
              optional (cfg.root.mode == "tmpfs") "/:${rootOptions cfg.root}"
              ++ mapAttrsToList (path: mount: "${tmpfsPath path}:${tmpfsOptions mount}") cfg.tmpfs;

            # `--bind=` or `--bind-ro=`, and `RequiresMountsFor=` the source.
            bindMounts = listToAttrs (map (entry: bindMount config.privateUsers entry) entries);

            # There is no option for these: an overlay, whose size is fixed at 25 % of memory, and
            # links for the guest.
            extraFlags =
              optional (cfg.root.mode == "overlay") "--volatile=overlay"
              ++ optional (links != [ ]) (linkCredential links);
          };
        }
      )
    );
  };

  config = mkIf (enabled != { } && config.boot.enableContainers or true) {
    assertions = concatMap (
      name:
      map (entry: {
        assertion = false;
        message = "stateless: `${entry.path}` of the container `${name}` has `how = \"synced\"`, which is for files of the host. Use \"symlink\".";
      }) (filter (entry: entry.how == "synced") (entriesOf enabled.${name}.stateless.persist))
    ) (attrNames enabled);

    environment.etc = mapAttrs' (
      name: container: nameValuePair (tmpfilesFile name) { text = tmpfilesText name container.stateless; }
    ) enabled;

    systemd.units =
      mapAttrs' (
        name: container: nameValuePair (serviceName name) { text = tmpfilesUnit name container.stateless; }
      ) enabled
      // mapAttrs' (
        name: container:
        nameValuePair (systemd.mountName (runDirectory name)) {
          text = rootMount name container.stateless.root;
        }
      ) (filterAttrs (_: container: container.stateless.root.mode == "ephemeral") enabled);

    systemd.services = mapAttrs' (
      name: container:
      nameValuePair "container@${name}" {
        # Only wanted: it restarts at a switch when its lines change, and that must not restart a
        # running container.
        wants = [ (serviceName name) ];
        after = [ (serviceName name) ];
        # NixOS has a list here.
        unitConfig.RequiresMountsFor = map systemd.word (
          [ container.stateless.persist.root ]
          ++ optional (container.stateless.root.mode == "ephemeral") (runDirectory name)
        );
      }
    ) enabled;
  };
}
