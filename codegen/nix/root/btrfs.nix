# A root on a btrfs subvolume: what replaces it in the initrd, and what deletes old roots later.
{
  cfg,
  config,
  lib,
  pkgs,
  systemd,
}:
let
  inherit (lib)
    any
    concatMapStrings
    concatStringsSep
    filter
    hasPrefix
    makeBinPath
    optionalString
    ;

  mounts = import ../lib/checks/mounts.nix { inherit lib; } config;
  root = mounts.fileSystems."/";
  subvolume = mounts.treeOf root;

  # What selects the part of the file system that is mounted, and options that only systemd reads.
  isOfMount =
    option:
    any (prefix: hasPrefix prefix option) [
      "X-"
      "subvol"
      "x-"
    ];
  options = [ "subvolid=5" ] ++ filter (option: !isOfMount option) root.options;

  # The initrd has the one of systemd already.
  initrdUtilLinux = config.boot.initrd.systemd.package.util-linux or pkgs.util-linux;
  environmentWith =
    utilLinux:
    concatMapStrings (text: "\nEnvironment=${systemd.word text}") [
      "PATH=${
        makeBinPath [
          pkgs.btrfs-progs
          pkgs.coreutils
          utilLinux
        ]
      }"
      "TZ=UTC"
      "DEVICE=${root.device}"
      "MOUNT_OPTIONS=${concatStringsSep "," options}"
      "OLD_ROOTS=${cfg.btrfs.oldRoots}"
    ]
    + "\n";

  # Made in the initrd and still there in stage 2.
  runtime = "/run/stateless";
  top = "${runtime}/btrfs";
  keptFlag = "${runtime}/root-kept";

  # The new subvolume is made among the old roots and exchanged with the root in one step of the kernel,
  # so a power cut leaves either root in place and whole. Every other step only adds something.
  replaceScript = builtins.toFile "stateless-replace-root" ''
    set -euo pipefail

    finish() {
      status=$?
      umount ${top} || true
      if [ "$status" -ne 0 ]; then
        : > ${keptFlag}
        echo "<3>The root was not replaced and has the files of the last boot."
      fi
      exit "$status"
    }
    mkdir --parents ${runtime}
    # Other users of the machine may read nothing of what old roots hold.
    umask 077
    mkdir --parents ${top}
    trap finish EXIT
    mount --types btrfs --options "$MOUNT_OPTIONS" "$DEVICE" ${top}

    root=${top}$SUBVOLUME
    old=${top}$OLD_ROOTS
    mkdir --parents "$old"
    printf -v date '%(%Y-%m-%dT%H-%M-%SZ)T'
    name=stateless-$date
    for ((count = 2; 1; count++)); do
      if [ ! -e "$old/$name" ]; then break; fi
      name=stateless-$date-$count
    done

    if [ -n "$TEMPLATE" ]; then
      btrfs subvolume snapshot "${top}$TEMPLATE" "$old/$name"
    else
      btrfs subvolume create "$old/$name"
    fi
    chmod "$MODE" "$old/$name"

    if [ -e "$root" ]; then
      mv --exchange --no-target-directory "$root" "$old/$name"
      echo "The root of the last boot is the subvolume $OLD_ROOTS/$name."
    else
      mv --no-target-directory "$old/$name" "$root"
    fi
  '';

  # The age of an old root is the number of days on which this saw it: a clock that was wrong once adds a
  # day. Names that the initrd does not give are left alone, and so is what is mounted.
  deleteScript = builtins.toFile "stateless-delete-old-roots" ''
    set -euo pipefail
    shopt -s nullglob
    status=0
    if [ -e ${keptFlag} ]; then
      echo "<3>The root was not replaced at this boot. The reason is in the journal: journalctl --boot --unit=stateless-replace-root.service"
      status=1
    fi

    mkdir --parents ${runtime}
    umask 077
    mkdir --parents ${top}
    mount --types btrfs --options "$MOUNT_OPTIONS" "$DEVICE" ${top}
    if [ ! -d "${top}$OLD_ROOTS" ]; then exit "$status"; fi
    cd "${top}$OLD_ROOTS"
    today=$(date +%F)
    mounted=$(findmnt --list --noheadings --output FSROOT)
    pattern='^stateless-[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}-[0-9]{2}-[0-9]{2}Z(-[0-9]+)?$'

    for root in stateless-*; do
      if ! [[ $root =~ $pattern ]]; then continue; fi
      # On a full disk the days so far still count.
      { mkdir --parents ".days/$root" && : > ".days/$root/$today"; } || status=1
      days=(".days/$root/"*)
      if [ ''${#days[@]} -le "$KEEP_DAYS" ]; then continue; fi
      if [[ $mounted == *"$OLD_ROOTS/$root"* ]]; then
        echo "<4>The old root $root is mounted, so it is kept."
      elif btrfs subvolume delete --recursive "$root"; then
        rm --recursive ".days/$root"
      else
        status=1
      fi
    done

    for days in .days/*; do
      if [ ! -e "''${days#.days/}" ]; then rm --recursive "$days"; fi
    done
    exit "$status"
  '';

  # systemd waits for a device that it knows, and for what `LABEL=` and the like name through the target.
  device = optionalString (hasPrefix "/dev/" root.device) "${systemd.escapePath root.device}.device";
in
{
  # The profile of virtual machines mounts another root, and checks refuse what cannot be replaced.
  isPossible = mounts.isAt "/" && root.type == "btrfs" && subvolume != null && subvolume != "";

  # What the initrd must hold.
  storePaths = [
    replaceScript
    "${pkgs.bash}/bin/bash"
    "${pkgs.btrfs-progs}/bin/btrfs"
    "${initrdUtilLinux}/bin/mount"
    "${initrdUtilLinux}/bin/umount"
  ]
  ++ map (name: "${pkgs.coreutils}/bin/${name}") [
    "chmod"
    "mkdir"
    "mv"
  ];

  # A resume from hibernation never returns from its unit, so what comes after is a boot. Once the root is
  # mounted, it must not be exchanged any more.
  initrdUnits."stateless-replace-root.service" = {
    text = ''
      [Unit]
      Description=Replace the root with a new subvolume
      DefaultDependencies=no
      Requires=${device}
      After=${device} initrd-root-device.target local-fs-pre.target systemd-hibernate-resume.service
      Before=sysroot.mount initrd-switch-root.target shutdown.target
      Conflicts=initrd-switch-root.target shutdown.target
      ConditionPathIsMountPoint=!/sysroot

      [Service]
      Type=oneshot
      RemainAfterExit=yes${environmentWith initrdUtilLinux}Environment=${systemd.word "SUBVOLUME=${subvolume}"}
      Environment=${systemd.word "TEMPLATE=${toString cfg.btrfs.template}"} MODE=${cfg.mode}
      ExecStart=${pkgs.bash}/bin/bash ${replaceScript}
    '';
    wantedBy = [ "initrd.target" ];
  };

  units = {
    "stateless-old-roots.service".text = ''
      [Unit]
      Description=Delete old roots

      [Service]
      Type=oneshot
      PrivateMounts=yes
      Nice=19
      IOSchedulingClass=idle${environmentWith pkgs.util-linux}Environment=KEEP_DAYS=${toString cfg.btrfs.keepDays}
      ExecStart=${pkgs.bash}/bin/bash ${deleteScript}
    '';
    "stateless-old-roots.timer" = {
      text = ''
        [Unit]
        Description=Delete old roots, on each day

        [Timer]
        OnBootSec=5min
        OnUnitInactiveSec=6h
      '';
      wantedBy = [ "timers.target" ];
    };
  };
}
