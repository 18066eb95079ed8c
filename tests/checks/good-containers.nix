# Containers that look unusual and are fine: nothing may be found in them.
{
  # Each thing that a container can have, and what it keeps in several places.
  containers = {
    fileSystems."/srv" = {
      device = "/dev/disk/by-label/srv";
      fsType = "ext4";
      neededForBoot = true;
    };
    stateless.presetStore = "main";
    stateless.stores = {
      main = {
        path = "/persist";
        directories = [ "/data" ];
      };
      scratch = {
        path = "/cache";
        tier = "scratch";
        directories = [ "/var/builds" ];
      };
    };
    containers = {
      a-1.stateless = {
        enable = true;
        root.size = "30%";
        tmpfs."/tmp".size = "5%";
        resources.memoryMax = "35%";
        persist = {
          root = "/data/a";
          directories = {
            "/srv" = { };
            "/srv/shared".source = "/srv/shared";
            "/nixpkgs" = {
              source = "/nix/store";
              create = false;
              readOnly = true;
            };
            "/host/etc" = {
              source = "/etc";
              create = false;
            };
            "/var/lib/app/a".parents."/var/lib/app" = {
              mode = "0750";
              user = "998";
            };
            "/var/lib/app/b".parents."/var/lib/app".mode = "750";
          };
          files = {
            "/etc/app/a".how = "symlink";
            "/etc/app/b".how = "symlink";
          };
        };
      };
      b.stateless = {
        enable = true;
        root.size = "2G";
        users = {
          mode = "fixed";
          base = 655360;
        };
        persist.directories."/srv/shared" = {
          source = "/srv/shared";
          idmap = "rootidmap";
        };
        journal = "none";
        machineId = "random";
      };
      "c.d".stateless = {
        enable = true;
        root.mode = "overlay";
        overlays."/srv/www" = {
          lower = [ "/nix/store" ];
          upper = "/srv/www";
        };
        credentials.key.path = "/run/secrets/a b";
      };
      off_ = {
        ephemeral = true;
        stateless.machineId = "random";
      };
    };
  };

  numbers-that-the-host-fixes = {
    users.users.media = {
      isSystemUser = true;
      group = "media";
      uid = 900;
    };
    users.groups.media.gid = 900;
    stateless.stores.main.path = "/persist";
    containers.web.stateless = {
      enable = true;
      persist.directories."/srv".user = "media";
      persist.directories."/srv".group = "media";
    };
  };
}
