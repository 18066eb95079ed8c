# A DNS resolver that keeps nothing at all. Its root is a tmpfs that systemd-nspawn mounts, and its
# user ids are its own: they start at a fixed number, because nothing could be picked for a root that
# has no place on the host.
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

      # Not even the numbers of users: files that need them are gone as well.
      persist.presets = [ ];
      # Queries are nobody's business.
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
