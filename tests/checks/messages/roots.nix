# Roots that are emptied on their disk.
let
  zfs = dataset: {
    device = "rpool/${dataset}";
    fsType = "zfs";
    neededForBoot = true;
  };
  btrfs = subvolume: {
    device = "/dev/disk/by-label/system";
    fsType = "btrfs";
    options = [ "subvol=${subvolume}" ];
    neededForBoot = true;
  };
  external = fileSystems: {
    stateless.root.kind = "external";
    inherit fileSystems;
  };
  # The same with a store.
  keeping = store: fileSystems: {
    stateless.root.kind = "external";
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
    inherit fileSystems;
  };
  onBtrfs = settings: options: {
    stateless.root = {
      kind = "btrfs";
      btrfs = settings;
    };
    fileSystems."/" = btrfs "" // {
      inherit options;
    };
  };
in
{
  everything-on-the-root = external {
    "/" = zfs "root";
    "/nix".enable = false;
    "/boot".enable = false;
  };

  store-on-the-dataset-of-the-root = keeping { } {
    "/" = zfs "root";
    "/persist" = zfs "root";
  };

  store-on-the-subvolume-of-the-root = keeping { } {
    "/" = btrfs "root";
    "/persist" = btrfs "/root";
  };

  store-in-the-subvolume-of-the-root = keeping { } {
    "/" = btrfs "@";
    "/persist" = btrfs "@/persist";
  };

  store-on-the-same-subvolume-by-number = keeping { } {
    "/" = btrfs "" // {
      options = [ "subvolid=256" ];
    };
    "/persist" = btrfs "" // {
      options = [ "noatime,subvolid=256" ];
    };
  };

  store-in-the-directory-of-the-subvolume-of-the-root =
    keeping
      {
        path = "/top/root/persist";
        requireMount = "subpath";
      }
      {
        "/" = btrfs "root";
        "/top" = btrfs "/";
      };

  store-on-a-volatile-mount = {
    fileSystems."/home" = zfs "home";
    stateless.root.volatileMounts = [ "/home" ];
    stateless.stores.main = {
      path = "/home/persist";
      requireMount = "subpath";
    };
  };

  lost-on-a-root-on-disk = keeping { directories = [ "/srv/other" ]; } { "/" = zfs "root"; } // {
    swapDevices = [ { device = "/swapfile"; } ];
    users.mutableUsers = true;
    services.postgresql = {
      enable = true;
      dataDir = "/srv/postgresql";
    };
  };

  external-root-on-tmpfs = {
    stateless.root.kind = "external";
    fileSystems."/" = {
      device = "tmpfs";
      fsType = "tmpfs";
      options = [ "mode=0755" ];
    };
  };

  btrfs-on-ext4 = {
    stateless.root.kind = "btrfs";
    fileSystems."/" = btrfs "root" // {
      fsType = "ext4";
    };
  };

  btrfs-without-a-subvolume = onBtrfs { } [ "compress=zstd" ];
  btrfs-top-level = onBtrfs { } [ "subvol=/" ];
  btrfs-by-number = onBtrfs { } [ "noatime,subvolid=256" ];
  btrfs-by-name-and-number = onBtrfs { } [
    "subvol=root"
    "subvolid=256"
  ];

  btrfs-in-itself = onBtrfs {
    oldRoots = "/system/root/old";
    template = "/system/root";
  } [ "subvol=system/root" ];

  btrfs-without-systemd-in-the-initrd = onBtrfs { } [ "subvol=root" ] // {
    boot.initrd.systemd.enable = false;
  };

  # Nothing of it would be found at the next boot.
  btrfs-with-everything-in-the-root = {
    stateless.root.kind = "btrfs";
    stateless.stores.main.path = "/persist";
    fileSystems = {
      "/" = btrfs "@";
      "/nix" = btrfs "@/nix";
      "/boot".enable = false;
      "/persist" = btrfs "@/persist";
    };
    swapDevices = [ { device = "/swap/file"; } ];
  };

  settings-of-btrfs = {
    stateless.root = {
      enable = true;
      btrfs.keepDays = 7;
    };
  };

  settings-of-a-tmpfs-on-btrfs = onBtrfs { } [ "subvol=root" ] // {
    stateless.root = {
      enable = true;
      kind = "btrfs";
      mode = "0711";
      inodes = "1M";
    };
  };

  settings-of-a-tmpfs = {
    stateless.root = {
      enable = true;
      kind = "external";
      size = "4";
      inodes = "1M";
      mode = "0711";
    };
    fileSystems."/" = zfs "root";
  };
}
