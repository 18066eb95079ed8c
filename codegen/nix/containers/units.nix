# Units of the host beside `container@NAME.service`, as finished texts: the file system that an
# ephemeral root is copied to, what creates the sources of bind mounts, and the health check.
{
  config,
  lib,
  systemd,
  ...
}:
let
  inherit (builtins)
    elemAt
    fromJSON
    hashString
    match
    replaceStrings
    ;
  inherit (config.systemd) package;
  inherit (lib)
    concatMapStrings
    concatMapStringsSep
    optionalAttrs
    optionalString
    ;

  container = name: "container@${name}.service";

  # Milliseconds of an interval such as `30s`.
  milliseconds =
    interval:
    let
      parts = match "([0-9]+)(s|min|h)" interval;
      unit = {
        s = 1000;
        min = 60 * 1000;
        h = 60 * 60 * 1000;
      };
    in
    fromJSON (elemAt parts 0) * unit.${elemAt parts 1};
in
rec {
  # Where NixOS puts an ephemeral root, for every state version.
  runDirectory = name: "/run/nixos-containers/${name}";

  # And any other root, for state versions since 22.05.
  stateDirectory = name: "/var/lib/nixos-containers/${name}";

  # Where nspawn shares sockets with the host, since systemd 256.
  exportMount = name: systemd.mountName "/run/systemd/nspawn/unix-export/${name}";

  # nspawn copies an ephemeral root to a child of its directory when that is a mount point, so a
  # tmpfs there limits it; without one it is on the host's /run, and a container can fill it.
  # nspawn of systemd 257 also copies that child into itself, until the path is too long: the guest
  # has about a thousand empty directories below `/.#machine.…`, each an inode of the tmpfs.
  # `PartOf=` gives a restart a new one, also after a crash, when nspawn could not remove its copy.
  # `X-StopOnRemoval=`: unmounting it at a switch that removes it would stop a container that runs.
  rootMount = name: options: ''
    [Unit]
    Description=Ephemeral root of container ${name}
    DefaultDependencies=no
    Before=${container name} umount.target
    Conflicts=umount.target
    PartOf=${container name}
    StopWhenUnneeded=yes
    X-StopOnRemoval=false

    [Mount]
    What=tmpfs
    Where=${systemd.value (runDirectory name)}
    Type=tmpfs
    Options=${systemd.value options}
  '';

  tmpfilesFile = name: "stateless/containers/${name}.conf";
  # A name that no unit can have is found by a check, which NixOS must get to.
  tmpfilesName =
    name:
    let
      part = if match "[a-zA-Z0-9:_.-]+" name == null then hashString "sha256" name else name;
    in
    "stateless-container-${part}.service";

  # Bound to the container: run again at each start, on the fresh root, and stopped with it.
  tmpfilesUnit =
    name: mounts: noLinks: text:
    systemd.tmpfilesService {
      description = "Create files for container ${name}";
      file = "/etc/${tmpfilesFile name}";
      inherit mounts package text;
      unit = ''
        ${
          concatMapStrings (path: "AssertPathIsSymbolicLink=!${systemd.value path}\n") noLinks
        }After=local-fs.target systemd-tmpfiles-setup.service
        Before=${container name} shutdown.target
        Conflicts=shutdown.target
        PartOf=${container name}
        StopWhenUnneeded=yes'';
    };

  # The manager of the guest expands variables too, in what this one has left.
  commandWord = text: systemd.argument (replaceStrings [ "$" ] [ "$$" ] text);

  # The check is a unit that systemd starts again when it fails, as often as its start limit allows.
  # All tries fit into one interval and checks are at least that far apart, so the limit counts the
  # tries of one check and no others.
  healthUnits =
    name: check:
    let
      interval = milliseconds check.interval;
      # Half of its share of the interval; one share is left over.
      half = toString (interval / (2 * (check.retries + 1)));
      serviceName = "stateless-health-${name}.service";
      actionName = "stateless-unhealthy-${name}.service";
      acts = check.onFailure != "report";
    in
    {
      ${serviceName}.text = ''
        [Unit]
        Description=Health check of container ${name}
        Requisite=${container name}
        After=${container name}
        PartOf=${container name}
        StartLimitIntervalSec=${toString interval}ms
        StartLimitBurst=${toString check.retries}
        ${optionalString acts "OnFailure=${actionName}\n"}
        [Service]
        Type=oneshot
        ExecStart=${package}/bin/systemd-run --machine=${name} --quiet --wait --pipe --collect --service-type=exec --property=RuntimeMaxSec=${half}ms -- ${
          concatMapStringsSep " " commandWord check.command
        }
        TimeoutStartSec=${half}ms
        Restart=on-failure
        RestartSec=${half}ms
      '';

      "stateless-health-${name}.timer" = {
        text = ''
          [Unit]
          Description=Health checks of container ${name}
          After=${container name}
          PartOf=${container name}

          [Timer]
          OnActiveSec=${toString interval}ms
          OnUnitInactiveSec=${toString interval}ms
          AccuracySec=1s
        '';
        wantedBy = [ (container name) ];
      };
    }
    // optionalAttrs acts {
      # Without waiting: stopping the container stops the check that led here.
      ${actionName}.text = ''
        [Unit]
        Description=What is done about container ${name}, which fails its health check

        [Service]
        Type=oneshot
        ExecStart=${package}/bin/systemctl --no-block ${check.onFailure} ${container name}
      '';
    };
}
