# How a machine boots on programs of Debian. docs/real-nixos.md lists what this replaces.
{
  lib,
  pkgs,
  ...
}:
{
  imports = [
    ./programs.nix
    ./containers.nix
  ];

  # What programs of Debian need to start, before the first of them runs in the new root.
  boot.initrd.systemd.services.debian-loader = {
    description = "Links that programs of Debian need";
    unitConfig = {
      DefaultDependencies = false;
      RequiresMountsFor = "/sysroot/usr";
    };
    after = [ "initrd-fs.target" ];
    before = [
      "initrd-nixos-activation.service"
      "initrd-switch-root.target"
    ];
    requiredBy = [ "initrd-nixos-activation.service" ];
    serviceConfig.Type = "oneshot";
    script = ''
      mkdir -p /sysroot/lib64
      ln -sfn /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 /sysroot/lib64/ld-linux-x86-64.so.2
      ln -sfn usr/lib /sysroot/lib
    '';
  };

  # Programs that the package of NixOS has inside of itself, or that Debian has in another package.
  boot.initrd.systemd.extraBin = {
    agetty = "/usr/sbin/agetty";
    "fsck.ext4" = "/usr/sbin/fsck.ext4";
    "mkfs.ext4" = "/usr/sbin/mkfs.ext4";
    nologin = "/usr/sbin/nologin";
    sulogin = "/usr/sbin/sulogin";
    systemd-tmpfiles = "/usr/bin/systemd-tmpfiles";
  };
  # Units of Debian name these.
  boot.initrd.systemd.storePaths = [ "/usr/lib/systemd/systemd-udevd" ];
  # The initrd would take libraries from packages that are empty.
  boot.initrd.systemd.fido2.enable = false;
  boot.initrd.systemd.tpm2.enable = false;
  systemd.tpm2.enable = false;

  # Where others install a boot loader: the script that starts the machine reads the first line of this
  # disk.
  boot.loader.grub.enable = lib.mkDefault false;
  boot.loader.external = {
    enable = true;
    installHook = pkgs.writeShellScript "choose-system" ''
      echo "$1" > /dev/disk/by-id/virtio-boot
      sync /dev/disk/by-id/virtio-boot
    '';
  };

  # The start script of containers copies it; openresolv, which writes it, is not there.
  environment.etc."resolv.conf".text = "";

  # A line on the console for each unit that starts or stops, a second time.
  boot.kernelParams = [ "audit=0" ];

  boot.bcache.enable = false;
  console.enable = false;
  hardware.enableRedistributableFirmware = false;
  services.lvm.enable = false;
}
