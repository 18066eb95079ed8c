# Findings of containers, often several at once.
let
  web = stateless: {
    stateless = {
      enable = true;
    }
    // stateless;
  };
  persist = persist: { containers.web = web { inherit persist; }; };
  fixed = base: {
    stateless = {
      enable = true;
      root.size = "1G";
      users = {
        mode = "fixed";
        inherit base;
      };
    };
  };
in
{
  container-overlay-that-picks.containers.web = web {
    users.mode = "pick";
    root = {
      mode = "overlay";
      inodes = "1M";
    };
  };

  container-overlay-options.containers.web = web {
    overlays."/srv/x:y,z" = {
      lower = [
        "/srv/a:b"
        "/srv/c,d"
        "/srv/e\\f"
        "/srv/g'h"
      ];
      upper = "/persist/i,j";
    };
  };

  container-below-nobody.containers = {
    above = {
      stateless = (fixed 655360).stateless // {
        root.mode = "tmpfs";
        root.size = "64M";
        journal = "none";
        persist.presets = [ ];
        persist.directories = [ "/srv/data" ];
      };
    };
    # Nothing is above `/data` but the root.
    flat = {
      stateless = (fixed 720896).stateless // {
        root.mode = "tmpfs";
        root.size = "64M";
        journal = "none";
        persist.presets = [ ];
        persist.directories = [ "/data" ];
      };
    };
    journal = {
      stateless = (fixed 786432).stateless // {
        root.mode = "tmpfs";
        root.size = "64M";
        persist.presets = [ ];
      };
    };
  };

  container-ids.containers = {
    a = web { machineId = "4f2a6c1b9d3e4875a0b1c2d3e4f50617"; };
    b = web { machineId = "4f2a6c1b9d3e4875a0b1c2d3e4f50617"; };
    c = web { machineId = "00000000000000000000000000000001"; };
    d = web {
      machineId = "random";
      journal = "none";
    };
  };

  container-id-of-the-command-line = {
    boot.kernelParams = [
      "quiet"
      "systemd.machine_id=4F2A6C1B-9D3E-4875-A0B1-C2D3E4F50617"
    ];
    containers.web = web { machineId = "4f2a6c1b9d3e4875a0b1c2d3e4f50617"; };
  };

  container-names.containers = {
    "a b" = web { root.size = "1G"; };
    "-a" = web { };
    "a..b" = web { };
    "in" = web { root.size = "1G"; };
    "é" = web { };
    "a/b_c" = web { };
    ${builtins.concatStringsSep "" (builtins.genList (_: "a") 65)} = web { root.size = "1G"; };
    off_ = { };
  };

  container-blanks.containers.web = web {
    persist = {
      root = "/persist/my containers";
      directories = {
        "/off a".enable = false;
        "/srv/x".source = "/persist/a b";
      };
      files = {
        "/etc/a b/file".how = "symlink";
        "/etc/c".source = "/persist/c d";
        "/etc/e" = {
          how = "symlink";
          source = "/persist/e f";
        };
      };
    };
    overlays."/srv/o o" = {
      lower = [
        "/srv/a"
        "/srv/b c"
      ];
      upper = "/persist/d e";
    };
    credentials = {
      a.path = "/run/a b";
      b.path = "/run/b ";
      c.path = "/run/c\\";
    };
  };

  container-network.containers = {
    a = web { } // {
      hostBridge = "br0";
      localAddress6 = "fd00::1";
      forwardPorts = [ { hostPort = 80; } ];
    };
    b = web { network.zone = "z"; } // {
      hostBridge = "br0";
      localAddress = "10.0.0.2";
    };
    c = web { network.zone = "z"; } // {
      networkNamespace = "/run/netns/c";
    };
  };

  container-sources-missing = persist {
    directories = {
      "/a".create = false;
      "/b" = {
        source = "/var/lib/b";
        create = false;
        readOnly = true;
      };
      "/c" = {
        source = "/etc/ssl";
        create = false;
      };
      "/d" = {
        source = "/nix/store/d";
        create = false;
        readOnly = true;
      };
    };
  };

  container-root-on-tmpfs = {
    stateless.stores = {
      main = {
        path = "/persist";
        directories = [ "/srv/kept" ];
      };
      scratch = {
        path = "/cache";
        tier = "scratch";
        directories = [ "/srv/builds" ];
      };
    };
    containers.a = web { persist.root = "/srv/containers/a"; };
    containers.b = web {
      persist = {
        root = "/srv/builds/b";
        directories."/x".source = "/cache/x";
        directories."/y".source = "/srv/kept/y";
      };
      overlays."/o" = {
        lower = [ "/srv/o" ];
        upper = "/srv/upper";
      };
    };
    containers.c = web {
      persist = {
        root = "/srv/unused";
        presets = [ ];
        directories."/x".source = "/persist/x";
      };
    };
  };

  container-host-paths.containers.web = web {
    persist = {
      root = "/run/web";
      directories = {
        "/a".source = "/nix/store/a";
        "/b" = {
          source = "/nix/store/b";
          create = false;
        };
        "/c".source = "/dev/shm/c";
        "/d".source = "/nix/d";
      };
    };
    overlays."/o" = {
      lower = [ "/nix/store/o" ];
      upper = "/nix/store/up";
    };
    overlays."/p" = {
      lower = [ ];
      upper = "/sys/up";
    };
  };

  container-idmaps.containers = {
    host = web {
      persist.directories = {
        "/a".idmap = "rootidmap";
        "/b".idmap = "none";
      };
    };
    identity = web { persist.directories."/a".idmap = "idmap"; } // {
      privateUsers = "identity";
    };
    zero = web { persist.directories."/a".idmap = "idmap"; } // {
      privateUsers = 0;
    };
    links = web {
      persist.files = {
        "/etc/app/a".how = "symlink";
        "/etc/app/b" = {
          how = "symlink";
          readOnly = true;
          idmap = "none";
        };
        "/etc/app/c" = {
          how = "symlink";
          source = "/persist/elsewhere/c";
        };
        "/etc/app/d".idmap = "none";
        "/etc/other/e" = {
          how = "symlink";
          readOnly = true;
        };
      };
    };
    overlay = web {
      root.size = "1G";
      users.mode = "pick";
      overlays."/srv/www" = {
        lower = [ "/srv/www" ];
        upper = "/persist/www";
      };
    };
  };

  container-memory.containers = {
    a = web {
      root.size = "20%";
      tmpfs."/x".size = "1G";
      tmpfs."/y".size = "6%";
      resources.memoryMax = "25%";
    };
    b = web {
      root.mode = "overlay";
      resources.memoryMax = "24%";
    };
    c = web {
      root.size = "999999999999999T";
      tmpfs."/x".size = "1";
      resources.memoryMax = "999999999999998T";
    };
    d = web {
      root.size = "50%";
      resources.memoryMax = "1M";
    };
  };

  container-sizes.containers = {
    a = web { };
    b = web { };
    c = web { root.size = "4G"; };
    d = web { };
    e = web { };
    f = web { root.mode = "overlay"; };
    off.stateless.root.size = "100%";
  };

  container-user-ids.containers = {
    a = fixed null;
    b = fixed 70000;
    c = web { users.base = 655360; };
    d = fixed 655360;
    e = fixed 655360;
    f = fixed 655360;
  };

  container-paths = persist {
    root = "/persist/web";
    directories = {
      "/nix/var" = { };
      "/proc/x" = { };
      "/run" = { };
      "/tmp" = { };
      "/var/keys/secret_file" = { };
      "/var/lib/private".mode = "0755";
    };
    files = {
      "/etc/machine-id" = { };
      "/etc/shadow" = { };
      "/etc/ssh/ssh_host_ed25519_key".mode = "0644";
      "/etc/ssh/ssh_host_ed25519_key.pub".mode = "0644";
      "/var/lib/logrotate.status".how = "symlink";
    };
  };

  # Each container by itself; the presets' own entries are none of these.
  container-entries = {
    containers.a = web {
      root.size = "1G";
      persist = {
        directories = {
          "/etc/b" = { };
          "/srv" = { };
          "/srv/a" = { };
          "/srv/elsewhere".source = "/persist/elsewhere";
          "/srv/in-place".source = "/persist/containers/a/srv/in-place";
          "/srv/read".readOnly = true;
          "/var/lib/nixos/x" = { };
        };
        files = {
          "/etc/b" = { };
          "/etc/c" = { };
          "/etc/c/d" = { };
          "/link".how = "symlink";
          "/link/x" = { };
        };
      };
    };
    containers.b = web {
      root.size = "1G";
      persist.directories = {
        "/srv/a" = {
          mode = "0750";
          user = "app";
        };
        "/srv/a/b/c".parents = {
          "/srv/a".mode = "0700";
          "srv/a".user = "other";
        };
      };
    };
  };

  container-sources-shared.containers = {
    a = web {
      persist.directories."/x" = {
        source = "/persist/shared";
        mode = "0750";
        user = "app";
      };
    };
    b = web {
      persist.directories = {
        "/y" = {
          source = "/persist/shared";
          mode = "750";
          group = "app";
        };
        "/z" = {
          source = "/persist/shared";
          mode = "0700";
        };
        "/other" = {
          source = "/persist/shared";
          mode = "0711";
          create = false;
        };
      };
    };
  };

  container-synced = persist {
    directories."/srv/x".how = "synced";
    files."/srv/y".how = "synced";
  };
}
