# Who else says something about the mount options of `/`, and what the kernel is told in the end.
# `configuration` is set beside `stateless.root = { enable = true; size = "2G"; mode = "0755"; }`;
# `kernel` is the last value of each key, without what only NixOS and systemd read.
{ lib }:
let
  inherit (lib) mkForce mkOverride;

  root = definition: { fileSystems."/" = definition; };
  options = options: root { inherit options; };
  ours = {
    mode = "0755";
    size = "2G";
  };
in
{
  nobody = {
    configuration = { };
    kernel = ours;
  };
  every-field.configuration.stateless.root = {
    inodes = "1M";
    mode = "0711";
    size = "10%";
  };
  every-field.kernel = {
    mode = "0711";
    nr_inodes = "1M";
    size = "10%";
  };

  # As NixOS and partitioning tools do: a plain definition of something else.
  another-option = {
    configuration = options [ "noatime" ];
    kernel = ours // {
      noatime = "";
    };
  };
  in-the-initrd = {
    configuration = options [
      "x-initrd.mount"
      "x-systemd.device-timeout=5"
    ];
    kernel = ours;
  };
  depends = {
    configuration = root { depends = [ "/nix" ]; };
    kernel = ours;
  };

  # What others say of a key counts, however they say it.
  another-size = {
    configuration = options [ "size=4G" ];
    kernel = ours // {
      size = "4G";
    };
  };
  another-mode = {
    configuration = options [ "mode=0700" ];
    kernel = ours // {
      mode = "0700";
    };
  };
  in-one-string = {
    configuration = options [ "defaults,noexec,size=50%,mode=755" ];
    kernel = {
      mode = "755";
      noexec = "";
      size = "50%";
    };
  };
  in-blocks = {
    configuration = options [ "nr_blocks=1024" ];
    kernel = {
      mode = "0755";
      nr_blocks = "1024";
    };
  };

  # A definition that drops all others.
  forced = {
    configuration = options (mkForce [ "noatime" ]);
    kernel = ours // {
      noatime = "";
    };
  };
  forced-as-a-whole = {
    configuration.fileSystems = mkForce {
      "/".fsType = "tmpfs";
      "/nix" = {
        device = "/dev/disk/by-label/nix";
        fsType = "ext4";
      };
    };
    kernel = ours;
  };
  # The profile of virtual machines.
  virtual-machine = {
    configuration.fileSystems = mkOverride 10 {
      "/" = {
        fsType = "tmpfs";
        options = [ "mode=755" ];
      };
      "/nix" = {
        device = "/dev/vda";
        fsType = "ext4";
      };
    };
    kernel = ours // {
      mode = "755";
    };
  };

  # By another name.
  renamed = {
    configuration.fileSystems = {
      "/".enable = false;
      root = {
        mountPoint = "/";
        fsType = "tmpfs";
      };
    };
    kernel = ours;
  };

  # A disk takes no option of a tmpfs.
  disk = {
    configuration = root {
      device = "/dev/disk/by-label/root";
      fsType = "ext4";
      options = [ "noatime" ];
    };
    kernel.noatime = "";
  };
  ramfs = {
    configuration = root { fsType = "ramfs"; };
    kernel = { };
  };
  # Nor does any other file system.
  elsewhere = {
    configuration.fileSystems."/srv" = {
      fsType = "tmpfs";
      options = [ "size=1G" ];
    };
    kernel = ours;
  };
}
