# A server with a database, a web server with certificates, a custom service and a container.
{
  imports = [ ./machine.nix ];

  stateless.root = {
    enable = true;
    size = "2G";
    # Report early when something writes to undeclared paths.
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
    # Logs have their own file system, so they cannot fill that of the database. It is mounted after
    # the initrd; until then, journald writes to /run.
    "/logs" = {
      device = "/dev/disk/by-label/logs";
      fsType = "ext4";
    };
  };

  # Presets persist the databases, the certificates and the host keys. The SSH daemon creates and
  # reads the host keys in the store.
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

    # No preset knows this service. With `neededBy` it starts only if the directory is mounted.
    # Otherwise it would write to the root, and lose the data.
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
    # Declared entries take precedence over presets, which would use the other store for these paths.
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

  # The container discards its root at each stop. The host stores the persisted paths below
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
      # A file system of its own, which cannot fill the root.
      tmpfs."/tmp" = {
        size = "256M";
        mode = "1777";
      };
    };
  };

  # Only the configuration sets accounts and passwords. Otherwise a password set with `passwd` would
  # be lost at the next boot.
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
