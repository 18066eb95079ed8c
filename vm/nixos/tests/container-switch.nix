# Containers with a system of NixOS inside, under a switch: the one that changes is restarted with a fresh
# root and keeps what it persists; the other runs on.
{
  name = "container-switch";
  meta.timeout = 3600;

  nodes.machine =
    { lib, ... }:
    let
      container = text: {
        autoStart = true;
        privateUsers = "pick";
        config = {
          system.stateVersion = "26.05";
          environment.etc."declared".text = text;
        };
        stateless = {
          enable = true;
          root.size = "32M";
          persist.directories = [ "/var/lib/app" ];
        };
      };
    in
    {
      imports = [ ./base.nix ];
      virtualisation.memorySize = 1536;
      stateless.stores.main.directories = [ "/var/lib/nixos-containers" ];
      containers.changed = container (lib.mkDefault "before");
      containers.steady = container "steady";
      specialisation.other.configuration.containers.changed.config.environment.etc."declared".text =
        "after";
    };

  testScript = builtins.readFile ./container-switch.py;
}
