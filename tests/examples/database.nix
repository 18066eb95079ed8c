# A database with user ids of its own. Nothing in the container is root on the host, and the cluster
# is a directory of the host that has the same owner, by number, on both sides.
{
  imports = [ ./host.nix ];

  containers.database = {
    autoStart = true;
    # Its own network: the host reaches it as 10.0.0.2, and nobody else does.
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
        # On the host, where it can be copied away: `postgres` has the number 71 on every NixOS.
        directories."/var/backup/postgresql" = {
          user = "postgres";
          group = "postgres";
          mode = "0700";
        };
      };

      # The unit reads the file before the container starts; in it, only root can read what is then in
      # /run/host/credentials, and postgresql.service takes it with `LoadCredential = "superuser"`.
      credentials.superuser.path = "/persist/secrets/postgres-superuser";

      resources = {
        memoryMax = "4G";
        memoryHigh = "3G";
        ioWeight = 200;
      };

      # In place, without closing connections that need not be closed.
      onChange = "reload";

      healthCheck = {
        command = [ "/run/current-system/sw/bin/pg_isready" ];
        retries = 5;
      };
    };
  };
}
