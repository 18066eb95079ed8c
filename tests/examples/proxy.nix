# A reverse proxy in an ephemeral container. It keeps the certificates, whose issue is rate-limited, and the
# key of the ACME account.
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
      # Large access logs fill only this root, not the host.
      root.size = "512M";

      # Stored in /persist/containers/proxy on the host. `uid-map` keeps the numbers of users, so that
      # Caddy owns its certificates after each start.
      persist.presets = [
        "uid-map"
        "caddy"
      ];

      resources.memoryMax = "1G";
      sandbox.noNewPrivileges = true;

      # Restart a proxy that does not answer, with an empty root.
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
