# Checks that need the host. For each id: a configuration with exactly this finding, and one that is
# nearly the same and fine. Both are set on top of `host.nix`.
let
  main = store: {
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
  };
  directories = directories: main { inherit directories; };
  ofAlice = home: main { users.alice = home; };
  tmpfs = {
    device = "tmpfs";
    fsType = "tmpfs";
  };
  ext4 = label: {
    device = "/dev/disk/by-label/${label}";
    fsType = "ext4";
  };
in
{
  store-missing-mount = {
    rejects = main { path = "/persist/system"; };
    accepts = main {
      path = "/persist/system";
      requireMount = "subpath";
    };
  };
  store-on-tmpfs = {
    rejects = main { } // {
      fileSystems."/persist" = {
        device = "/run/elsewhere";
        fsType = "none";
        options = [ "bind" ];
      };
    };
    accepts = main { } // {
      fileSystems."/persist" = {
        device = "/nix/persist";
        fsType = "none";
        options = [ "bind" ];
      };
    };
  };
  store-not-needed-for-boot = {
    rejects = directories [ "/var/log" ] // {
      fileSystems."/persist".neededForBoot = false;
    };
    accepts = directories [ "/srv" ] // {
      fileSystems."/persist".neededForBoot = false;
    };
  };
  etc-immutable = {
    rejects = directories { "/etc/app".how = "symlink"; } // {
      services.userborn.enable = true;
      system.etc.overlay = {
        enable = true;
        mutable = false;
      };
    };
    accepts =
      main {
        directories = [
          "/etc/app"
          "/srv"
        ];
        files."/etc/machine-id" = { };
        files."/etc/app.conf" = { };
        files."/etc/own.conf" = { };
      }
      // {
        services.userborn.enable = true;
        environment.etc."app.conf" = {
          text = "";
          mode = "0644";
        };
        system.etc.overlay = {
          enable = true;
          mutable = false;
        };
      };
  };
  etc-file = {
    rejects = directories [ "/etc/app" ] // {
      environment.etc."app".source = "/nix/store/00000000000000000000000000000000-app";
    };
    accepts = directories [ "/etc/app" ] // {
      environment.etc."app/linked".text = "one";
      environment.etc."app/copied" = {
        text = "two";
        mode = "0600";
      };
      environment.etc."apps".text = "three";
    };
  };
  tmpfiles-rule = {
    rejects = directories [ "/srv/link" ] // {
      systemd.tmpfiles.rules = [ "L+ /srv/link - - - - /elsewhere" ];
    };
    accepts = directories [ "/srv/link" ] // {
      systemd.tmpfiles.rules = [
        "d /srv/link 0750 root root 10d -"
        "L+ /srv/link/inside - - - - /elsewhere"
        "L+ /srv/linked - - - - /elsewhere"
        "D /srv/link/cache - - - - -"
        "R /srv/links - - - - -"
        "r! /srv/link - - - - -"
      ];
    };
  };
  shadowed-by-filesystem = {
    rejects = directories [ "/srv" ] // {
      fileSystems."/srv/media" = ext4 "media" // {
        neededForBoot = true;
      };
    };
    accepts = directories [ "/srv" ] // {
      fileSystems."/srv/media" = ext4 "media";
    };
  };
  below-late-mount = {
    rejects = directories { "/srv/a".phase = "initrd"; } // {
      fileSystems."/srv" = tmpfs;
    };
    accepts = directories { "/srv/a".phase = "stage2"; } // {
      fileSystems."/srv" = tmpfs;
    };
  };
  needless = {
    rejects = directories [ "/srv/a" ] // {
      fileSystems."/srv" = ext4 "srv";
    };
    accepts = directories [ "/srva" ] // {
      fileSystems."/srv" = ext4 "srv";
    };
  };
  unknown-user = {
    rejects = directories { "/srv".user = "postgre"; };
    accepts = directories { "/srv".user = "postgres"; };
  };
  unknown-group = {
    rejects = directories { "/srv/a".parents."/srv".group = "media"; };
    accepts = directories { "/srv/a".parents."/srv".group = "998"; };
  };
  home-owner = {
    rejects = directories [ "/home/alice/Music" ];
    accepts = directories {
      "/home/alice/Music".user = "alice";
      "/home/alice2/Music" = { };
    };
  };
  home-missing = {
    rejects = main { users.postgres.directories = [ "data" ]; };
    accepts = main { users.postgres.directories = [ "data" ]; } // {
      users.users.postgres.home = "/var/lib/postgresql";
    };
  };
  state-directory-symlink = {
    rejects = directories { "/var/lib/bluetooth".how = "symlink"; } // {
      systemd.services.bluetooth.serviceConfig.StateDirectory = "bluetooth";
    };
    accepts = directories { "/var/lib/bluetooth".how = "symlink"; } // {
      systemd.services.bluetooth.serviceConfig.StateDirectory = [ "bluetooth-mesh" ];
    };
  };
  dynamic-user = {
    rejects = directories [ "/var/lib/ollama/models" ] // {
      systemd.services.ollama.serviceConfig = {
        DynamicUser = true;
        StateDirectory = "other ollama";
      };
    };
    accepts = directories [ "/var/lib/private/ollama" ] // {
      systemd.services.ollama.serviceConfig = {
        DynamicUser = true;
        StateDirectory = "other ollama";
      };
    };
  };
  secrets-key-late = {
    rejects = directories [ "/srv" ] // {
      sops = {
        secrets.a = { };
        age.keyFile = "/home/alice/keys.txt";
      };
    };
    accepts = directories [ "/var/keys" ] // {
      sops = {
        secrets.a = { };
        age.keyFile = "/var/keys/key.txt";
      };
    };
  };
  password-file-late = {
    rejects = directories [ "/srv" ] // {
      users.users.alice.hashedPasswordFile = "/etc/passwords/alice";
    };
    accepts = directories [ "/etc/passwords" ] // {
      users.users.alice.hashedPasswordFile = "/etc/passwords/alice";
      users.users.bob.hashedPasswordFile = "/persist/passwords/bob";
      users.users.root.hashedPasswordFile = "/run/secrets-for-users/root";
    };
  };
  key-too-open = {
    rejects = main { files."/etc/ssh/ssh_host_ed25519_key".mode = "0640"; };
    accepts = main {
      files."/etc/ssh/ssh_host_ed25519_key" = { };
      files."/etc/ssh/ssh_host_ed25519_key.pub".mode = "0644";
    };
  };
  scripted-initrd = {
    rejects = directories [ "/var/log" ] // {
      boot.initrd.systemd.enable = false;
    };
    accepts = directories [ "/srv" ] // {
      boot.initrd.systemd.enable = false;
    };
  };
  swap-or-hibernation-image = {
    rejects = main { } // {
      swapDevices = [ { device = "/var/swapfile"; } ];
    };
    accepts = main { } // {
      swapDevices = [
        { device = "/persist/swapfile"; }
        { device = "/dev/disk/by-label/swap"; }
      ];
    };
  };
  root-size-total = {
    rejects = {
      stateless.root.size = "60%";
      boot.tmp.useTmpfs = true;
    };
    accepts = {
      stateless.root.size = "60%";
      boot.tmp.useTmpfs = true;
      zramSwap.enable = true;
    };
  };
  root-world-writable = {
    rejects = {
      stateless.root.enable = false;
      stateless.stores.main.path = "/persist";
      fileSystems."/" = tmpfs;
    };
    accepts = main { } // {
      fileSystems."/" = tmpfs // {
        options = [ "noatime" ];
      };
    };
  };
  boot-not-separate = {
    rejects.fileSystems."/boot".enable = false;
    accepts = {
      fileSystems."/boot".enable = false;
      fileSystems."/boot1" = ext4 "boot1";
      fileSystems."/boot2" = ext4 "boot2";
      fileSystems."/esp" = ext4 "esp";
      boot.loader.grub = {
        efiSupport = true;
        # `mkForce`: a machine that can be built has devices too, for which NixOS adds `/boot`.
        mirroredBoots = {
          _type = "override";
          priority = 50;
          content = [
            {
              path = "/boot1";
              devices = [ "nodev" ];
            }
            {
              path = "/boot2";
              efiSysMountPoint = "/esp";
              devices = [ "nodev" ];
            }
          ];
        };
      };
    };
  };
  nix-not-separate = {
    rejects.fileSystems."/nix".enable = false;
    accepts.fileSystems = {
      "/nix".enable = false;
      "/nix/store" = ext4 "store";
    };
  };
}
