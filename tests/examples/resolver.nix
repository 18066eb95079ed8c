# A DNS resolver that keeps nothing. systemd-nspawn mounts its root as a tmpfs. Its user IDs start at a
# fixed number, because systemd-nspawn cannot pick one for a root that is not on the host.
{
  imports = [ ./host.nix ];

  containers.resolver = {
    autoStart = true;
    config = {
      services.unbound.enable = true;
      system.stateVersion = "26.05";
    };

    stateless = {
      enable = true;
      root = {
        mode = "tmpfs";
        size = "64M";
        inodes = "20K";
      };

      # Neither the state of services, nor the numbers of users, because no file needs them.
      persist = {
        state = "off";
        presets = [ ];
      };
      # Keep no log of queries.
      journal = "none";
      machineId = "random";

      users = {
        mode = "fixed";
        base = 655360;
      };

      sandbox = {
        noNewPrivileges = true;
        dropCapabilities = [
          "CAP_MKNOD"
          "CAP_SYS_CHROOT"
        ];
        # Unbound opens a socket for each query that it sends.
        rlimits.NOFILE = "8192";
      };
      resources = {
        memoryMax = "256M";
        tasksMax = 128;
      };
    };
  };
}
