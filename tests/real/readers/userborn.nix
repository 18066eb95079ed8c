# Accounts by Userborn and `/etc` as an overlay, beside what excludes something of everything.nix.
{
  system.stateVersion = "26.05";
  system.etc.overlay.enable = true;
  fileSystems."/" = {
    device = "none";
    fsType = "tmpfs";
  };
  boot.loader.grub.enable = false;
  networking.nftables.enable = true;
  services = {
    envfs.enable = true;
    lvm.boot.thin.enable = true;
    userborn = {
      enable = true;
      passwordFilesLocation = "/var/lib/accounts";
    };
  };
  users = {
    ldap = {
      enable = true;
      server = "ldap://ldap.example.org";
      base = "dc=example,dc=org";
      bind = {
        distinguishedName = "cn=host";
        passwordFile = "/etc/keys/ldap";
      };
    };
    users.alice = {
      isNormalUser = true;
      hashedPasswordFile = "/etc/keys/alice";
    };
  };
}
