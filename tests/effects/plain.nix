# A host that says little: most of what is kept is what nobody named, and the services are there to
# have something worth keeping.
{
  imports = [ ../checks/host.nix ];

  services = {
    openssh.enable = true;
    redis.servers.cache.enable = true;
  };
  systemd.services.radicale.serviceConfig.StateDirectory = "radicale";
  containers.guest = {
    stateless.enable = true;
    config.systemd.services.radicale.serviceConfig.StateDirectory = "radicale";
  };
  sops.age.keyFile = "/var/lib/sops-nix/key.txt";
  age.identityPaths = [ "/var/keys/agenix" ];

  # The same in every fixture, to have something that changes nothing.
  stateless.root.size = "1G";

  stateless.machineId = "persist";
  stateless.presetStore = "kept";
  stateless.stores = {
    main.path = "/cache";
    kept.path = "/persist";
  };
}
