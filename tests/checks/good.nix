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

  odd-characters = main {
    directories = [
      "/srv/100% it's a \"test\" \\ é"
      "/srv/..."
      "/srv/.hidden"
      "/srv/a b"
      "/srv/$HOME \${x}"
      "/srv/日本"
      "/srv/-"
    ];
  };

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
      };
      users.users.runner = {
        isSystemUser = true;
        group = "app";
        home = "/var/lib/runner";
      };
      users.groups.app = { };
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
}
