# Files that are copied instead of mounted, for programs that replace their file by renaming another
# one over it. systemd-tmpfiles restores them with everything else; the units here copy them back.
#
# Three units for each file. The first holds what it means to be in sync: it starts only where both
# files are the same, so that a file which was not restored never replaces what the store has, and
# copies at shutdown, after every service has stopped. The second waits for changes. The third
# copies: to a temporary file beside the one in the store, flushed before it is renamed over it.
#
# A file that the initrd restores may be changed before local file systems are mounted. So a fourth
# unit compares both at the start of stage 2, before anything changes the file, and the first copies.
{
  lib,
  pkgs,
  systemd,
  # From ./entries.nix.
  resolved,
  # From ./territories.nix.
  territories,
  # From ./mounts.nix.
  mounts,
  ...
}:
let
  inherit (builtins) baseNameOf dirOf stringLength;
  inherit (lib)
    concatMapStrings
    concatStringsSep
    listToAttrs
    nameValuePair
    optional
    optionalString
    ;
  inherit (systemd) argument;
  inherit (resolved) isEarly isRemote;
  inherit (mounts) assertMounted mountStage2 requireStore;

  # The service that creates an entry.
  serviceOf =
    entry:
    territories.serviceOf mountStage2.service entry.scope.name (territories.territoryOf entry.target);

  targetOf = entry: if isRemote entry.scope.store then "remote-fs.target" else "sysinit.target";

  # The name of a unit becomes that of a store path, which ends earlier than that of a file.
  nameOf =
    target:
    let
      escaped = systemd.escapePath target;
    in
    if stringLength escaped <= 150 then escaped else builtins.hashString "sha256" target;

  command = name: arguments: "${pkgs.coreutils}/bin/${name} ${concatStringsSep " " arguments}";
  compare = entry: "${pkgs.diffutils}/bin/cmp ${argument entry.target} ${argument entry.source}";

  # One line each, no shell. A link is followed: what it leads to is the content of the file.
  replace =
    from: to:
    let
      temporary = argument "${dirOf to}/.${baseNameOf to}.stateless";
    in
    [
      (command "cp" [
        "--archive"
        "--dereference"
        "--remove-destination"
        "--no-target-directory"
        (argument from)
        temporary
      ])
      (command "sync" [ temporary ])
      (command "mv" [
        "--no-target-directory"
        temporary
        (argument to)
      ])
      (command "sync" [ (argument (dirOf to)) ])
    ];

  lines = key: concatMapStrings (value: "${key}=${value}\n");

  # In a home with the rights of its owner, who could otherwise have root write through a link.
  runAs = entry: optionalString (entry.scope.user != "root") "User=${entry.scope.user}\n";

  unitText =
    description: entry: more:
    ''
      [Unit]
      Description=${description} ${systemd.value entry.target}
      DefaultDependencies=no
      Conflicts=shutdown.target
    ''
    + more;

  # systemd-tmpfiles leaves a file alone that is there already.
  restore =
    entry:
    lines "ExecStart" (
      if entry.onConflict == "hide" then replace entry.source entry.target else [ (compare entry) ]
    );

  # No mount is awaited: those of stage 2 come later. An empty file in the store has nothing to lose, but
  # only where the store is known to be mounted: a store that is mounted later would have its file
  # replaced by one that was never restored. So this is no condition of the unit, which would count
  # before the assertion.
  restoredText =
    entry:
    let
      mounted = assertMounted mountStage2 entry.scope.store;
    in
    unitText "Compare the restored" entry (
      mounted
      + ''
        Before=systemd-sysusers.service userborn.service local-fs-pre.target sysinit.target shutdown.target

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        X-RestartIfChanged=false
      ''
      + runAs entry
      + optionalString (mounted != "") (
        lines "ExecCondition" [
          (command "test" [
            "-s"
            (argument entry.source)
          ])
        ]
      )
      + restore entry
    );

  holderText =
    restored: entry:
    unitText "Keep in sync" entry (
      requireStore mountStage2 entry.scope.store
      + optionalString (isEarly entry) ''
        Requires=${restored}
        After=${restored}
      ''
      + ''
        RequiresMountsFor=${systemd.word entry.target}
        Wants=${serviceOf entry}
        After=${serviceOf entry} local-fs.target
        Before=${concatStringsSep " " ([ (targetOf entry) ] ++ entry.neededBy)} shutdown.target

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        X-StopIfChanged=false
      ''
      + runAs entry
      + (if isEarly entry then lines "ExecStart" (replace entry.target entry.source) else restore entry)
      + lines "ExecStop" (replace entry.target entry.source)
    );

  pathText =
    holder: copy: entry:
    unitText "Changes of" entry ''
      BindsTo=${holder}
      After=${holder}
      Before=shutdown.target

      [Path]
      PathChanged=${systemd.value entry.target}
      Unit=${copy}
    '';

  # Compared at the end, and tried again: nothing is watched while a copy is under way. No limit on
  # starts: the path unit would give up with it.
  copyText =
    holder: entry:
    unitText "Copy to the store" entry (
      requireStore mountStage2 entry.scope.store
      + ''
        After=${holder}
        Before=shutdown.target
        ConditionPathExists=${systemd.value entry.target}
        StartLimitIntervalSec=0

        [Service]
        Type=oneshot
        Restart=on-failure
        RestartSec=5
      ''
      + runAs entry
      + lines "ExecStart" (replace entry.target entry.source ++ [ (compare entry) ])
    );

  units =
    entry:
    let
      name = nameOf entry.target;
      holder = "stateless-sync-${name}.service";
      copy = "stateless-copy-${name}.service";
      restored = "stateless-restored-${name}.service";
    in
    optional (isEarly entry) (
      nameValuePair restored {
        text = restoredText entry;
        wantedBy = [ "sysinit.target" ];
      }
    )
    ++ [
      (nameValuePair holder {
        text = holderText restored entry;
        wantedBy = [ (targetOf entry) ];
        requiredBy = entry.neededBy;
      })
      (nameValuePair "stateless-sync-${name}.path" {
        text = pathText holder copy entry;
        wantedBy = [ holder ];
      })
      (nameValuePair copy { text = copyText holder entry; })
    ];
in
# The units of all synced entries.
synced: listToAttrs (lib.concatMap units synced)
