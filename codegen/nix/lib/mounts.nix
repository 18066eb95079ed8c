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
    stores
    mountPointOf
    ;

  mountStage2 = {
    root = "";
    service = "stateless-tmpfiles";
    after = "local-fs-pre.target";
    # tmpfiles of NixOS must find the mounts, at boot and at a switch, or their directories end up
    # below them.
    before = "local-fs.target systemd-tmpfiles-setup.service systemd-tmpfiles-resetup.service sysinit-reactivation.target";
    neededBy = entry: entry.neededBy;
    # What a switch compares must follow from the entry alone, or it would unmount what others made no
    # change to. What follows from other entries is in units of their own, which say that they come
    # before the mount.
    territoryOf = entry: if isInOwnedHome entry then entry.scope.home else null;
    serviceFor = _: "stateless-tmpfiles.service";
    # By the service that creates what the mounts need.
    wanted = { };
  };

  mountInitrd = {
    root = "/sysroot";
    service = "stateless-tmpfiles-initrd";
    # One of the two ways NixOS mounts an overlay on /etc; the other is ordered as the parent of
    # the mount point.
    after = "initrd-etc-overlay.service";
    before = "initrd-fs.target";
    neededBy = _: [ ];
    territoryOf = entry: territories.territoryOf entry.target;
    serviceFor =
      entry: territories.serviceOf mountInitrd.service (territories.territoryOf entry.target);
    wanted.wantedBy = [ "initrd-fs.target" ];
  };

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

  # A mount that fails must stop the boot: services would write to a root that is gone tomorrow. One
  # that may refuse must not: refused at a switch, it would send a running host to the emergency
  # shell, with the data that it refused to hide. Nor must one that a user can make fail, with
  # something else in the place of what is mounted.
  isOptional =
    entry:
    entry.how == "bind" && (entry.onConflict == "fail" || territories.territoryOf entry.target != null);

  # The service is only wanted: a failed line must not keep back every mount, and restarting it at a
  # switch must not restart them.
  #
  # `X-StopOnRemoval`: an entry that is removed stays mounted until the next boot, because services
  # may be using it.
  mountText =
    stage: required: entry:
    let
      what = systemd.value (stage.root + entry.source);
      where = systemd.value (stage.root + entry.target);
      before = concatStringsSep " " ([ stage.before ] ++ stage.neededBy entry);
      isFile = entry.kind == "file";
      territory = stage.territoryOf entry;
      service = stage.serviceFor entry;
      isChecked = stage.root == "" && (entry.onConflict == "fail" || territory != null);
    in
    ''
      [Unit]
      Description=${where} from stateless store
      DefaultDependencies=no
      ${required.${entry.scope.name}}Wants=${service}${optionalString isChecked " ${verify.mountedName entry.target}"}
      After=${stage.after} ${service}
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
    stage: target: selected:
    let
      # Once for each store.
      required = mapAttrs (_: requireStore stage) stores;
    in
    listToAttrs (
      map (
        entry:
        let
          neededBy = stage.neededBy entry;
        in
        nameValuePair (systemd.mountName (stage.root + entry.target)) (
          (
            if isOptional entry then
              stage.wanted // { requiredBy = neededBy; }
            else
              { requiredBy = [ target ] ++ neededBy; }
          )
          // {
            text = mountText stage required entry;
          }
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
          service = territories.serviceOf mountStage2.service (territories.territoryOf entry.target);
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
    isOptional
    assertMounted
    requireStore
    ;
}
