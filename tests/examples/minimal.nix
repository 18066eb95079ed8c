{
  imports = [ ./host.nix ];

  stateless.root = {
    enable = true;
    size = "2G";
  };
  stateless.stores.main = {
    path = "/persist";
    directories = [
      "/var/log"
      "/var/lib/nixos"
    ];
    files."/etc/machine-id" = { };
    users.alice.directories.".ssh" = { };
  };
  containers.web = {
    config.system.stateVersion = "26.05";
    stateless = {
      enable = true;
      root.size = "512M";
      persist.directories."/var/lib/acme" = {
        mode = "0750";
      };
    };
  };
}
