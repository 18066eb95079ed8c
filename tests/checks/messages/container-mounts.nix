# Findings of containers about what is mounted where, and what others have too.
let
  webOf = upstream: stateless: {
    containers.web = upstream // {
      stateless = {
        enable = true;
      }
      // stateless;
    };
  };
  web = webOf { };
  two = web: db: {
    containers.web.stateless = {
      enable = true;
    }
    // web;
    containers.db.stateless = {
      enable = true;
    }
    // db;
  };
  fixed = base: {
    mode = "fixed";
    inherit base;
  };
in
{
  container-mounts-that-are-taken = web {
    tmpfs = {
      "/dev".size = "1M";
      "/dev/shm".size = "1M";
      "/proc/sys".size = "1M";
      "/nix/var".size = "1M";
      "/run/host/x".size = "1M";
      "/run/large".size = "1M";
    };
    overlays = {
      "/nix/store".upper = "/persist/u1";
      "/run".upper = "/persist/u2";
      "/sys".upper = "/persist/u3";
    };
  };

  container-mounts-twice = web {
    persist = {
      directories = [
        "/srv"
        "/data"
      ];
      files = [ "/srv" ];
    };
    tmpfs = {
      "/srv".size = "1M";
      "/data/x".size = "1M";
      "/both".size = "1M";
      "/var/lib/nixos".size = "1M";
    };
    overlays = {
      "/data".upper = "/persist/u1";
      "/both".upper = "/persist/u2";
    };
  };

  # Nothing of the preset is left to hide: it lies in what is declared.
  container-mount-in-an-entry = web {
    persist.directories = [ "/var/lib" ];
    tmpfs."/var/lib".size = "1M";
    tmpfs."/var/lib/nixos".size = "1M";
  };

  container-layers = web {
    overlays."/srv" = {
      lower = [
        "/persist/a"
        "/persist/b"
        "/persist/a"
        "/persist/b/c"
        "/persist/b-c"
      ];
      upper = "/persist/b/d";
    };
  };

  container-reserved-credential = web {
    persist.files."/etc/app/a".how = "symlink";
    credentials."tmpfiles.extra".path = "/run/secrets/a";
  };

  container-hidden-by-nixos =
    webOf
      {
        bindMounts = {
          data = {
            mountPoint = "/var/lib/nixos:norbind";
            hostPath = "/persist/other";
            isReadOnly = false;
          };
          other = {
            mountPoint = "/srv/below";
            hostPath = "/persist/other";
            isReadOnly = false;
          };
        };
        tmpfs = [
          "/srv:size=1M"
          "/else"
        ];
      }
      {
        persist.directories = [ "/srv" ];
        tmpfs."/ours".size = "1M";
      };

  container-tmpfs-above = web {
    users = fixed 655360;
    tmpfs = {
      "/srv".size = "1M";
      "/data".size = "1M";
    };
    persist.directories = [
      "/srv/a/b"
      "/data/a"
    ];
  };

  container-foreign-ids = {
    containers.a.privateUsers = 655360;
    containers.b.privateUsers = 70000;
    containers.c.stateless = {
      enable = true;
      root.size = "1G";
      users = fixed 655360;
    };
    containers.d.stateless = {
      enable = true;
      root.size = "1G";
      users = fixed 131072;
    };
    containers.e.stateless = {
      enable = true;
      root.size = "1G";
      users = fixed 196608;
    };
  };

  container-links = web {
    persist = {
      directories."/etc/app/rodir".readOnly = true;
      directories."/etc/other" = {
        readOnly = true;
        source = "/persist/other";
      };
      files = {
        "/etc/app/link".how = "symlink";
        "/etc/app-x/link".how = "symlink";
        "/foo".how = "symlink";
        "/etc/other/link".how = "symlink";
        "/etc/read/link" = {
          how = "symlink";
          readOnly = true;
        };
        "/etc/read/closed".readOnly = true;
      };
      presets = [ ];
    };
  };

  container-roots-in-stores =
    two
      {
        persist.root = "/persist";
        overlays."/srv".upper = "/persist";
      }
      {
        persist = {
          root = "/cache/a";
          directories = [ "/b" ];
        };
        overlays."/a".upper = "/persist/u/x";
        overlays."/b2".upper = "/persist/u/x";
      }
    // {
      stateless.presetStore = "main";
      stateless.stores = {
        main.path = "/persist";
        inner = {
          path = "/cache/a/b";
          requireMount = "none";
        };
      };
    };

  container-root-in-another =
    two
      {
        persist.root = "/persist/c";
        persist.directories = [ "/srv" ];
        overlays."/o".upper = "/persist/c/srv/upper";
        overlays."/p".upper = "/persist/c";
      }
      {
        persist.root = "/persist/c/srv/db";
      };

  container-sources-of-others =
    two
      {
        persist.directories = {
          "/srv/app" = {
            mode = "0700";
          };
          "/all".source = "/persist";
          "/read" = {
            source = "/persist";
            create = false;
            readOnly = true;
          };
        };
      }
      {
        persist.directories = {
          "/x" = {
            source = "/persist/containers/web/srv/app";
            mode = "0777";
          };
          "/y" = {
            source = "/persist/srv/media";
            mode = "0777";
          };
          "/z" = {
            source = "/persist/srv/music";
            mode = "755";
          };
        };
      }
    // {
      stateless.stores.main = {
        path = "/persist";
        directories = [
          "/srv/media"
          "/srv/music"
        ];
      };
    };

  container-values = web {
    sandbox = {
      rlimits = {
        AS = "999999999999999T";
        NPROC = "4096:1024";
        NICE = "infinity";
        RTPRIO = "infinity:99";
        RTTIME = "5K";
        STACK = "8M:8191K";
      };
      cpuAffinity = [
        "3-1"
        "8191-0"
        "0-8191"
      ];
      dropCapabilities = [
        "CAP_SYS_CHROOT"
        "CAP_SYS_CHOROOT"
      ];
    };
    healthCheck.command = [ "curl" ];
  };

  container-hasty-health-check = web {
    healthCheck = {
      command = [ "/bin/true" ];
      interval = "1s";
      retries = 20;
    };
  };

  container-parents-in-a-tmpfs = web {
    root.mode = "tmpfs";
    persist.directories = {
      "/home/app/data".parents = {
        "/home".mode = "711";
        "/home/app".user = "1000";
      };
      # As nspawn makes it.
      "/srv/a".parents."/srv" = { };
      # Made on the host.
      "/kept" = { };
      "/kept/a/b" = {
        source = "/persist/elsewhere";
        parents."/kept/a".mode = "0700";
      };
    };
  };

  container-flags-of-its-own =
    webOf
      {
        extraFlags = [
          "--bind-ro=/srv -U"
          "-x"
          "--volatile=state"
          "--volatile=overlay"
          "--link-journal=no"
          "--link-journal=host"
          "-j"
          "--uuid=4f2a6c1b9d3e4875a0b1c2d3e4f50617"
          "--settings=no"
        ];
      }
      {
        root.mode = "overlay";
      };

  container-roots-of-nixos = {
    containers.a = {
      tmpfs = [ "/" ];
      stateless = {
        enable = true;
        root.size = "1G";
      };
    };
    containers.b = {
      tmpfs = [
        "/:size=1M"
        "/srv"
      ];
      stateless = {
        enable = true;
        root = {
          mode = "tmpfs";
          size = "1G";
        };
      };
    };
    containers.c = {
      tmpfs = [ "/srv:size=1M" ];
      stateless = {
        enable = true;
        root = {
          mode = "tmpfs";
          size = "1G";
        };
      };
    };
  };

  container-settings-ignored = web {
    persist.directories = {
      "/a".seed.text = "a";
      "/b".how = "symlink";
      "/srv/c" = {
        how = "symlink";
        create = false;
        source = "/persist/c";
        seed.text = "c";
        user = "1000";
        group = "1000";
        parents."/srv".mode = "0700";
      };
      "/off" = {
        enable = false;
        how = "symlink";
      };
    };
    persist.files."/d" = {
      create = false;
      source = "/persist/d";
      seed.text = "d";
    };
  };

  container-addresses-in-a-zone =
    webOf
      {
        hostAddress = "10.0.0.1";
        hostAddress6 = "fd00::1";
        localAddress = "10.0.0.2";
        localAddress6 = "fd00::2";
        localMacAddress = "02:00:00:00:00:01";
        forwardPorts = [ { hostPort = 80; } ];
      }
      {
        network.zone = "z";
      };
}
