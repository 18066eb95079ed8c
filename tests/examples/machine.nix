# The common part of the complete machines: platform, boot loader, and the release whose defaults they use.
{
  nixpkgs.hostPlatform = "x86_64-linux";
  boot.loader.systemd-boot.enable = true;
  system.stateVersion = "26.05";
}
