# Services that fail where a path is not as declared.
#
# systemd does not count an assertion as a failure of its unit: the unit stays inactive,
# `systemctl --failed` is empty, and a switch reports success. Where the boot must go on without a
# path, one of these services fails instead, and names it.
#
# Finished texts, as for mounts: which of them there are depends on the entries, entries can depend on
# `systemd.services`, and so no name there may depend on entries.
{
  lib,
  pkgs,
  systemd,
  ...
}:
let
  inherit (builtins) hashString;
  inherit (lib) concatMapStringsSep concatStringsSep;

  text =
    {
      description,
      unit,
      service,
    }:
    ''
      [Unit]
      Description=${description}
      DefaultDependencies=no
      ${unit}
      Before=shutdown.target
      Conflicts=shutdown.target

      [Service]
      Type=oneshot
      ${service}
    '';
in
{
  # The instance for a mount, in the words of its own unit.
  mountedName = "stateless-mounted@%N.service";

  # Runs again whenever its mount is started, so it recovers with the mount.
  mounted."stateless-mounted@.service".text = text {
    description = "Check that %f is mounted from its store";
    unit = "After=%i.mount";
    service = "ExecStart=:${pkgs.util-linux}/bin/mountpoint --quiet %f";
  };

  # Whether a mount in a directory that is not root's alone leads where it should: nothing on its way is
  # a link, and its source is there. The mount requires it.
  wayName = target: "stateless-way-${hashString "sha256" target}.service";
  way =
    {
      target,
      source,
      kind,
      # Paths that must be no links.
      links,
      # What creates the source.
      service,
      # The mount.
      before,
    }:
    {
      text = text {
        description = "Check that ${systemd.value target} is not redirected";
        unit = ''
          After=${service}
          Before=${before}'';
        service = concatMapStringsSep "\n" (test: "ExecStart=${pkgs.coreutils}/bin/test ${test}") (
          map (path: "! -L ${systemd.argument path}") links
          ++ [ "${if kind == "directory" then "-d" else "-f"} ${systemd.argument source}" ]
        );
      };
      requiredBy = [ before ];
    };

  # Every path that is no link is named in the log. `services` make the links; `trigger` is a hash of
  # what they do.
  linked =
    {
      services,
      trigger,
      links,
    }:
    {
      "stateless-links.service" = {
        text = text {
          description = "Check the links to stateless stores";
          unit = ''
            Wants=${concatStringsSep " " services}
            After=${concatStringsSep " " services} local-fs.target
            X-Restart-Triggers=${trigger}'';
          # Where the links lead is of no interest.
          service = ''
            RemainAfterExit=yes
            StandardOutput=null
            ExecStart=${pkgs.coreutils}/bin/readlink --verbose ${
              concatMapStringsSep " " systemd.argument links
            }'';
        };
        wantedBy = [ "sysinit.target" ];
      };
    };
}
