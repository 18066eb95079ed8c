# Several containers from one template: a function creates ten instances of a service. Each has its own
# root, state, machine ID and limits.
{ lib, ... }:
let
  inherit (lib) genAttrs genList;

  instance = name: {
    autoStart = true;
    config = {
      services.redis.servers.main = {
        enable = true;
        port = 0;
        unixSocket = "/run/redis-main/redis.sock";
      };
      networking.hostName = name;
      system.stateVersion = "26.05";
    };

    stateless = {
      enable = true;
      # In bytes, because the percentages of ten roots would add up.
      root.size = "128M";
      # Below /persist/containers/NAME.
      persist.directories."/var/lib/redis-main".mode = "0700";
      network.zone = "workers";
      resources = {
        memoryMax = "512M";
        cpuWeight = 50;
      };
    };
  };
in
{
  imports = [ ./host.nix ];

  containers = genAttrs (genList (number: "worker-${toString number}") 10) instance;
}
