# One of everything: each option that the behaviour reads is set to something that is not its
# default, so that a change of any of them shows.
{
  users.users = {
    alice = {
      isNormalUser = true;
      uid = 1000;
    };
    # No number: nothing in the initrd can be made to belong to it.
    keeper = {
      isSystemUser = true;
      group = "keeper";
    };
  };
  users.groups.keeper = { };

  fileSystems = {
    "/persist" = {
      device = "/dev/disk/by-label/persist";
      fsType = "ext4";
      neededForBoot = true;
    };
    "/cache" = {
      device = "/dev/disk/by-label/cache";
      fsType = "ext4";
    };
    "/nix" = {
      device = "/dev/disk/by-label/nix";
      fsType = "ext4";
    };
    "/boot" = {
      device = "/dev/disk/by-label/boot";
      fsType = "vfat";
    };
  };

  stateless.root = {
    enable = true;
    size = "1G";
    inodes = "2M";
    mode = "0751";
    buildDir = "/persist/build 100%";
    watch = {
      enable = true;
      warnAt = 60;
      criticalAt = 80;
    };
  };

  systemd.services.radicale.serviceConfig.StateDirectory = "radicale";
  systemd.services.other.serviceConfig.StateDirectory = "other";
  stateless.state = "warn";
  stateless.excludedUnits = [ "other.service" ];

  stateless.machineId = "ephemeral";
  stateless.passwords = "userborn";
  stateless.presetStore = "main";

  stateless.stores = {
    main = {
      path = "/persist";
      tier = "secret";
      mountOptions = [ "nodev" ];
      directories = {
        "/var/log" = { };
        "/var/lib/nixos".enforce = "always";
        "/var/lib/keeper" = {
          user = "keeper";
          group = "keeper";
          mode = "0750";
          phase = "initrd";
          reason = "Shows who owns what the initrd makes.";
        };
        "/srv/a/b/c" = {
          phase = "stage2";
          neededBy = [ "example.service" ];
          mountOptions = [ "noexec" ];
          onConflict = "fail";
          user = "alice";
          group = "users";
          parents."/srv/a" = {
            user = "alice";
            group = "users";
            mode = "0751";
          };
        };
        "/srv/linked" = {
          how = "symlink";
        };
        "/srv/hidden".onConflict = "hide";
        "/srv/odd/100% it's a \"test\" \\ é\\" = { };
        "/srv/off".enable = false;
        "/var/lib/private/example" = { };
        "/srv/below/root".parents."/srv/below".mode = "0711";
        "/etc/ssh" = { };
      };
      files = {
        "/etc/machine-id" = { };
        "/etc/adjtime" = {
          mode = "0644";
          onConflict = "adopt";
          phase = "initrd";
        };
        "/etc/seeded" = {
          seed.text = " 100% it's\tseeded\n";
          enforce = "always";
        };
        "/etc/copied".seed.source = "/nix/store/00000000000000000000000000000000-seed";
        "/etc/linked".how = "symlink";
        "/srv/odd/file * é ".parents."/srv/odd".mode = "0711";
        "/etc/synced 100% $HOME" = {
          how = "synced";
          mode = "0640";
          neededBy = [ "example.service" ];
        };
      };
      users.alice = {
        directories = {
          ".ssh" = { };
          ".config/sops/age" = { };
          "notes" = {
            mode = "0700";
            enforce = "always";
            phase = "initrd";
          };
          "linked".how = "symlink";
          ".local/share/app" = {
            onConflict = "hide";
            # Not in the home: its owner is root.
            parents."/home".mode = "0751";
          };
        };
        files = {
          ".config/app/state.json" = {
            enforce = "always";
            phase = "initrd";
            parents.".config/app".mode = "0711";
          };
          ".linked".how = "symlink";
          ".replaced".onConflict = "hide";
          ".config/app/prefs.js" = {
            how = "synced";
            enforce = "always";
            onConflict = "hide";
          };
        };
      };
      users.keeper.files."state" = {
        parents."/var/empty".mode = "0750";
      };
    };
    cache = {
      path = "/cache";
      tier = "cache";
      hide = false;
      # Inside an entry of another store.
      directories."/var/log/journal/example" = { };
      users.alice.directories = [ ".cache" ];
    };
    tmp = {
      path = "/persist/tmp 100%";
      requireMount = "none";
      tier = "scratch";
      directories = {
        "/var/tmp" = { };
        # Left alone: another store keeps what would be in it.
        "/opt/left" = { };
      };
      files."/var/scratch * file" = { };
    };
    kept = {
      path = "/persist/tmp 100%/opt/left/kept";
      requireMount = "subpath";
      directories = [ "/opt/kept" ];
    };
    off = {
      enable = false;
      path = "/off";
      directories = [ "/srv/never" ];
    };
  };

  containers = {
    web = {
      autoStart = true;
      privateUsers = "pick";
      config.systemd.services = {
        radicale.serviceConfig.StateDirectory = "radicale";
        other.serviceConfig.StateDirectory = "other";
      };
      stateless = {
        enable = true;
        root = {
          size = "512M";
          inodes = "64K";
        };
        tmpfs."/tmp" = {
          size = "32M";
          mode = "1777";
          inodes = "4K";
        };
        persist = {
          root = "/persist/machines/web";
          state = "warn";
          excludedUnits = [ "other.service" ];
          directories = {
            "/var/lib/acme" = {
              mode = "0750";
              enforce = "always";
              parents."/var/lib" = {
                user = "root";
                group = "root";
                mode = "0711";
              };
            };
            "/var/lib/postgresql" = {
              user = "postgres";
              group = "postgres";
              mode = "0700";
            };
            "/media" = {
              source = "/srv/media";
              readOnly = true;
              idmap = "none";
              create = false;
            };
            "/mapped".idmap = "rootidmap";
            "/var/lib/colon:dir" = { };
            "/off".enable = false;
          };
          files = {
            "/etc/bound" = {
              enforce = "always";
              idmap = "none";
              parents."/etc".mode = "0711";
            };
            "/etc/app/state" = {
              how = "symlink";
              seed.text = "first\n";
            };
          };
          presets = [
            "uid-map"
            "caddy"
          ];
        };
        machineId = "4f2a6c1b9d3e4875a0b1c2d3e4f50617";
        journal = "host";
        credentials = {
          tls-key.path = "/run/secrets/tls 100%";
          token = {
            path = "/etc/credstore.encrypted/token";
            encrypted = true;
          };
        };
        resources = {
          memoryMax = "2G";
          memoryHigh = "1536M";
          cpuQuota = "150%";
          cpuWeight = 200;
          tasksMax = 512;
          ioWeight = 50;
        };
        sandbox = {
          systemCallFilter = [
            "@keyring"
            "~@swap"
            "~bpf"
          ];
          dropCapabilities = [
            "CAP_SYS_CHROOT"
            "CAP_MKNOD"
          ];
          noNewPrivileges = true;
          rlimits.NOFILE = "4096:8192";
          oomScoreAdjust = 500;
          cpuAffinity = [
            "0-1"
            "3"
          ];
        };
        network = {
          zone = "web";
          resolvConf = "bind-stub";
        };
        after = [ "network-online.target" ];
        requires = [ "postgresql.service" ];
        wants = [ "network-online.target" ];
        onChange = "reload";
        healthCheck = {
          command = [
            "/run/current-system/sw/bin/curl"
            "--fail"
            "http://localhost/a b?$c=100%"
            "\${x}\nExecStartPre=/bin/false"
          ];
          interval = "30s";
          retries = 5;
        };
      };
    };
    small.stateless = {
      enable = true;
      root = {
        mode = "tmpfs";
        size = "10%";
      };
      machineId = "random";
      journal = "none";
      users = {
        mode = "fixed";
        base = 720896;
      };
      onChange = "none";
      healthCheck = {
        command = [ "/bin/true" ];
        onFailure = "report";
      };
    };
    layered.stateless = {
      enable = true;
      root.mode = "overlay";
      journal = "forward";
      # Without effect until `mode` is "fixed".
      users.base = 786432;
      overlays."/srv/www" = {
        lower = [
          "/srv/www"
          "/srv/www'more"
        ];
        upper = "/persist/changes/www";
      };
    };
    untouched = { };
  };
}
