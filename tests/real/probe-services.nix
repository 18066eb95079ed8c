# Every service on whose options the presets depend, switched on.
{
  hardware.bluetooth.enable = true;
  services = {
    caddy.enable = true;
    forgejo.enable = true;
    grafana.enable = true;
    home-assistant.enable = true;
    jellyfin.enable = true;
    loki.enable = true;
    nginx.enable = true;
    ollama.enable = true;
    open-webui.enable = true;
    openssh.enable = true;
    postgresql.enable = true;
    printing.enable = true;
    prometheus.enable = true;
    redis.servers.main.enable = true;
    redis.servers."".enable = true;
    syncthing.enable = true;
    userborn.enable = true;
  };
  system.etc.overlay = {
    enable = true;
    mutable = false;
  };
}
