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
