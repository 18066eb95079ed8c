# A server: a database, a web server with certificates, a service of its own, and a container.
{
  imports = [ ./machine.nix ];

  stateless.root = {
    enable = true;
    size = "2G";
    # A server should tell early when something writes to a place that nobody declared.
    watch.warnAt = 50;
  };

  fileSystems = {
    "/boot" = {
      device = "/dev/disk/by-label/boot";
      fsType = "ext4";
    };
    "/nix" = {
      device = "/dev/disk/by-label/nix";
      fsType = "ext4";
    };
    "/persist" = {
      device = "/dev/disk/by-label/persist";
      fsType = "xfs";
      neededForBoot = true;
    };
    # Logs have a file system of their own: they can fill it, and the database goes on. It may come
    # after the initrd, as journald writes to /run until then.
    "/logs" = {
      device = "/dev/disk/by-label/logs";
      fsType = "ext4";
    };
  };

  # These bring their paths by presets: the databases, the certificates, and the host keys, which the
  # SSH daemon makes and reads in the store itself.
  services.postgresql.enable = true;
  services.nginx = {
    enable = true;
    virtualHosts."example.org" = {
      enableACME = true;
      forceSSL = true;
    };
  };
  security.acme = {
    acceptTerms = true;
    defaults.email = "admin@example.org";
  };
  services.openssh.enable = true;

  stateless.stores.main = {
    path = "/persist";

    # No preset knows this service. `neededBy` makes it wait for the directory, and not start
    # without it: it would write to the root, and lose it.
    directories."/srv/wiki" = {
      user = "wiki";
      group = "wiki";
      mode = "0750";
      neededBy = [ "wiki.service" ];
      reason = "The pages of the wiki";
    };
  };

  stateless.stores.logs = {
    path = "/logs";
    # Backup tools read the tier in /etc/stateless/manifest.json and leave these out.
    tier = "log";
    # What is declared by hand comes before the presets: these two would be in the other store.
    directories = {
      "/var/log/journal" = {
        group = "systemd-journal";
        mode = "2755";
      };
      "/var/log/nginx" = {
        user = "nginx";
        group = "nginx";
        mode = "0750";
      };
    };
  };

  # The root of the container is gone at each stop. What it keeps is on the host, below
  # /persist/containers/forge.
  containers.forge = {
    autoStart = true;
    config = {
      services.forgejo.enable = true;
      system.stateVersion = "26.05";
    };
    stateless = {
      enable = true;
      root.size = "1G";
      persist.directories."/var/lib/forgejo".mode = "0750";
      # Not in the root, which it could fill.
      tmpfs."/tmp" = {
        size = "256M";
        mode = "1777";
      };
    };
  };

  # Accounts are in the configuration alone. Without `mutableUsers = false` a password that is
  # changed by hand would seem to stay until the next boot.
  users.mutableUsers = false;
  users.users.root.hashedPasswordFile = "/persist/secrets/root-password";
  users.users.wiki = {
    isSystemUser = true;
    group = "wiki";
  };
  users.groups.wiki = { };

  systemd.services.wiki = {
    wantedBy = [ "multi-user.target" ];
    serviceConfig = {
      User = "wiki";
      WorkingDirectory = "/srv/wiki";
      ExecStart = "/run/current-system/sw/bin/wiki";
    };
  };
}
