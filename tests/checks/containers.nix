# Checks of containers. For each id: a configuration with exactly this finding, and one that is nearly
# the same and fine. Both are set on top of `host.nix`.
let
  # With options of NixOS beside ours.
  webOf = upstream: stateless: {
    containers.web = upstream // {
      stateless = {
        enable = true;
      }
      // stateless;
    };
  };
  web = webOf { };
  both = web: db: {
    containers.web.stateless = {
      enable = true;
    }
    // web;
    containers.db.stateless = {
      enable = true;
    }
    // db;
  };
  directories = directories: web { persist.directories = directories; };
  id = "4f2a6c1b9d3e4875a0b1c2d3e4f50617";
in
{
  tmpfs-with-pick = {
    rejects = webOf { privateUsers = "pick"; } { root.mode = "tmpfs"; };
    accepts = web {
      root.mode = "tmpfs";
      users = {
        mode = "fixed";
        base = 655360;
      };
      journal = "forward";
      persist.presets = [ ];
    };
  };
  tmpfs-owners =
    let
      keeps =
        path:
        web {
          root.mode = "tmpfs";
          users = {
            mode = "fixed";
            base = 655360;
          };
          journal = "none";
          persist = {
            presets = [ ];
            directories = [ path ];
          };
        };
    in
    {
      rejects = keeps "/srv/data";
      # Nothing is above it but the root.
      accepts = keeps "/data";
    };
  root-size-ignored = {
    rejects = web {
      root = {
        mode = "overlay";
        size = "2G";
      };
    };
    accepts = web {
      root = {
        mode = "overlay";
        size = "25%";
      };
    };
  };
  journal-needs-machine-id = {
    rejects = web { machineId = "random"; };
    accepts = web {
      machineId = "random";
      journal = "forward";
    };
  };
  machine-id-same-as-host = {
    rejects = web { machineId = id; } // {
      environment.etc."machine-id".text = "${id}\n";
    };
    accepts = web { machineId = "0${builtins.substring 1 31 id}"; } // {
      environment.etc."machine-id".text = "${id}\n";
    };
  };
  flag-whitespace = {
    rejects = directories [ "/srv/my data" ];
    accepts = web {
      persist.directories."/srv/my-data" = { };
      # Bound by its directory; the link is quoted.
      persist.files."/etc/a b".how = "symlink";
      tmpfs."/srv/in ram".size = "1M";
    };
  };
  name-underscore = {
    rejects.containers.my_web.stateless.enable = true;
    accepts.containers.my-web.stateless.enable = true;
  };
  network-without-private = {
    rejects = webOf { hostAddress = "10.0.0.1"; } { };
    accepts = webOf {
      hostAddress = "10.0.0.1";
      privateNetwork = true;
    } { };
  };
  bind-source-missing = {
    rejects = directories {
      "/media" = {
        source = "/srv/media";
        create = false;
      };
    };
    accepts =
      directories {
        "/media" = {
          source = "/srv/media";
          create = false;
        };
        "/resolved" = {
          source = "/run/systemd/resolve";
          create = false;
        };
      }
      // {
        stateless.stores.main = {
          path = "/persist";
          directories = [ "/srv" ];
        };
      };
  };
  bind-idmap-conflict = {
    rejects = directories { "/srv".idmap = "idmap"; };
    accepts = webOf { privateUsers = "pick"; } { persist.directories."/srv".idmap = "idmap"; };
  };
  memory-below-root-size = {
    rejects = web {
      root.size = "1G";
      tmpfs."/var/cache".size = "64M";
      resources.memoryMax = "1087M";
    };
    accepts = web {
      root.size = "1G";
      tmpfs."/var/cache".size = "64M";
      resources.memoryMax = "1088M";
    };
  };
  root-sizes-over-ram = {
    rejects = both { root.size = "60%"; } { tmpfs."/var/cache".size = "20%"; };
    accepts = both { root.size = "55%"; } { tmpfs."/var/cache".size = "20%"; };
  };
  user-id-base = {
    rejects =
      both
        {
          users = {
            mode = "fixed";
            base = 655360;
          };
        }
        {
          users = {
            mode = "fixed";
            base = 655360;
          };
        };
    accepts =
      both
        {
          users = {
            mode = "fixed";
            base = 655360;
          };
        }
        {
          users = {
            mode = "fixed";
            base = 720896;
          };
        };
  };
  health-check = {
    rejects = web { healthCheck = { }; };
    accepts = web { healthCheck.command = [ "/run/current-system/sw/bin/true" ]; };
  };
  link-neighbours =
    let
      linked =
        entry:
        web {
          persist.files."/etc/app/key" = {
            how = "symlink";
          }
          // entry;
        };
    in
    {
      rejects = linked { source = "/persist/secrets/key"; };
      # Said in full, and the same place.
      accepts = linked { source = "/persist/containers/web/etc/app/key"; };
    };
  sandbox-value = {
    rejects = web { sandbox.rlimits.NOFILE = "64K"; };
    accepts = web {
      sandbox = {
        rlimits = {
          MEMLOCK = "64K:1M";
          NICE = "40";
          NOFILE = "1024:infinity";
          CORE = "0";
        };
        cpuAffinity = [ "3-3" ];
        dropCapabilities = [ "CAP_BPF" ];
      };
    };
  };
  source-shared = {
    rejects = both { persist.root = "/persist/c"; } { persist.root = "/persist/c"; };
    # Beside one another, and one in what the other does not have.
    accepts = both { persist.root = "/persist/c"; } { persist.root = "/persist/c/d"; };
  };
  user-ids-shared =
    let
      beside = privateUsers: {
        containers.other = {
          inherit privateUsers;
          ephemeral = true;
        };
        containers.web.stateless = {
          enable = true;
          users = {
            mode = "fixed";
            base = 655360;
          };
        };
      };
    in
    {
      rejects = beside 655360;
      accepts = beside 720896;
    };
  setting-ignored =
    let
      given =
        entry:
        directories {
          "/srv" = {
            source = "/persist/srv";
            create = false;
          }
          // entry;
        };
    in
    {
      rejects = given { mode = "0700"; };
      # How it is bound is no matter of creating it.
      accepts = given {
        readOnly = true;
        idmap = "none";
      };
    };
  flag-conflict = {
    rejects = webOf { extraFlags = [ "--private-users=pick" ]; } { };
    accepts = webOf {
      extraFlags = [
        "--setenv=A=--uuid=1"
        "--private-users-ownership=chown"
      ];
    } { root.mode = "overlay"; };
  };
}
