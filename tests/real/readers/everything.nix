# NixOS as it is by default, with everything on that does something before local file systems are mounted.
{ lib, pkgs, ... }:
{
  system.stateVersion = "26.05";
  networking = {
    hostId = "8425e349";
    useNetworkd = true;
    wireless.iwd.enable = true;
  };
  fileSystems = {
    "/" = {
      device = "none";
      fsType = "tmpfs";
    };
    "/nix" = {
      device = "/dev/disk/by-label/nix";
      fsType = "ext4";
      encrypted = {
        enable = true;
        label = "nix";
        blkDev = "/dev/disk/by-label/luks";
        keyFile = "/sysroot/etc/keys/nix";
      };
    };
    "/bcachefs" = {
      device = "/dev/disk/by-label/bcachefs";
      fsType = "bcachefs";
    };
    "/btrfs" = {
      device = "/dev/disk/by-label/btrfs";
      fsType = "btrfs";
    };
    "/grows" = {
      device = "/dev/disk/by-label/grows";
      fsType = "ext4";
      autoResize = true;
      autoFormat = true;
    };
    "/image" = {
      device = "/srv/image";
      fsType = "ext4";
      options = [ "loop" ];
    };
    "/network" = {
      device = "server:/export";
      fsType = "nfs";
    };
    "/overlay".overlay = {
      lowerdir = [ "/srv/lower" ];
      upperdir = "/srv/upper";
      workdir = "/srv/work";
    };
    "/zfs" = {
      device = "tank/zfs";
      fsType = "zfs";
    };
  };
  swapDevices = [
    {
      device = "/swap/file";
      size = 1024;
    }
    {
      device = "/dev/disk/by-partuuid/swap";
      randomEncryption.enable = true;
    }
  ];
  boot = {
    binfmt.emulatedSystems = [ "aarch64-linux" ];
    crashDump.enable = true;
    growPartition = true;
    kernel.sysfs.kernel.mm.ksm.run = true;
    loader = {
      grub.enable = false;
      systemd-boot.enable = true;
    };
    plymouth.enable = true;
    supportedFilesystems = lib.genAttrs [ "cifs" "f2fs" "ntfs" "xfs" ] (_: true);
    swraid.enable = true;
    tmp.useTmpfs = true;
    zfs.forceImportRoot = false;
    initrd = {
      luks.devices.disk = {
        device = "/dev/disk/by-label/disk";
        keyFile = "/sysroot/etc/keys/disk";
      };
      network = {
        enable = true;
        ssh = {
          enable = true;
          authorizedKeys = [ "ssh-ed25519 key" ];
          hostKeys = [ "/etc/ssh/initrd_key" ];
        };
      };
      secrets."/etc/key" = "/etc/keys/initrd";
      services.lvm.enable = true;
      systemd = {
        network.enable = true;
        repart.enable = true;
        tpm2.enable = true;
      };
    };
  };
  systemd.repart.partitions.root.Type = "root";
  services = {
    acpid.enable = true;
    apcupsd.enable = true;
    fwupd.enable = true;
    guix.enable = true;
    hardware.bolt.enable = true;
    haveged.enable = true;
    homed.enable = true;
    journald.audit = true;
    mullvad-vpn = {
      enable = true;
      enableEarlyBootBlocking = true;
    };
    openiscsi = {
      enable = true;
      name = "iqn.2026-01.org.example:host";
    };
    openssh.enable = true;
    resolved.enable = true;
    stratis.enable = true;
    target.enable = true;
    timesyncd.enable = true;
    upower.enable = true;
    userdbd.enable = true;
  };
  security = {
    apparmor.enable = true;
    audit.enable = true;
    auditd.enable = true;
    duosec = {
      ssh.enable = true;
      secretKeyFile = "/etc/keys/duo";
      integrationKey = "key";
      host = "api.example.org";
    };
    ipa = {
      enable = true;
      server = "ipa.example.org";
      domain = "example.org";
      realm = "EXAMPLE.ORG";
      basedn = "dc=example,dc=org";
      certificate = pkgs.writeText "ca.crt" "";
    };
    tpm2.enable = true;
  };
  hardware = {
    alsa.enable = true;
    bluetooth.enable = true;
    trackpoint.enable = true;
  };
  users.users.alice = {
    isNormalUser = true;
    hashedPasswordFile = "/etc/keys/alice";
  };
  containers.web.config.system.stateVersion = "26.05";
  console.keyMap = "de";
}
