# Containers with an ephemeral root and declared state.
#
# No nspawn unit of our own: what a container gets is set through the options that NixOS has for
# containers and for systemd-nspawn, and only what these have no option for (the size of an
# ephemeral root, the sources of bind mounts, health checks) becomes units of the host. The
# configuration of a guest is read for `persist.state` alone.
#
# What becomes of `containers.NAME.stateless`:
#
#   root          containers.NAME.ephemeral and the mount unit of its tmpfs; or .tmpfs; or .extraFlags
#   persist       containers.NAME.bindMounts, and lines of tmpfiles.d for the sources
#   tmpfs         containers.NAME.tmpfs
#   overlays      containers.NAME.extraFlags
#   machineId     systemd.nspawn.NAME.execConfig
#   journal       containers.NAME.bindMounts, and .extraFlags where NixOS would link it
#   users         containers.NAME.privateUsers
#   credentials   serviceConfig of container@NAME, and containers.NAME.extraFlags
#   resources     serviceConfig of container@NAME
#   sandbox       systemd.nspawn.NAME.execConfig; capabilities in containers.NAME.extraFlags
#   network       containers.NAME.privateNetwork, .extraFlags and .copyResolvConf, and execConfig
#   after, …      after, requires and wants of container@NAME
#   onChange      containers.NAME.restartIfChanged, or reloadIfChanged of container@NAME
#   healthCheck   a service and a timer of the host
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (builtins) dirOf hashString toJSON;
  inherit (lib)
    any
    attrValues
    concatMap
    concatMapAttrs
    filter
    filterAttrs
    listToAttrs
    mapAttrs
    mapAttrs'
    mapAttrsToList
    mkDefault
    mkIf
    mkMerge
    mkOption
    nameValuePair
    optional
    optionalAttrs
    types
    ;

  # What the files of this module share. Each takes what it names.
  scope = {
    inherit config lib;
    systemd = import ../lib/systemd.nix { inherit lib; };
    paths = import ../lib/paths.nix { inherit lib; };
    presets = import ./data.nix;
  };
  inherit (scope) systemd;

  checks = import ./checks { inherit lib; };
  entriesOf = import ./entries.nix scope;
  nestedIn = import ./nested.nix scope;
  guestState = import ./state.nix scope;
  nspawn = import ./nspawn.nix scope;
  inherit (import ./tmpfiles.nix scope) tmpfilesText;
  units = import ./units.nix scope;

  enabled = filterAttrs (_: container: container.stateless.enable) config.containers;

  # Where our definitions come from, to tell them from those of others.
  origin = "the containers of stateless";

  ## What both the container and the host have to know

  isEphemeral = stateless: stateless.root.mode == "ephemeral";

  inherit
    (import ./resolved.nix (
      scope
      // {
        inherit
          entriesOf
          guestState
          nestedIn
          nspawn
          ;
      }
    ) enabled)
    resolved
    ;

  # What guests can write to on the host. In it they can put a link in the place of what is created
  # there and bound at the next start, and would be given what the link leads to.
  written = listToAttrs (
    concatMap (
      { entries, uppers, ... }:
      map (path: nameValuePair path true) uppers
      ++ map (entry: nameValuePair (nspawn.boundSource entry) true) (
        filter (entry: !entry.readOnly && (entry.kind == "directory" || entry.isLink)) entries
      )
    ) (attrValues resolved)
  );

  # A path with what it lies in, from the first directory that a guest can replace.
  replaceable =
    path:
    let
      parent = dirOf path;
      above = if parent == "/" then [ ] else replaceable parent;
    in
    if above != [ ] || written ? ${parent} then above ++ [ path ] else [ ];

  # What must be no link before anything is created, and before the start.
  noLinks = mapAttrs (
    _:
    { entries, nested, ... }:
    lib.unique (
      concatMap replaceable (map nspawn.boundSource entries ++ map (place: place.path) nested)
    )
  ) resolved;

  # A command that fails, as an assertion does not count: a switch that stops a container and cannot
  # start it again would report success.
  assertNoLink = path: "${pkgs.coreutils}/bin/test ! -L ${systemd.argument path}";

  ## Through options of the container

  containerModule =
    {
      config,
      name,
      options,
      ...
    }:
    let
      cfg = config.stateless;
      inherit (resolved.${name}) implied own written;
      bindMount = nspawn.bindMount config.privateUsers;
      isMountedOver = guestState.isMountedOver config.statelessGuest.mounted;
    in
    {
      _file = origin;

      # Known here alone: whether there is a configuration of a guest, and who defines what.
      options.statelessGuest = mkOption {
        internal = true;
        visible = false;
        readOnly = true;
        type = types.raw;
        default = {
          config = if options.config.isDefined or false then config.config else null;
          mounted = guestState.mountedByOthers origin options;
        };
      };

      config = mkIf cfg.enable (
        {
          # `--ephemeral`, and a root below /run instead of /var/lib. Off in the other modes, where
          # nspawn would copy a root that nobody writes to.
          ephemeral = isEphemeral cfg;

          # `--private-users=`. With `host` it is whatever NixOS has, which is none.
          privateUsers = mkIf (
            cfg.users.mode == "pick" || cfg.users.mode == "fixed" && cfg.users.base != null
          ) (if cfg.users.mode == "pick" then "pick" else cfg.users.base);

          # `--tmpfs=PATH:OPTIONS`, also for the root itself.
          tmpfs =
            optional (cfg.root.mode == "tmpfs") "/:${nspawn.rootOptions cfg.root}"
            ++ mapAttrsToList (path: mount: "${nspawn.tmpfsPath path}:${nspawn.tmpfsOptions mount}") cfg.tmpfs
            ++ lib.optionals (cfg.journal == "forward") (nspawn.forwardTmpfs config.privateUsers);

          # `--bind=` or `--bind-ro=`, and `RequiresMountsFor=` the source.
          bindMounts =
            listToAttrs (map bindMount own)
            // listToAttrs (
              map (
                entry:
                let
                  mount = bindMount entry;
                in
                nameValuePair mount.name (mkIf (!isMountedOver entry.target) mount.value)
              ) implied
            )
            // optionalAttrs (cfg.journal == "forward") { stateless-journal = nspawn.forwardedJournal; };

          # There is no option for these.
          extraFlags = nspawn.flags {
            stateless = cfg;
            links = filter (entry: entry.isLink) written;
            users = config.privateUsers;
          };

          # NixOS ignores the settings of the network without it. Together with a namespace its own
          # assertion ends in an error that names no option, so that case is left to our check.
          privateNetwork = mkIf (cfg.network.zone != null && (config.networkNamespace or null) == null) (
            mkDefault true
          );

          # `X-RestartIfChanged=` of the unit.
          restartIfChanged = mkIf (cfg.onChange == "none") false;
        }
        # Newer versions of NixOS copy the host's file before nspawn starts, also where it should not be.
        // optionalAttrs (options ? copyResolvConf) {
          copyResolvConf = mkIf (cfg.network.resolvConf != null) (mkDefault false);
        }
      );
    };

  ## Through options of the host

  # The directory that the root is made from, where mount points can be made in it.
  template =
    name: stateless:
    {
      ephemeral = units.runDirectory name;
      overlay = units.stateDirectory name;
    }
    .${stateless.root.mode} or null;

  # What has to be mounted before anything is created. A directory that is made where a file system
  # is missing would be hidden by it later, with everything that is written until then.
  createdIn =
    name: stateless:
    [ stateless.persist.root ]
    ++ optional (template name stateless != null) (template name stateless)
    ++ map (overlay: overlay.upper) (attrValues stateless.overlays)
    ++ map (entry: entry.source) (
      filter (entry: entry.create && !entry.isMirrored) resolved.${name}.entries
    );

  # What a start needs that NixOS does not know of.
  service =
    name:
    { stateless, privateUsers, ... }:
    let
      inherit (resolved.${name}) settings;
      serviceConfig =
        nspawn.serviceConfig privateUsers stateless
        # Before what NixOS does with the root of the container.
        // optionalAttrs (noLinks.${name} != [ ]) {
          ExecStartPre = lib.mkBefore (map assertNoLink noLinks.${name});
        };
    in
    {
      # Only wanted: it restarts at a switch when its lines change, and that must not restart a
      # running container. So a line that fails does not keep it from starting either; what would be
      # followed is asserted below.
      # nspawn that is killed leaves a mount there, and refuses to start beside it. Stopped with the
      # container, and after it.
      after = stateless.after ++ [ (units.exportMount name) ];
      # It says itself that it comes before.
      wants = [ (units.tmpfilesName name) ] ++ stateless.wants;
      # NixOS has a list here, of the sources as they are: one with a blank or a `%` needs a word of its
      # own, and what is only created has no bind mount.
      unitConfig = {
        PropagatesStopTo = units.exportMount name;
        RequiresMountsFor = map systemd.word (
          createdIn name stateless ++ concatMap (overlay: overlay.lower) (attrValues stateless.overlays)
        );
      };
    }
    # Each definition costs, also an empty one, and nearly no container has these.
    // optionalAttrs (stateless.requires != [ ]) { inherit (stateless) requires; }
    # `MemoryMax=` and the like, `LoadCredential=`: of the unit, so that they hold for all processes.
    // optionalAttrs (serviceConfig != { }) { inherit serviceConfig; }
    # NixOS does not know of the settings file, which is only read at the start.
    // optionalAttrs (settings != { }) {
      restartTriggers = [ (hashString "sha256" (toJSON settings)) ];
    }
    // optionalAttrs (stateless.onChange == "reload") { reloadIfChanged = true; };

  textOf =
    name:
    { stateless, ... }:
    tmpfilesText {
      inherit stateless;
      inherit (resolved.${name}) bound entries nested;
      template = template name stateless;
    };
  texts = mapAttrs textOf enabled;

  unitsOf =
    name:
    { stateless, ... }:
    {
      ${units.tmpfilesName name}.text =
        units.tmpfilesUnit name (createdIn name stateless) noLinks.${name}
          texts.${name};
    }
    // optionalAttrs (isEphemeral stateless) {
      ${systemd.mountName (units.runDirectory name)}.text = units.rootMount name (
        nspawn.rootOptions stateless.root
      );
    }
    // optionalAttrs (stateless.healthCheck != null) (units.healthUnits name stateless.healthCheck);

  ## Manifest

  # Where the data of a container is, for tools that look for all of it. Owners are those of the guest.
  manifestOf =
    name:
    { stateless, ... }:
    map (entry: {
      path = entry.target;
      inherit (entry)
        source
        kind
        user
        group
        mode
        ;
    }) resolved.${name}.declared
    ++ mapAttrsToList (path: overlay: {
      inherit path;
      source = overlay.upper;
      kind = "directory";
    }) stateless.overlays;
  manifest = filterAttrs (_: paths: paths != [ ]) (mapAttrs manifestOf enabled);
in
{
  # Completes what the stores say: the option is read-only, and has one definition.
  options.stateless.manifest = mkOption {
    apply = stores: stores // optionalAttrs (manifest != { }) { containers = manifest; };
  };

  # A second declaration with nothing but a type: the module system merges it with the one in NixOS.
  # Set here and not from the outside, because `containers` cannot be defined from `containers`.
  options.containers = mkOption { type = types.attrsOf (types.submodule containerModule); };

  config = mkIf (enabled != { } && config.boot.enableContainers or true) (mkMerge [
    (checks {
      inherit config;
      containers = enabled;
      entriesOf = name: resolved.${name}.declared;
      lostStateOf = name: resolved.${name}.lostState;
    })

    {
      environment.etc =
        mapAttrs' (name: text: nameValuePair (units.tmpfilesFile name) { inherit text; }) texts
        // optionalAttrs (any (container: container.stateless.journal == "forward") (attrValues enabled)) {
          ${nspawn.forwardFile}.text = nspawn.forwardText;
        }
        # Stores write it where there are any.
        //
          optionalAttrs (manifest != { } && !any (store: store.enable) (attrValues config.stateless.stores))
            {
              "stateless/manifest.json".text = toJSON config.stateless.manifest;
            };

      systemd = {
        units = concatMapAttrs unitsOf enabled;
        services = mapAttrs' (
          name: container: nameValuePair "container@${name}" (service name container)
        ) enabled;
        # `/etc/systemd/nspawn/NAME.nspawn`, where values may have blanks, as flags may not.
        nspawn = mapAttrs (_: { settings, ... }: { execConfig = settings; }) (
          filterAttrs (_: { settings, ... }: settings != { }) resolved
        );
      };
    }
  ]);
}
