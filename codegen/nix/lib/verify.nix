# Services that fail where a path is not as declared.
#
# systemd does not count an assertion as a failure of its unit: the unit stays inactive,
# `systemctl --failed` is empty, and a switch reports success. Where the boot must go on without a
# path, one of these services fails instead, and names it.
{
  pkgs,
  systemd,
}:
let
  oneshot = {
    unitConfig.DefaultDependencies = false;
    before = [ "shutdown.target" ];
    conflicts = [ "shutdown.target" ];
    serviceConfig.Type = "oneshot";
  };
in
{
  # The instance for a mount point. What wants it is the mount itself.
  mountedName = target: "stateless-mounted@${systemd.escapePath target}.service";

  # Runs again whenever its mount is started, so it recovers with the mount.
  mounted = oneshot // {
    description = "Check that %f is mounted from its store";
    after = [ "%i.mount" ];
    serviceConfig = oneshot.serviceConfig // {
      ExecStart = ":${pkgs.util-linux}/bin/mountpoint --quiet %f";
    };
  };

  # `services`: those that make the links. Every path that is no link is named in the log.
  linked =
    { services, links }:
    oneshot
    // {
      description = "Check the links to stateless stores";
      wantedBy = [ "sysinit.target" ];
      wants = services;
      after = services ++ [ "local-fs.target" ];
      serviceConfig = oneshot.serviceConfig // {
        RemainAfterExit = true;
        # Where the links lead is of no interest.
        StandardOutput = "null";
        ExecStart = "${pkgs.coreutils}/bin/readlink --verbose ${builtins.concatStringsSep " " (map systemd.argument links)}";
      };
    };
}
