# Roots that are emptied on their disk, on which nothing may be found.
let
  keeping = store: fileSystems: {
    stateless.root.kind = "external";
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
    inherit fileSystems;
  };
  zfs = dataset: {
    device = "rpool/${dataset}";
    fsType = "zfs";
    neededForBoot = true;
  };
  btrfs = options: {
    device = "/dev/disk/by-label/system";
    fsType = "btrfs";
    inherit options;
    neededForBoot = true;
  };
in
{
  root-that-zfs-rolls-back =
    keeping
      {
        directories = [
          "/var/lib/nixos"
          "/home/alice"
        ];
      }
      {
        "/" = zfs "root";
        "/nix" = zfs "nix";
        "/persist" = zfs "persist";
      };

  subvolumes-beside-the-root = keeping { directories = [ "/srv" ]; } {
    "/" = btrfs [ "subvol=root" ];
    "/nix" = btrfs [ "subvol=/nix" ];
    # Its name begins like that of the root.
    "/persist" = btrfs [ "compress=zstd,subvol=root-persist" ];
  };

  default-subvolume-as-the-root = keeping { directories = [ "/srv" ]; } {
    "/" = btrfs [ "noatime" ];
    "/nix" = btrfs [ "subvol=nix" ];
    "/persist" = btrfs [ "subvolid=258" ];
  };

  directories-of-one-file-system = keeping { directories = [ "/srv" ]; } {
    "/" = btrfs [ "X-mount.subdir=root" ] // {
      fsType = "bcachefs";
    };
    "/nix" = btrfs [ "X-mount.subdir=nix" ] // {
      fsType = "bcachefs";
    };
    "/persist" = btrfs [ "X-mount.subdir=persist" ] // {
      fsType = "bcachefs";
    };
  };

  # The same name on another disk.
  subvolume-of-another-disk = keeping { directories = [ "/srv" ]; } {
    "/" = btrfs [ "subvol=root" ];
    "/persist" = btrfs [ "subvol=root" ] // {
      device = "/dev/disk/by-label/data";
    };
  };

  root-on-btrfs = {
    stateless.root = {
      kind = "btrfs";
      mode = "0711";
      btrfs = {
        # Their names begin like that of the root.
        oldRoots = "/@old";
        template = "/@-blank";
        keepDays = 7;
      };
    };
    stateless.stores.main = {
      path = "/persist";
      directories = [ "/var/lib/nixos" ];
    };
    fileSystems = {
      "/" = btrfs [ "subvol=@,compress=zstd" ];
      "/nix" = btrfs [ "subvol=@nix" ];
      "/persist" = btrfs [ "subvol=@persist" ];
    };
    swapDevices = [ { device = "/persist/swapfile"; } ];
  };

  home-that-is-rolled-back = {
    fileSystems."/home" = zfs "home";
    stateless.root.volatileMounts = [ "/home" ];
    stateless.stores.main = {
      path = "/persist";
      users.alice.directories = [ "Documents" ];
    };
  };

  # Without `enable` nothing is emptied.
  kind-of-a-root-that-is-kept = {
    stateless.root = {
      enable = false;
      kind = "external";
      size = "1G";
    };
    fileSystems."/" = zfs "root";
    fileSystems."/boot".enable = false;
  };
}
