# What survives: each entry of a store becomes a bind mount (or a link) and the tmpfiles lines that
# create both its ends.
#
# Mounts are finished unit texts, because the typed options of NixOS name a mount unit after the
# text of `Where=` and so cannot express `%`, control characters or letters outside ASCII. Owners,
# modes, seeds and adoption are one tmpfiles file with a service of its own, which runs before the
# mounts: no service ever sees a mount without its permissions, no line clashes with another
# tmpfiles file, and no script or interpreter takes part.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (builtins) toJSON;
  inherit (lib)
    any
    attrValues
    concatMapStrings
    concatStringsSep
    filter
    listToAttrs
    mapAttrs
    mapAttrs'
    mapAttrsToList
    mkDefault
    mkIf
    mkMerge
    mkOverride
    nameValuePair
    optionalAttrs
    optionals
    optionalString
    ;

  # What the files of this module share, in layers: each file takes what it names of those before it.
  base = {
    inherit
      config
      lib
      options
      pkgs
      ;
    systemd = import ../lib/systemd.nix { inherit lib; };
    paths = import ../lib/paths.nix { inherit lib; };
    tmpfilesDirectory = "/etc/stateless/tmpfiles.d";
  };
  withEntries = base // {
    resolved = import ./entries.nix base;
    verify = import ./verify.nix base;
  };
  withTerritories = withEntries // {
    territories = import ./territories.nix withEntries;
  };
  scope = withTerritories // {
    mounts = import ./mounts.nix withTerritories;
  };
  inherit (base) systemd tmpfilesDirectory;
  inherit (withEntries) resolved verify;
  inherit (resolved)
    declared
    stores
    byTarget
    entries
    isEarly
    earlyEntries
    enclosing
    ;
  inherit (withTerritories.territories) serviceOf fileOf;
  inherit (import ./tmpfiles.nix scope) stage2 initrd tmpfiles;
  inherit (scope.mounts)
    mountStage2
    mountInitrd
    mountUnits
    gates
    requireStore
    targetOf
    ;

  checks = import ./checks { inherit lib; };
  etc = import ../lib/etc.nix scope config;
  scratch = import ./scratch.nix scope;
  packageUnits = import ./unit-package.nix scope;
  packageTmpfiles = import ./tmpfiles-package.nix scope;

  ## Homes

  # Weaker than any definition, and stronger than a default: what the host says of a path counts.
  asDefaults = mapAttrs (_: entry: mapAttrs (_: mkOverride 1400) entry);

  # What home-manager's users declare in their homes, where the host has home-manager. From another
  # module into the stores alone: homes depend on users, so nothing of them may become one.
  homeStores = mapAttrsToList (
    user: home:
    mapAttrs (name: store: {
      # Only read where nobody else declares the store.
      path = mkOverride 1400 (
        throw "`stateless.stores.${name}` is in the home of `${user}`, but the host has no store `${name}`. Declare `stateless.stores.${name}.path` on the host, or write the name of an existing store."
      );
      users.${user} = {
        directories = asDefaults store.directories;
        files = asDefaults store.files;
      };
    }) (home.stateless.stores or { })
  ) (if options ? home-manager then config.home-manager.users else { });

  ## Creating what the mounts need

  stage2Parts = tmpfiles stage2 entries;
  initrdParts = tmpfiles initrd earlyEntries;

  serviceOfPart = stage: part: serviceOf stage.service part.store part.territory;
  fileOfPart = part: fileOf part.store part.territory;
  tmpfilesTexts = mapAttrs' (_: part: nameValuePair (fileOfPart part) part.text) stage2Parts;
  bound = filter (entry: entry.how == "bind");
  mountNames = map (entry: systemd.mountName entry.target);

  # Nothing is created while the store is missing, and a store that is missing keeps nothing from being
  # created in the others.
  partUnit =
    stage: part:
    {
      suffix,
      package,
      mounts,
      unit,
    }:
    systemd.tmpfilesService {
      description =
        "Create the paths of the store ${part.store}"
        + optionalString (part.territory != "") " below ${part.territory}"
        + suffix;
      file = "${tmpfilesDirectory}/${fileOfPart part}";
      inherit (part) text;
      inherit package mounts;
      unit =
        requireStore stage stores.${part.store}
        + concatMapStrings (path: "WantsMountsFor=${systemd.word path}\n") part.places
        + part.conditions
        + unit;
    };

  # It makes what territories lie in.
  afterFirst =
    stage: part: optionalString (part.territory != "") " ${serviceOf stage.service part.store ""}";

  tmpfilesUnit =
    part:
    let
      target = targetOf stores.${part.store};
    in
    partUnit mountStage2 part {
      suffix = "";
      inherit (config.systemd) package;
      mounts = [ ];
      # Users first, as names are looked up; none of these waits for local-fs.target. A switch redoes
      # early units in their order through the last target, and with this service the mounts that are
      # new: by themselves they would be mounted after systemd-tmpfiles-resetup.service made
      # directories below them.
      unit = ''
        Wants=${concatStringsSep " " (mountNames (bound part.entries))}
        After=systemd-remount-fs.service systemd-sysusers.service userborn.service${afterFirst mountStage2 part}
        Before=${
          concatMapStrings (mount: "${mount} ") (mountsOf part)
        }${target} shutdown.target sysinit-reactivation.target
        Conflicts=shutdown.target'';
    };

  # The mounts that a service says itself that it comes before. The others name it.
  mountsOf = part: mountNames (bound (optionals (part.territory != "") part.entries ++ part.guests));

  # Another name than in stage 2: a unit that is active at switch-root stays so, and would not run
  # there.
  initrdTmpfilesUnit =
    part:
    partUnit mountInitrd part {
      suffix = ", in the initrd";
      package = config.boot.initrd.systemd.package or config.systemd.package;
      # Seeds are copied out of the Nix store.
      mounts = [ "/sysroot/nix/store" ];
      unit = ''
        After=initrd-root-fs.target initrd-etc-overlay.service${afterFirst mountInitrd part}
        Before=${
          concatMapStrings (entry: "${systemd.mountName "/sysroot${entry.target}"} ") (bound part.guests)
        }initrd-fs.target initrd-switch-root.target shutdown.target
        Conflicts=initrd-switch-root.target shutdown.target'';
    };

  ## Paths that the boot goes on without

  # tmpfiles says nothing when a link could not be made because something else is there.
  # In a directory that the same store keeps, the path is the source already, and nobody makes a link.
  links = filter (
    entry:
    entry.how == "symlink" && resolved.placeIn (enclosing entry.target) entry.target != entry.source
  ) entries;

  linked = verify.linked {
    services = map (serviceOfPart mountStage2) (attrValues stage2Parts);
    trigger = builtins.hashString "sha256" (
      concatMapStrings (part: part.text) (attrValues stage2Parts)
    );
    links = map (entry: entry.target) links;
  };

  synced = filter (entry: entry.how == "synced") entries;

  ## Manifest

  # The root, in the order of paths. What tools need to find and to judge the data, nothing of how
  # it gets to its place.
  manifest = {
    version = 1;
    paths = map (entry: {
      path = entry.target;
      store = entry.scope.name;
      inherit (entry)
        source
        kind
        how
        tier
        user
        group
        mode
        reason
        ;
      phase = if isEarly entry then "initrd" else "stage2";
    }) entries;
    state = import ./state.nix scope;
  };

  hasEntries = entries != [ ];

  impliesMachineId =
    stores != { } && config.stateless.root.enable && config.stateless.machineId == "persist";

  keepsMachineId =
    store:
    let
      entry = store.files."/etc/machine-id" or { };
    in
    entry.enable or false && entry.how == "bind";
in
{
  config = mkMerge [
    {
      stateless.manifest = manifest;
      stateless.stores = mkMerge homeStores;
      inherit (resolved.implied) warnings;
    }

    (checks {
      inherit
        config
        options
        declared
        byTarget
        isEarly
        stores
        ;
      lostState = resolved.implied.lost;
      early = earlyEntries;
    })

    (mkIf hasEntries (packageUnits "stateless-mounts" (gates // mountUnits mountStage2 entries)))

    # Names in `/etc` follow from the names of stores alone: units read them, and units decide which
    # entries there are.
    (mkIf (stores != { }) {
      environment.etc = {
        "stateless/manifest.json".text = toJSON config.stateless.manifest;
        "stateless/tmpfiles.d".source = packageTmpfiles (tmpfilesTexts // scratch.texts);
      };
    })

    (mkIf hasEntries {
      systemd.units = mkMerge [
        (mapAttrs' (
          _: part:
          nameValuePair (serviceOfPart mountStage2 part) {
            text = tmpfilesUnit part;
            wantedBy = [
              (targetOf stores.${part.store})
              "sysinit-reactivation.target"
            ]
            ++ mountsOf part;
          }
        ) stage2Parts)
        verify.mounted
        (mkIf (links != [ ]) linked)
        (mkIf (synced != [ ]) (import ./synced.nix scope synced))
      ];

      inherit (scratch) warnings;
    })

    # Asked of the paths of entries alone: names of files in `/etc` must not depend on each other.
    (mkIf etc.isImmutable {
      environment.etc = listToAttrs (map etc.placeholderOf resolved.boundInEtc);
    })

    (mkIf scratch.isNeeded {
      systemd.units = scratch.units (requireStore mountStage2);
    })

    (mkIf (config.stateless.passwords == "userborn") { services.userborn.enable = true; })

    # Mounts in the initrd are there again in stage 2, above: shutdown unmounts them in order, and a
    # switch to a configuration that adds one mounts it.
    (mkIf (earlyEntries != [ ] || scratch.isNeeded) {
      boot.initrd.systemd = {
        contents =
          mapAttrs' (
            _: part: nameValuePair "${tmpfilesDirectory}/${fileOfPart part}" { inherit (part) text; }
          ) initrdParts
          // optionalAttrs scratch.isNeeded scratch.initrdContents;
        # The initrd holds the tools that upstream units use, by path.
        storePaths = [
          "${config.boot.initrd.systemd.package or config.systemd.package}/bin/systemd-tmpfiles"
        ];
        units = mkMerge [
          (mountUnits mountInitrd earlyEntries)
          (mkIf scratch.isNeeded scratch.initrdUnits)
          (mapAttrs' (
            _: part:
            nameValuePair (serviceOfPart mountInitrd part) {
              text = initrdTmpfilesUnit part;
              wantedBy = [ "initrd-fs.target" ];
            }
          ) initrdParts)
        ];
      };
    })

    # Asked of the files alone, before anything is known of directories: which those are can depend
    # on units, and so on which units there are.
    (mkIf (impliesMachineId || any keepsMachineId (attrValues stores)) {
      systemd.services = import ./machine-id.nix scope;
      # At a first boot PID 1 enables and disables units as presets say. Older releases prevent first
      # boots with an empty machine-id, and have no presets; newer ones have this file.
      environment.etc."systemd/system-preset/00-nixos.preset".text = mkDefault "ignore *\n";
    })
  ];
}
