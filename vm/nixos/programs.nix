# What a system of NixOS must leave out or look for elsewhere when its programs are those of Debian: in
# machines and in containers.
{ lib, ... }:
let
  inherit (lib) mkDefault mkForce;
in
{
  # Programs of Debian have this loader compiled in.
  environment.ldso = "/usr/lib64/ld-linux-x86-64.so.2";
  environment.stub-ld.enable = false;
  # `/usr` is mounted read-only, and has an `env` already.
  system.activationScripts.usrbinenv = mkForce "";

  # Debian's C library has its own modules for names, and its own locales.
  services.nscd.enable = false;
  system.nssModules = mkForce [ ];
  i18n.glibcLocales = mkForce null;

  systemd.tmpfiles.rules = [
    # Debian's own line names a group that NixOS does not have; the first line of a path counts.
    "d /nix/var/nix/daemon-socket 0755 root root - -"
    # A machine has a store, and no database of it: nothing was installed.
    "d /nix/var/nix/db 0755 root root - -"
  ];

  # Setuid programs would have to be compiled, and so would the other implementation of D-Bus.
  security.enableWrappers = mkForce false;
  services.dbus.implementation = "dbus";

  # Builders would run the real Nix.
  nix.checkConfig = false;
  nix.channel.enable = false;

  # Their packages are empty.
  environment.defaultPackages = mkForce [ ];
  networking.firewall.enable = false;
  networking.resolvconf.enable = false;
  programs.command-not-found.enable = mkForce false;
  programs.nano.enable = false;
  services.logrotate.enable = mkForce false;
  security.audit.enable = false;
  services.timesyncd.enable = false;
  system.disableInstallerTools = true;
  system.tools.nixos-option.enable = false;
  systemd.coredump.enable = false;

  # Long to build or to start, and no part of what is tested.
  documentation.enable = false;
  fonts.fontconfig.enable = mkForce false;
  networking.useDHCP = false;
  xdg.mime.enable = false;

  system.stateVersion = mkDefault lib.trivial.release;
}
