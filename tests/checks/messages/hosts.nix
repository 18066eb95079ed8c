# Findings of the checks that need the host, one way to be wrong each.
let
  directories = directories: {
    stateless.stores.main = {
      path = "/persist";
      inherit directories;
    };
  };
  ext4 = {
    device = "/dev/disk/by-label/other";
    fsType = "ext4";
  };
in
{
  swap-file-as-entry = directories [ "/var/swap" ] // {
    swapDevices = [ { device = "/var/swap"; } ];
  };

  key-in-stage-2 = directories { "/var/keys".phase = "stage2"; } // {
    age = {
      secrets.a = { };
      identityPaths = [ "/var/keys/k" ];
    };
  };

  key-on-a-late-file-system = directories [ ] // {
    age = {
      secrets.a = { };
      identityPaths = [ "/keys/k" ];
    };
    fileSystems."/keys" = ext4;
  };

  below-the-network = directories [ "/mnt/a" ] // {
    fileSystems."/mnt" = {
      device = "s:/x";
      fsType = "nfs";
    };
  };

  at-a-mount-point = directories [ "/srv" ] // {
    fileSystems."/srv" = {
      device = "tmpfs";
      fsType = "tmpfs";
    };
  };

  open-private-directory = directories { "/var/lib/private".mode = "0755"; };

  open-directory-in-a-home = {
    stateless.stores.main = {
      path = "/persist";
      users.alice.directories.".ssh".mode = "0755";
    };
  };

  home-of-nobody = {
    stateless.stores.main = {
      path = "/persist";
      users.carol.directories = [ ".ssh" ];
    };
  };

  subpath-of-the-root = {
    stateless.stores.main = {
      path = "/kept";
      requireMount = "subpath";
    };
  };

  overlay-on-the-root = directories [ ] // {
    fileSystems."/persist" = {
      fsType = "overlay";
      device = "overlay";
      overlay = {
        upperdir = "/x";
      };
    };
  };

  second-store-late = {
    stateless.stores.main = {
      path = "/persist";
      directories = [ "/var/log" ];
    };
    stateless.stores.cache = {
      path = "/cache";
      directories = [ "/var/lib/nixos" ];
    };
  };

  hibernation-image-on-the-root = directories [ ] // {
    boot.resumeDevice = "/var/image";
  };

  efi-partition-elsewhere = directories [ ] // {
    boot.loader.systemd-boot.enable = true;
    boot.loader.efi.efiSysMountPoint = "/efi";
  };

  linked-log-directory = directories { "/var/log/app".how = "symlink"; } // {
    systemd.services.app.serviceConfig.LogsDirectory = "other app:link";
  };

  state-of-a-dynamic-user = directories [ "/var/lib/ollama" ] // {
    systemd.services.ollama.serviceConfig = {
      DynamicUser = "yes";
      StateDirectory = "ollama";
      CacheDirectory = "ollama";
    };
  };

  state-directory-as-a-file = {
    systemd.services.app.serviceConfig.StateDirectory = "app";
    stateless.stores.main = {
      path = "/persist";
      files = [ "/var/lib/app" ];
    };
  };

  user-of-homed = {
    services.homed.enable = true;
    stateless.stores.main = {
      path = "/persist";
      users.dora.directories = [ ".ssh" ];
    };
  };

  # One cause, and one message: what is in the store follows from it.
  store-that-is-not-mounted = {
    fileSystems."/persist".enable = false;
    users.users.alice.hashedPasswordFile = "/persist/passwords/alice";
    services.tailscale = {
      enable = true;
      authKeyFile = "/persist/tailscale.key";
    };
    sops.age.keyFile = "/persist/key.txt";
    sops.secrets.a = { };
    swapDevices = [ { device = "/persist/swap"; } ];
    stateless.stores.main = {
      path = "/persist";
      directories = [ "/var/log" ];
    };
  };
}
