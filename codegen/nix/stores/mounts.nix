# Mount units of entries, as finished texts.
{
  lib,
  systemd,
  # From ./entries.nix.
  resolved,
  # From ./territories.nix.
  territories,
  # From ./verify.nix.
  verify,
  ...
}:
let
  inherit (lib)
    concatStringsSep
    filter
    listToAttrs
    mapAttrs
    nameValuePair
    optionals
    optionalString
    ;
  inherit (resolved)
    enclosing
    entries
    holdsAccounts
    isRemote
    stores
    mountPointOf
    ;

  mountStage2 = {
    root = "";
    service = "stateless-tmpfiles";
    # tmpfiles of NixOS must find the mounts, at boot and at a switch, or their directories end up
    # below them. What comes over the network can be there at a switch alone: at boot, services of the
    # network are ordered after those.
    orderOf =
      store:
      if isRemote store then
        {
          after = "remote-fs-pre.target";
          before = "remote-fs.target systemd-tmpfiles-resetup.service sysinit-reactivation.target";
        }
      else
        {
          after = "local-fs-pre.target";
          before = "local-fs.target systemd-tmpfiles-setup.service systemd-tmpfiles-resetup.service sysinit-reactivation.target";
        };
    neededBy = entry: entry.neededBy;
    # What a switch compares must follow from the entry alone, or it would unmount what others made no
    # change to. What follows from other entries is in units of their own, which say that they come
    # before the mount.
    territoryOf = entry: if isInOwnedHome entry then entry.scope.home else null;
    serviceFor = entry: "stateless-tmpfiles-${entry.scope.name}.service";
    # Wanted by the service that creates what the mounts need.
    pulledBy = entry: { requiredBy = entry.neededBy; };
  };

  mountInitrd = {
    root = "/sysroot";
    service = "stateless-initrd-tmpfiles";
    # One of the two ways NixOS mounts an overlay on /etc; the other is ordered as the parent of
    # the mount point.
    orderOf = _: {
      after = "initrd-etc-overlay.service";
      before = "initrd-fs.target";
    };
    neededBy = _: [ ];
    territoryOf = entry: territories.territoryOf entry.target;
    serviceFor =
      entry:
      territories.serviceOf mountInitrd.service entry.scope.name (territories.territoryOf entry.target);
    pulledBy =
      entry:
      if isRequired entry then
        { requiredBy = [ "initrd-fs.target" ]; }
      else
        { wantedBy = [ "initrd-fs.target" ]; };
  };

  # What waits for the mounts of a store.
  targetOf = store: if isRemote store then "remote-fs.target" else "local-fs.target";

  isInOwnedHome = entry: entry.scope.base != "" && entry.scope.user != "root";

  # A condition that stops a unit with an error where the store is not mounted: what it writes would
  # be on the root, and gone at the next boot. `RequiresMountsFor=` alone says nothing where no mount
  # is known for the path, or where it was unmounted by hand.
  assertMounted =
    stage: store:
    let
      path = mountPointOf store;
    in
    optionalString (path != null) ''
      AssertPathIsMountPoint=${systemd.value (stage.root + path)}
    '';

  # Of every store, whatever it says that must be mounted: what is mounted there later would hide
  # what is written before.
  requireStore =
    stage: store:
    ''
      RequiresMountsFor=${systemd.word (stage.root + store.path)}
    ''
    + assertMounted stage store;

  # What must be no link, in the store and, where another store holds the mount point, there.
  wayThrough =
    stage: territory: entry:
    let
      inherit (entry.scope) store;
      outer = enclosing entry.target;
      way = territories.wayTo territory entry.target;
      below = path: map (step: stage.root + path + step) way;
    in
    below store.path
    ++ optionals (outer != null && outer.scope.store.path != store.path) (below outer.scope.store.path);

  # A condition, and no assertion: nobody should be able to stop the next boot.
  noLinks =
    stage: territory: entry:
    optionalString (territory != null) (territories.noLinks (wayThrough stage territory entry));

  # What the boot stops for, in the initrd: activation would give the users and services of this boot
  # other numbers, and with them the data of each other. Every other mount fails visibly, and the host
  # comes up without it.
  isRequired = entry: holdsAccounts entry.target;

  # The service is only wanted: a failed line must not keep back every mount, and restarting it at a
  # switch must not restart them.
  #
  # `X-StopOnRemoval`: an entry that is removed stays mounted until the next boot, because services
  # may be using it.
  mountText =
    stage:
    { required, orders }:
    entry:
    let
      what = systemd.value (stage.root + entry.source);
      where = systemd.value (stage.root + entry.target);
      order = orders.${entry.scope.name};
      before = concatStringsSep " " ([ order.before ] ++ stage.neededBy entry);
      isFile = entry.kind == "file";
      territory = stage.territoryOf entry;
      service = stage.serviceFor entry;
      # Where an assertion stops the mount, systemd triggers nothing: the mount is looked at each time.
      # Everything else that keeps it from being there does what a failure of the unit does.
      hasAssertion = isFile || entry.onConflict == "fail" || territory != null;
      watched =
        optionalString (stage.root == "")
          "${if hasAssertion then "Wants" else "OnFailure"}=${verify.mountedName}\n";
    in
    ''
      [Unit]
      Description=${where} from stateless store
      DefaultDependencies=no
      ${required.${entry.scope.name}}Wants=${service}
      ${watched}After=${order.after} ${service}
      Before=${before} umount.target
      Conflicts=umount.target
      X-StopOnRemoval=false
    ''
    + noLinks stage territory entry
    # systemd would create a missing source as a directory, of root's.
    + (
      if isFile then
        ''
          AssertPathExists=${what}
          AssertPathIsDirectory=!${what}
        ''
        # A link that was adopted leads back to the root.
        + optionalString (entry.onConflict == "adopt") ''
          AssertPathIsSymbolicLink=!${what}
        ''
      else
        optionalString (territory != null) ''
          AssertPathIsDirectory=${what}
        ''
    )
    # Both are false for an empty mount point, which holds no data.
    + optionalString (entry.onConflict == "fail") (
      if isFile then
        ''
          AssertFileNotEmpty=!${where}
        ''
      else
        ''
          AssertDirectoryNotEmpty=!${where}
        ''
    )
    + ''

      [Mount]
      What=${what}
      Where=${where}
      Type=none
      Options=${systemd.value entry.options}
    '';

  mountUnits =
    stage: selected:
    let
      perStore = {
        required = mapAttrs (_: requireStore stage) stores;
        orders = mapAttrs (_: stage.orderOf) stores;
      };
    in
    listToAttrs (
      map (
        entry:
        nameValuePair (systemd.mountName (stage.root + entry.target)) (
          stage.pulledBy entry // { text = mountText stage perStore entry; }
        )
      ) (filter (entry: entry.how == "bind") selected)
    );

  # Mounts of stage 2 in a directory that other entries or users gave away.
  gates = listToAttrs (
    map (
      entry:
      nameValuePair (verify.wayName entry.target) (
        verify.way {
          inherit (entry) target source kind;
          service = territories.serviceOf mountStage2.service entry.scope.name (
            territories.territoryOf entry.target
          );
          links = wayThrough mountStage2 (territories.territoryOf entry.target) entry;
          before = systemd.mountName entry.target;
        }
      )
    ) (filter isGated entries)
  );
  isGated =
    entry:
    let
      territory = territories.territoryOf entry.target;
    in
    entry.how == "bind" && territory != null && territory != mountStage2.territoryOf entry;
in
{
  inherit
    gates
    mountStage2
    mountInitrd
    mountUnits
    assertMounted
    requireStore
    targetOf
    ;
}
