# The host's `/`, which is empty at each boot.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib)
    any
    concatMap
    elem
    filter
    head
    mkDefault
    mkIf
    mkMerge
    mkOption
    optional
    splitString
    types
    ;

  cfg = config.stateless.root;
  systemd = import ../lib/systemd.nix { inherit lib; };
  isTmpfs = cfg.enable && cfg.kind == "tmpfs";

  isBtrfs = cfg.kind == "btrfs" && btrfs.isPossible;
  btrfs = import ./btrfs.nix {
    inherit
      cfg
      config
      lib
      pkgs
      systemd
      ;
  };

  # What the kernel is told about a tmpfs, and the keys that say the same.
  mountOptions = [
    {
      keys = [ "mode" ];
      text = "mode=${cfg.mode}";
    }
    {
      keys = [
        "nr_blocks"
        "size"
      ];
      text = "size=${toString cfg.size}";
    }
  ]
  ++ optional (cfg.inodes != null) {
    keys = [ "nr_inodes" ];
    text = "nr_inodes=${toString cfg.inodes}";
  };

  withMountOptions =
    given:
    let
      keys = map (option: head (splitString "=" option)) (concatMap (splitString ",") given);
      isMissing = option: !any (key: elem key keys) option.keys;
    in
    given ++ map (option: option.text) (filter isMissing mountOptions);

  # Completes the merged list instead of defining a part of it: NixOS adds `x-initrd.mount` to every
  # root, partitioning tools and the profile of virtual machines bring lists of their own, and users
  # may force theirs. A default would be dropped beside any of these; then the kernel would let
  # everyone write to `/`, and let it take half of the RAM. What the others say of a key counts.
  rootModule =
    { config, ... }:
    {
      options.options = mkOption {
        apply =
          given:
          if isTmpfs && config.mountPoint == "/" && config.fsType == "tmpfs" then
            withMountOptions given
          else
            given;
      };
    };

  # Says it again only when it got worse: `<N>` is the level of a line in the journal.
  watchScript = builtins.toFile "stateless-root-watch" ''
    set -eu
    used() { df --output="$1" / | tail --lines=1 | tr --complement --delete 0-9; }

    size=$(used pcent)
    inodes=$(used ipcent)
    most=''${size:-0} unit=KiB count=--block-size=1K
    if [ "''${inodes:-0}" -gt "$most" ]; then
      most=$inodes unit=files count=--inodes
    fi

    last=$RUNTIME_DIRECTORY/last
    if [ "$most" -lt "$WARN_AT" ]; then
      rm --force "$last"
      exit
    fi
    if [ -e "$last" ] && [ "$most" -le "$(cat "$last")" ]; then
      exit
    fi
    echo "$most" > "$last"

    level=4
    if [ "$most" -ge "$CRITICAL_AT" ]; then level=2; fi
    echo "<$level>The root file system is $most % full. Its largest directories, in $unit:"
    du --one-file-system --max-depth=4 "$count" / 2> /dev/null |
      sort --numeric-sort --reverse | head --lines=12 |
      while read -r amount path; do echo "<$level>$amount $path"; done
  '';

  watchUnits = {
    "stateless-root-watch.service".text = ''
      [Unit]
      Description=Look at how full the root file system is

      [Service]
      Type=oneshot
      Environment=PATH=${pkgs.coreutils}/bin
      Environment=WARN_AT=${toString cfg.watch.warnAt} CRITICAL_AT=${toString cfg.watch.criticalAt}
      RuntimeDirectory=stateless-root-watch
      RuntimeDirectoryPreserve=yes
      Nice=19
      ExecStart=${pkgs.runtimeShell} ${watchScript}
    '';
    "stateless-root-watch.timer" = {
      text = ''
        [Unit]
        Description=Look at how full the root file system is, each minute

        [Timer]
        OnBootSec=1min
        OnUnitInactiveSec=1min
      '';
      wantedBy = [ "timers.target" ];
    };
  };
in
{
  # NixOS declares `fileSystems` too, and the module system merges both declarations.
  options.fileSystems = mkOption { type = types.attrsOf (types.submodule rootModule); };

  config = mkIf cfg.enable {
    # Each field by itself is a default, so that a partitioning tool or the user can own the file system
    # and give only some of them. The device of a tmpfs is a default of NixOS already, and a second one
    # would conflict with the device that follows from a label or another type.
    fileSystems."/" = mkIf isTmpfs {
      # Required since 26.05: there is no "auto" any more.
      fsType = mkDefault "tmpfs";
      neededForBoot = mkDefault true;
    };

    boot.initrd.systemd = mkIf isBtrfs {
      inherit (btrfs) storePaths;
      units = btrfs.initrdUnits;
    };

    # Known to Nix since 2.30 under this name; the settings take free keys.
    nix.settings = mkIf (cfg.buildDir != null) { build-dir = cfg.buildDir; };

    systemd = {
      units = mkMerge [
        (mkIf (isTmpfs && cfg.watch.enable) watchUnits)
        (mkIf isBtrfs btrfs.units)
      ];

      # Nix refuses a build directory that others can write to, and does not create it. Plain rules,
      # because the settings form cannot quote every path. No age: nothing is cleaned.
      tmpfiles.rules = optional (cfg.buildDir != null) (
        systemd.tmpfilesLine {
          type = "d";
          path = cfg.buildDir;
          mode = "0755";
          user = "root";
          group = "root";
        }
      );

      # A list, because NixOS gives this key already and two scalars conflict.
      # Only where the daemon is: a definition for a unit that nobody else makes would make it.
      services = mkIf (cfg.buildDir != null && config.nix.enable or true) {
        nix-daemon.unitConfig.RequiresMountsFor = [ (systemd.word cfg.buildDir) ];
      };
    };
  };
}
