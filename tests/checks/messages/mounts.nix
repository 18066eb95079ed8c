# Findings about what is mounted, and where.
let
  main = store: {
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
  };
  directories = directories: main { inherit directories; };
  immutable = {
    services.userborn.enable = true;
    system.etc.overlay = {
      enable = true;
      mutable = false;
    };
  };
in
{
  below-a-link-of-a-rule = directories [ "/srv/link/inside" ] // {
    systemd.tmpfiles.rules = [ "L \"/srv/link\" - - - - ../elsewhere" ];
  };

  in-what-systemd-links = directories [ "/var/run/app" ];

  emptied-by-a-rule =
    directories [
      "/srv/a"
      "/srv/b"
    ]
    // {
      systemd.tmpfiles.rules = [
        "D! /srv/a 0755 root root - -"
        "R\t/srv/b"
      ];
    };

  initrd-on-the-network = directories [ "/var/log" ] // {
    fileSystems."/persist" = {
      device = "//nas/export";
      fsType = "cifs";
      neededForBoot = false;
    };
  };

  local-below-the-network = {
    fileSystems."/nas" = {
      device = "nas:/export";
      fsType = "nfs4";
    };
    stateless.presetStore = "main";
    stateless.stores.nas = {
      path = "/nas";
      directories = [ "/srv" ];
    };
    stateless.stores.main = {
      path = "/persist";
      directories = [ "/srv/local" ];
    };
  };

  boot-loader-with-mirrors = {
    stateless.root.enable = true;
    fileSystems."/boot1" = {
      device = "/dev/disk/by-label/boot1";
      fsType = "ext4";
    };
    boot.loader.grub.mirroredBoots = [
      {
        path = "/boot1";
        devices = [ "/dev/sda" ];
      }
      {
        path = "/boot2";
        devices = [ "/dev/sdb" ];
      }
    ];
  };

  # The initrd cannot bind what it does not mount, and stage 2 would mount over what is below.
  store-that-is-bound-from-a-late-file-system = {
    fileSystems."/disk" = {
      device = "/dev/disk/by-label/disk";
      fsType = "ext4";
    };
    fileSystems."/bound" = {
      device = "/disk/persist";
      fsType = "none";
      options = [ "bind" ];
      neededForBoot = true;
    };
    stateless.stores.main = {
      path = "/bound";
      directories."/srv/early".phase = "initrd";
    };
  };
  store-below-a-late-file-system = {
    fileSystems."/disk" = {
      device = "/dev/disk/by-label/disk";
      fsType = "ext4";
    };
    fileSystems."/disk/inner" = {
      device = "/dev/disk/by-label/inner";
      fsType = "ext4";
      neededForBoot = true;
    };
    stateless.stores.main = {
      path = "/disk/inner";
      directories."/srv/early".phase = "initrd";
    };
  };

  # Each once, whatever the root is.
  boot-loader-that-reads-an-entry = {
    fileSystems."/boot".enable = false;
    boot.loader.grub.enable = false;
    boot.loader.generationsDir.enable = true;
    boot.loader.systemd-boot = {
      enable = true;
      xbootldrMountPoint = "/large";
    };
    boot.loader.efi.efiSysMountPoint = "/esp";
    stateless.stores.main = {
      path = "/persist";
      directories = [
        "/boot"
        "/esp"
        "/large/loader"
      ];
    };
  };
  boot-loader-that-reads-an-entry-on-disk = {
    stateless.root.enable = false;
    fileSystems."/" = {
      device = "/dev/disk/by-label/root";
      fsType = "ext4";
    };
    boot.loader.grub.mirroredBoots = [
      {
        path = "/boot1";
        devices = [ "/dev/vda" ];
      }
    ];
    stateless.stores.main = {
      path = "/persist";
      directories = [ "/boot1/grub" ];
    };
  };
  boot-loader-with-two-partitions = {
    stateless.root.enable = true;
    boot.loader.grub.enable = false;
    boot.loader.systemd-boot = {
      enable = true;
      xbootldrMountPoint = "/large";
    };
    boot.loader.efi.efiSysMountPoint = "/efi";
  };

  file-at-a-file-of-etc = main { files."/etc/app.conf" = { }; } // {
    environment.etc."app.conf".text = "";
  };

  file-at-a-copied-file-of-etc = main { files."/etc/app.conf" = { }; } // {
    environment.etc."app.conf" = {
      text = "";
      mode = "0644";
    };
  };

  below-a-link-of-etc = directories [ "/etc/app/state" ] // {
    environment.etc."app".source = "/nix/store/00000000000000000000000000000000-app";
  };

  under-another-name-in-etc = directories [ "/etc/app" ] // {
    environment.etc."elsewhere" = {
      target = "app";
      text = "";
    };
  };

  stage-2-around-a-file-of-etc = directories { "/etc/app".phase = "stage2"; } // {
    environment.etc."app/deep/file".text = "";
  };

  link-around-a-file-of-etc = directories { "/etc/app".how = "symlink"; } // {
    environment.etc."app/file".text = "";
  };

  around-a-file-of-an-image =
    directories [ "/etc/app" ]
    // immutable
    // {
      environment.etc."app/file".text = "";
    };

  file-over-a-file-of-an-image =
    main { files."/etc/app.conf" = { }; }
    // immutable
    // {
      environment.etc."app.conf".text = "one";
    };

  synced-in-an-image = main { files."/etc/app.conf".how = "synced"; } // immutable;
}
