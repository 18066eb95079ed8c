# Configurations that look unusual and are fine: nothing may be found in any of them.
let
  main = store: {
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
  };
  ext4 = label: {
    device = "/dev/disk/by-label/${label}";
    fsType = "ext4";
    neededForBoot = true;
  };
in
{
  nothing = { };

  # Programs that write in place, that follow a link, and files that are copied.
  files-that-are-not-lost = main {
    files."/root/.gitconfig".how = "symlink";
    users.alice.files = {
      ".bash_history" = { };
      ".config/gh/hosts.yml" = { };
      ".config/kwinoutputconfig.json" = { };
      ".config/kdeglobals".how = "symlink";
      ".local/share/recently-used.xbel".how = "synced";
    };
  };

  store-that-is-bound-from-an-early-file-system = {
    fileSystems."/nix".neededForBoot = true;
    fileSystems."/bound" = {
      device = "/nix/persist";
      fsType = "none";
      options = [ "bind" ];
      neededForBoot = true;
    };
    stateless.stores.main = {
      path = "/bound";
      directories."/srv/early".phase = "initrd";
    };
  };

  # A preset that is added later does not make a wrong entry of it.
  inside-a-preset =
    main {
      directories = [
        "/var/lib/bluetooth/adapter"
        "/var/lib/bluetooth/other"
      ];
    }
    // {
      hardware.bluetooth.enable = true;
    };

  # Names that only begin like those of the boot loader and of a link.
  beside-the-boot-loader =
    main {
      directories = [
        "/boot1-tools"
        "/etc/localtimes"
      ];
      files = [ "/var/lib/sddm/state.conf" ];
    }
    // {
      fileSystems."/boot1" = ext4 "boot1";
      boot.loader.grub.mirroredBoots = [
        {
          path = "/boot1";
          devices = [ "/dev/vda" ];
        }
      ];
    };

  odd-characters = {
    stateless.checks.path-literal = "off";
    stateless.stores.main.path = "/persist";
    stateless.stores.main.directories = [
      "/srv/100% it's a \"test\" \\ é"
      "/srv/..."
      "/srv/.hidden"
      "/srv/a b"
      "/srv/$HOME \${x}"
      "/srv/日本"
      "/srv/-"
    ];
  };

  nested-across-stores.stateless.presetStore = "main";
  nested-across-stores.stateless.stores = {
    main = {
      path = "/persist";
      directories = [ "/var/log" ];
      users.alice.directories = [ ".config" ];
    };
    cache = {
      path = "/cache";
      directories = [ "/srv/a" ];
      users.alice.directories = [ ".config/app/cache" ];
    };
  };

  # A laptop that keeps whole partitions and only throws the root away.
  partitions = {
    fileSystems = {
      "/var" = ext4 "var";
      "/home" = ext4 "home";
    };
    stateless.stores.main = {
      path = "/persist";
      files = [ "/etc/machine-id" ];
      directories = [ "/etc/NetworkManager/system-connections" ];
    };
  };

  disabled = {
    stateless.stores = {
      main = {
        path = "/persist";
        directories = {
          "/nix".enable = false;
          "/srv" = { };
        };
      };
      off = {
        enable = false;
        path = "/run/off";
        directories = [
          "/srv"
          "/proc"
        ];
      };
    };
  };

  renamed-user = main { users.a.directories = [ ".ssh" ]; } // {
    users.users.a = {
      isNormalUser = true;
      name = "anne";
    };
  };

  home-in-var-lib =
    main {
      directories."/var/lib/app" = {
        user = "app";
        group = "app";
      };
      users.runner.directories = [ "state" ];
    }
    // {
      users.users.app = {
        isSystemUser = true;
        group = "app";
        home = "/var/lib/app";
        uid = 1003;
      };
      users.users.runner = {
        uid = 1002;
        isSystemUser = true;
        group = "app";
        home = "/var/lib/runner";
      };
      users.groups.app.gid = 1003;
    };

  store-below-nix = {
    fileSystems."/nix".neededForBoot = true;
    stateless.stores.main = {
      path = "/nix/persist";
      requireMount = "subpath";
      directories = [
        "/var/log"
        "/var/lib/nixos"
      ];
      files = [ "/etc/machine-id" ];
    };
  };

  # Emptied at each boot, so it does not come back.
  temporary-in-scratch.stateless.stores = {
    main.path = "/persist";
    scratch = {
      path = "/cache";
      tier = "scratch";
      directories = [ "/var/tmp" ];
    };
  };

  # As nixos/modules/virtualisation/qemu-vm.nix has it, without a boot loader.
  store-of-a-machine-for-tests.fileSystems = {
    "/nix".enable = false;
    "/nix/store" = {
      device = "overlay";
      fsType = "overlay";
      overlay.upperdir = "/nix/.rw-store/upper";
    };
    "/nix/.rw-store" = {
      device = "tmpfs";
      fsType = "tmpfs";
      options = [ "mode=0755" ];
    };
  };

  root-that-is-kept = {
    stateless.root.enable = false;
    fileSystems."/" = ext4 "root";
    fileSystems."/boot".enable = false;
    stateless.stores.main = {
      path = "/var/kept";
      requireMount = "none";
      directories = [ "/srv" ];
    };
  };

  usual =
    main {
      directories = [
        "/var/lib/bluetooth"
        "/var/lib/nixos"
        "/var/lib/systemd"
        "/var/log"
      ];
      files = [
        "/etc/machine-id"
        "/etc/ssh/ssh_host_ed25519_key"
        "/etc/ssh/ssh_host_ed25519_key.pub"
      ];
      users.alice = {
        directories = [
          ".gnupg"
          ".ssh"
          "Documents"
        ];
        files = [ ".bash_history" ];
      };
      users.root.directories = [ ".ssh" ];
    }
    // {
      sops.age.sshKeyPaths = [ "/etc/ssh/ssh_host_ed25519_key" ];
      systemd.services.bluetooth.serviceConfig.StateDirectory = "bluetooth";
    };

  # As long as the unit of a mount may be.
  long-names = main {
    directories = [
      "/srv/${builtins.concatStringsSep "" (builtins.genList (_: "a") 196)}"
      "/srv/${builtins.concatStringsSep "" (builtins.genList (_: "b/c") 30)}"
    ];
    files = [ "/etc/${builtins.concatStringsSep "" (builtins.genList (_: "é") 20)}" ];
  };

  odd-homes = main {
    users.alice = {
      directories = [
        "My Games/100%"
        "Größe"
        ".config/\"quoted\" it's"
      ];
      files = [ ".a b" ];
    };
  };

  # A store in another one, on a file system of its own.
  store-in-a-store = {
    fileSystems."/persist/media" = ext4 "media";
    stateless.presetStore = "main";
    stateless.stores = {
      main = {
        path = "/persist";
        directories = [ "/srv/a" ];
      };
      media = {
        path = "/persist/media";
        directories = [ "/srv/media" ];
      };
    };
  };

  subvolumes = {
    fileSystems."/mnt/pool" = {
      device = "/dev/disk/by-label/pool";
      fsType = "btrfs";
      options = [ "subvol=/" ];
      neededForBoot = true;
    };
    stateless.stores.main = {
      path = "/mnt/pool/@persist";
      requireMount = "subpath";
      directories = [ "/var/log" ];
    };
  };

  # A dataset with a legacy mount point is mounted in stage 2, where it is early enough.
  legacy-dataset = {
    fileSystems."/tank" = {
      device = "tank/persist";
      fsType = "zfs";
      options = [ "zfsutil" ];
    };
    stateless.stores.main = {
      path = "/tank";
      directories = [ "/srv" ];
    };
  };

  file-system-that-is-off = main { directories = [ "/srv" ]; } // {
    fileSystems."/srv" = ext4 "srv" // {
      enable = false;
    };
  };

  links = main {
    directories."/srv/link".how = "symlink";
    files."/etc/link".how = "symlink";
    users.alice.files.".linkrc".how = "symlink";
  };

  numbers-in-the-initrd = main {
    directories."/srv/numbers" = {
      user = "998";
      group = "998";
      phase = "initrd";
    };
  };

  empty-store = main { };

  options-that-name-what-is-there = {
    boot.initrd.network.ssh.hostKeys = [ "/etc/unused" ];
    environment.etc."app.env".text = "A=1";
    systemd.tmpfiles.rules = [ "f /srv/made 0600 root root -" ];
    systemd.services.app.serviceConfig = {
      EnvironmentFile = [
        "/etc/app.env"
        "-/etc/missing.env"
        "/run/secrets/app"
        "/persist/app.env"
        "/srv/made"
      ];
      LoadCredential = [
        "inherited"
        "key:/var/lib/app/key"
      ];
    };
    services.tailscale.authKeyFile = "/etc/off";
    services.syncthing = {
      enable = true;
      user = "alice";
      dataDir = "/home/alice";
      configDir = "/home/alice/.config/syncthing";
    };
    stateless.stores.main = {
      path = "/persist";
      directories = [ "/var/lib/app" ];
      users.alice.directories = [
        ".config/syncthing"
        "Sync"
      ];
    };
  };
}
