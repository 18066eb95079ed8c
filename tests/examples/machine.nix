# What each of the whole machines here has: a platform, a boot loader, and the release of NixOS whose
# defaults it keeps.
{
  nixpkgs.hostPlatform = "x86_64-linux";
  boot.loader.systemd-boot.enable = true;
  system.stateVersion = "26.05";
}
