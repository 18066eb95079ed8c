# Mirrors what the presets read of services: `enable`, and the options that decide paths and owners.
# Each group names the file in nixos/modules that declares it. A path that NixOS sets only while the
# service is on has no default here either: reading it for a service that is off is an error.
{ config, lib, ... }:
let
  inherit (lib)
    genAttrs
    mkDefault
    mkEnableOption
    mkIf
    mkMerge
    mkOption
    types
    ;

  enable = mkEnableOption "the service";
  option = type: default: mkOption { inherit type default; };
  path = option types.path;
  str = option types.str;
  # What only the service's own module knows.
  unset = mkOption { type = types.path; };

  plain =
    names:
    genAttrs names (_: {
      inherit enable;
    });

  # A user and group of its own, by the name of the service.
  accounts = name: {
    user = str name;
    group = str name;
  };

  redisServer =
    { name, ... }:
    let
      # `redisName` of the module.
      own = if name == "" then "redis" else "redis-${name}";
    in
    {
      options = {
        inherit enable;
        user = str own;
        group = str own;
      };
    };

  hostKey = type: {
    inherit type;
    path = "/etc/ssh/ssh_host_${type}_key";
  };
in
{
  options = {
    # services/hardware/bluetooth.nix
    hardware.bluetooth = { inherit enable; };

    networking = {
      # services/networking/networkmanager.nix
      networkmanager = { inherit enable; };
      # services/networking/iwd.nix
      wireless.iwd = { inherit enable; };
    };

    # security/acme/default.nix
    security.acme.certs = option (types.attrsOf (types.submodule { })) { };

    virtualisation =
      plain [
        # virtualisation/docker.nix, incus.nix, libvirtd.nix, podman/default.nix
        "docker"
        "incus"
        "libvirtd"
        "podman"
      ]
      // {
        # virtualisation/oci-containers.nix
        oci-containers.containers = option (types.attrsOf (
          types.submodule {
            options.image = mkOption { type = types.str; };
            options.volumes = option (types.listOf types.str) [ ];
          }
        )) { };
      };

    services =
      plain [
        # services/desktops/accountsservice.nix and flatpak.nix, services/x11/colord.nix
        "accounts-daemon"
        "colord"
        "flatpak"
        # services/hardware/fwupd.nix, power-profiles-daemon.nix and upower.nix
        "fwupd"
        "power-profiles-daemon"
        "upower"
        # system/boot/systemd/homed.nix
        "homed"
        # services/security/fail2ban.nix and fprintd.nix
        "fail2ban"
        "fprintd"
        # services/networking/adguardhome.nix and headscale.nix
        "adguardhome"
        "headscale"
        # services/network-filesystems/samba.nix
        "samba"
        # services/web-apps/mealie.nix, services/misc/servarr/prowlarr.nix and ntfy-sh.nix
        "mealie"
        "prowlarr"
        "ntfy-sh"
        # services/monitoring/uptime-kuma.nix
        "uptime-kuma"
      ]
      // {
        # services/networking/tailscale.nix
        tailscale = {
          inherit enable;
          authKeyFile = option (types.nullOr types.path) null;
        };
        # services/hardware/bolt.nix
        hardware.bolt = { inherit enable; };

        # services/printing/cupsd.nix
        printing = {
          inherit enable;
          stateless = option types.bool false;
        };

        # services/networking/ssh/sshd.nix
        openssh = {
          inherit enable;
          generateHostKeys = option types.bool config.services.openssh.enable;
          hostKeys = option (types.listOf types.attrs) [
            (hostKey "rsa" // { bits = 4096; })
            (hostKey "ed25519")
          ];
        };

        # services/databases/postgresql.nix
        postgresql = {
          inherit enable;
          dataDir = unset;
        };
        # services/databases/mysql.nix
        mysql = {
          inherit enable;
          dataDir = path "/var/lib/mysql";
        }
        // accounts "mysql";
        # services/databases/redis.nix
        redis.servers = option (types.attrsOf (types.submodule redisServer)) { };

        # services/web-servers/caddy/default.nix
        caddy = {
          inherit enable;
          dataDir = path "/var/lib/caddy";
        }
        // accounts "caddy";
        # services/web-servers/nginx/default.nix
        nginx = {
          inherit enable;
        }
        // accounts "nginx";

        # services/monitoring/grafana.nix
        grafana = {
          inherit enable;
          dataDir = path "/var/lib/grafana";
        };
        # services/monitoring/prometheus/default.nix
        prometheus = {
          inherit enable;
          stateDir = str "prometheus2";
        };
        # services/monitoring/loki.nix
        loki = {
          inherit enable;
          dataDir = path "/var/lib/loki";
        };

        # services/networking/syncthing.nix
        syncthing = {
          inherit enable;
          dataDir = path "/var/lib/syncthing";
          configDir = path "${config.services.syncthing.dataDir}/.config/syncthing";
        }
        // accounts "syncthing";
        # services/misc/jellyfin.nix
        jellyfin = {
          inherit enable;
          dataDir = path "/var/lib/jellyfin";
        }
        // accounts "jellyfin";
        # services/home-automation/home-assistant.nix
        home-assistant = {
          inherit enable;
          configDir = path "/var/lib/hass";
        };
        # services/misc/forgejo.nix
        forgejo = {
          inherit enable;
          stateDir = str "/var/lib/forgejo";
        }
        // accounts "forgejo";

        # services/misc/ollama.nix
        ollama = {
          inherit enable;
          home = str "/var/lib/ollama";
        };
        # services/misc/open-webui.nix
        open-webui = {
          inherit enable;
          stateDir = path "/var/lib/open-webui";
        };
      };
  };

  config = mkMerge [
    {
      services.postgresql.dataDir = mkIf config.services.postgresql.enable (
        mkDefault "/var/lib/postgresql/17"
      );
    }
    {
      systemd.services = mkMerge (
        map
          (name: {
            ${name} = mkIf config.services.${name}.enable { serviceConfig.DynamicUser = true; };
          })
          [
            "adguardhome"
            "mealie"
            "ntfy-sh"
            "ollama"
            "open-webui"
            "prowlarr"
            "uptime-kuma"
          ]
      );
    }
  ];
}
