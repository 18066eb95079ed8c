# A database in a container with its own user IDs. No process of the container is root on the host. The
# data directory is on the host, and its owner has the same number on both sides.
{
  imports = [ ./host.nix ];

  containers.database = {
    autoStart = true;
    # A private network: only the host reaches the database, at 10.0.0.2.
    privateNetwork = true;
    hostAddress = "10.0.0.1";
    localAddress = "10.0.0.2";
    config = {
      services.postgresql = {
        enable = true;
        enableTCPIP = true;
      };
      networking.firewall.allowedTCPPorts = [ 5432 ];
      system.stateVersion = "26.05";
    };

    stateless = {
      enable = true;
      users.mode = "pick";
      root.size = "1G";

      persist = {
        presets = [
          "uid-map"
          "postgresql"
        ];
        # Backups, which the host can copy. `postgres` has the number 71 on every NixOS.
        directories."/var/backup/postgresql" = {
          user = "postgres";
          group = "postgres";
          mode = "0700";
        };
      };

      # The unit on the host reads the file when the container starts. In the container, only root can
      # read it in /run/host/credentials; postgresql.service takes it with `LoadCredential = "superuser"`.
      credentials.superuser.path = "/persist/secrets/postgres-superuser";

      resources = {
        memoryMax = "4G";
        memoryHigh = "3G";
        ioWeight = 200;
      };

      # Switch the system inside the running container, without restarting the container.
      onChange = "reload";

      healthCheck = {
        command = [ "/run/current-system/sw/bin/pg_isready" ];
        retries = 5;
      };
    };
  };
}
