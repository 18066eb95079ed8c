# Mirrors nixos/modules/config/users-groups.nix and the numbers of nixos/modules/misc/ids.nix.
{ lib, ... }:
let
  inherit (lib)
    mkDefault
    mkIf
    mkMerge
    mkOption
    types
    ;

  user =
    { name, config, ... }:
    {
      options = {
        enable = mkOption {
          type = types.bool;
          default = true;
        };
        name = mkOption { type = types.passwdEntry types.str; };
        uid = mkOption {
          type = types.nullOr types.int;
          default = null;
        };
        group = mkOption {
          type = types.str;
          default = "";
        };
        home = mkOption {
          type = types.passwdEntry types.path;
          default = "/var/empty";
        };
        homeMode = mkOption {
          type = types.strMatching "[0-7]{1,5}";
          default = "700";
        };
        createHome = mkOption {
          type = types.bool;
          default = false;
        };
        isNormalUser = mkOption {
          type = types.bool;
          default = false;
        };
        isSystemUser = mkOption {
          type = types.bool;
          default = false;
        };
      };

      config = mkMerge [
        { name = mkDefault name; }
        (mkIf config.isNormalUser {
          group = mkDefault "users";
          createHome = mkDefault true;
          home = mkDefault "/home/${config.name}";
          homeMode = mkDefault "700";
          isSystemUser = mkDefault false;
        })
      ];
    };

  group =
    { name, ... }:
    {
      options = {
        name = mkOption { type = types.passwdEntry types.str; };
        gid = mkOption {
          type = types.nullOr types.int;
          default = null;
        };
      };
      config.name = mkDefault name;
    };
in
{
  options = {
    users.users = mkOption {
      type = types.attrsOf (types.submodule user);
      default = { };
    };
    users.groups = mkOption {
      type = types.attrsOf (types.submodule group);
      default = { };
    };
    ids.uids = mkOption {
      type = types.attrsOf types.ints.u32;
      internal = true;
    };
    ids.gids = mkOption {
      type = types.attrsOf types.ints.u32;
      internal = true;
    };
  };

  config = {
    ids = {
      uids = {
        root = 0;
        caddy = 239;
        cups = 36;
        grafana = 196;
        hass = 286;
        mysql = 84;
        nginx = 60;
        postgres = 71;
        prometheus = 255;
        syncthing = 237;
      };
      gids = {
        root = 0;
        caddy = 239;
        docker = 131;
        hass = 286;
        libvirtd = 67;
        mysql = 84;
        networkmanager = 57;
        nginx = 60;
        postgres = 71;
        prometheus = 255;
        syncthing = 237;
        systemd-journal = 62;
        users = 100;
      };
    };

    users.users.root = {
      uid = 0;
      group = "root";
      home = "/root";
    };
    users.groups = {
      root.gid = 0;
      # nixos/modules/system/boot/systemd.nix
      systemd-journal.gid = 62;
      users.gid = 100;
    };
  };
}
