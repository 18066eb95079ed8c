# What each container persists and mounts, with everything that its settings decide: the checks, the
# units and the options of the container are made from it.
{
  config,
  lib,
  # From the other files.
  entriesOf,
  guestState,
  nestedIn,
  nspawn,
  ...
}:
# The enabled containers, by name.
enabled:
let
  inherit (lib)
    attrNames
    attrValues
    filter
    filterAttrs
    mapAttrs
    optional
    optionals
    ;

  machineIdOf =
    name: stateless: nspawn.machineId (config.networking.hostName or "") name stateless.machineId;

  # A directory of the host that is bound like an entry, and is not in the tree of the container.
  journalEntry = id: {
    kind = "directory";
    how = "bind";
    isLink = false;
    target = nspawn.journalDirectory id;
    source = nspawn.journalDirectory id;
    create = true;
    isMirrored = false;
    readOnly = false;
    idmap = "auto";
    enforce = "create";
    parents = [ ];
    # As systemd has it on the host (tmpfiles.d/systemd.conf).
    user = "root";
    group = "systemd-journal";
    mode = "2755";
  };

in
{
  inherit machineIdOf;

  resolved = mapAttrs (
    name:
    {
      stateless,
      statelessGuest,
      privateUsers,
      ...
    }:
    let
      id = machineIdOf name stateless;
      from = entriesOf name stateless.persist;
      guest = statelessGuest.config;
      isMountedOver = guestState.isMountedOver statelessGuest.mounted;
      isPersisted = stateless.persist.state == "persist";
    in
    rec {
      settings = nspawn.execConfig privateUsers id stateless;
      # Entries that somebody wrote, with those of presets.
      written = from.declared;
      lostInGuest = guestState.lostIn {
        inherit guest stateless;
        inherit (stateless) persist;
        declared = written;
      };
      # Where others mount something depends on definitions of options that these entries define too:
      # it may decide what becomes of an entry, and not which there are.
      implied = optionals (lostInGuest != { } && isPersisted) (
        from.implied (guestState.entriesOf guest lostInGuest)
      );
      lostState = filterAttrs (
        path: item: !(isPersisted && item.isKnown) && !isMountedOver path
      ) lostInGuest;
      declared = written ++ filter (entry: !isMountedOver entry.target) implied;
      uppers = map (overlay: overlay.upper) (attrValues stateless.overlays);
      journal = optional (stateless.journal == "host" && id != null) (journalEntry id);
      own = written ++ journal;
      entries = declared ++ journal;
      bound = filter (entry: !entry.isLink) entries;
      nested = nestedIn bound (attrNames stateless.tmpfs ++ attrNames stateless.overlays);
    }
  ) enabled;
}
