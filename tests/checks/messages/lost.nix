# Findings of what a root on tmpfs loses, one way to lose it each.
let
  main = store: {
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
  };
in
{
  key-of-an-early-daemon = main { } // {
    boot.initrd.network.ssh = {
      enable = true;
      hostKeys = [ "/etc/secrets/initrd/ssh_host_ed25519_key" ];
    };
  };

  password-of-a-share = main { } // {
    fileSystems."/mnt" = {
      device = "//server/share";
      fsType = "cifs";
      options = [ "uid=1000,credentials=/etc/share.secret" ];
    };
  };

  files-of-a-unit = main { } // {
    systemd.services.backup.serviceConfig = {
      EnvironmentFile = [
        "-/etc/backup/optional"
        "/etc/backup/needed"
      ];
      LoadCredential = "token:/srv/token";
    };
  };

  synchronized-by-a-user = main { users.alice.directories = [ ".ssh" ]; } // {
    services.syncthing = {
      enable = true;
      user = "alice";
      dataDir = "/home/alice";
    };
  };

  # What NixOS describes is a part of it.
  synchronized-elsewhere = main { } // {
    services.syncthing = {
      enable = true;
      user = "alice";
      group = "users";
      dataDir = "/var/lib/sync";
      configDir = "/var/lib/sync/config";
    };
    systemd.services.syncthing.serviceConfig.StateDirectory = "sync/config";
  };

  container-with-a-root-of-its-own = main { } // {
    containers = {
      kept.config = { };
      other = {
        config = { };
        ephemeral = true;
      };
      ours = {
        config = { };
        stateless.enable = true;
        stateless.root.mode = "tmpfs";
      };
    };
  };

  volumes-of-a-container = main { } // {
    # NixOS switches it on for them.
    virtualisation.podman.enable = true;
    virtualisation.oci-containers.containers.app = {
      image = "app";
      volumes = [
        "/srv/app:/data"
        "/srv/only-read:/read:ro"
        "/persist/app:/kept"
        "named:/volume"
      ];
    };
  };

  kept-where-it-is-emptied = {
    stateless.stores = {
      main.path = "/persist";
      scratch = {
        path = "/persist/scratch";
        requireMount = "subpath";
        tier = "scratch";
        directories = [ "/srv/emptied" ];
      };
    };
    systemd.services.app.serviceConfig.EnvironmentFile = [
      "/srv/emptied/env"
      "/persist/scratch/env"
      "/persist/env"
    ];
  };

  preset-in-the-way = {
    environment.etc."NetworkManager/system-connections".text = "";
    networking.networkmanager.enable = true;
    stateless.stores.main.path = "/persist";
  };

  root-on-a-dataset.fileSystems."/" = {
    device = "tank/root";
    fsType = "zfs";
  };

  group-without-a-number = main { directories."/srv".group = "app"; } // {
    users.groups.app = { };
  };
}
