# Mirrors nixos/modules/config/users-groups.nix and the numbers of nixos/modules/misc/ids.nix.
{ lib, ... }:
let
  inherit (lib)
    mkDefault
    mkIf
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
        name = mkOption {
          type = types.passwdEntry types.str;
          default = name;
        };
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

      config = mkIf config.isNormalUser {
        group = mkDefault "users";
        createHome = mkDefault true;
        home = mkDefault "/home/${config.name}";
      };
    };

  group =
    { name, ... }:
    {
      options = {
        name = mkOption {
          type = types.passwdEntry types.str;
          default = name;
        };
        gid = mkOption {
          type = types.nullOr types.int;
          default = null;
        };
      };
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
      type = types.attrsOf types.int;
      internal = true;
    };
    ids.gids = mkOption {
      type = types.attrsOf types.int;
      internal = true;
    };
  };

  config = {
    ids = {
      uids = {
        root = 0;
        postgres = 71;
      };
      gids = {
        root = 0;
        postgres = 71;
        systemd-journal = 62;
        users = 100;
      };
    };

    users.users.root = {
      uid = 0;
      group = mkDefault "root";
      home = mkDefault "/root";
    };
    users.groups = {
      root.gid = 0;
      # nixos/modules/system/boot/systemd.nix
      systemd-journal.gid = 62;
      users.gid = 100;
    };
  };
}
