# What a machine of a test needs so that NixOS takes it: nothing of it is read by the modules.
{ lib, ... }:
{
  system.stateVersion = lib.mkDefault "26.05";
  # ZFS asks for these two.
  networking.hostId = lib.mkDefault "8425e349";
  boot.zfs.forceImportRoot = lib.mkDefault false;
  # Where users cannot change passwords, NixOS wants one for somebody.
  users.allowNoPasswordLogin = lib.mkDefault true;
  # Nothing is installed, so no boot loader knows a disk.
  boot.loader.grub.devices = lib.mkDefault [ "nodev" ];
}
