# Accounts by systemd-sysusers, `/etc` that cannot be changed, and no activation script.
{
  system = {
    stateVersion = "26.05";
    nixos-init.enable = true;
    etc.overlay = {
      enable = true;
      mutable = false;
    };
  };
  systemd.sysusers.enable = true;
  users.mutableUsers = false;
  fileSystems."/" = {
    device = "none";
    fsType = "tmpfs";
  };
  boot.loader.grub.enable = false;
  networking.ifstate = {
    enable = true;
    settings.interfaces = { };
  };
  users.users.service = {
    isSystemUser = true;
    group = "service";
    initialHashedPassword = "!";
  };
  users.groups.service = { };
}
