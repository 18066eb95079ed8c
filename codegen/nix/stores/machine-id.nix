# Writing the machine ID of the first boot to the store.
#
# PID 1 finds `uninitialized` in `/etc/machine-id`, makes an ID and mounts it over the file until
# something writes it down. systemd has `systemd-machine-id-commit.service` for that. The modules mask
# it and bring a unit of their own, for three reasons: older releases of NixOS do not install it, many
# configurations suppress it, and it fails at each later boot, where `/etc/machine-id` is a mount point
# with nothing to write down.
{ config, pkgs, ... }:
{
  systemd-machine-id-commit.enable = false;

  stateless-machine-id = {
    description = "Write the machine ID of the first boot to its store";
    wantedBy = [ "sysinit.target" ];
    # As systemd orders its own. Power that is lost before leaves `uninitialized`, so the next boot is
    # a first boot again.
    after = [
      "local-fs.target"
      "first-boot-complete.target"
    ];
    before = [ "shutdown.target" ];
    conflicts = [ "shutdown.target" ];
    restartIfChanged = false;
    unitConfig = {
      DefaultDependencies = false;
      ConditionFirstBoot = true;
      ConditionPathIsMountPoint = "/etc/machine-id";
    };
    serviceConfig = {
      Type = "oneshot";
      RemainAfterExit = true;
      # A switch on the first boot can bring this service when the ID is written down already.
      ExecCondition = ''${pkgs.gnugrep}/bin/grep --quiet "/etc/machine-id .* - tmpfs " /proc/self/mountinfo'';
      ExecStart = "${config.systemd.package}/bin/systemd-machine-id-setup --commit";
    };
  };
}
