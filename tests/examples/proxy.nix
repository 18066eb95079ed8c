# A reverse proxy in a container whose root is gone at each stop. What has to survive are the
# certificates, which are limited in number, and the key of the ACME account.
{
  imports = [ ./host.nix ];

  containers.proxy = {
    autoStart = true;
    config = {
      services.caddy.enable = true;
      services.caddy.virtualHosts."example.org".extraConfig = "reverse_proxy localhost:8080";
      system.stateVersion = "26.05";
    };

    stateless = {
      enable = true;
      # Access logs that run wild fill this, and nothing of the host.
      root.size = "512M";

      # Below /persist/containers/proxy on the host. `uid-map` keeps the numbers of users, so that
      # the certificates belong to Caddy after each start.
      persist.presets = [
        "uid-map"
        "caddy"
      ];

      resources.memoryMax = "1G";
      sandbox.noNewPrivileges = true;

      # A proxy that does not answer is started again, from a fresh root.
      healthCheck = {
        command = [
          "/run/current-system/sw/bin/curl"
          "--fail"
          "--silent"
          "http://localhost:2019/config/"
        ];
        interval = "30s";
      };
    };
  };
}
