# What the examples set beside the options that the modules read, of
# nixos/modules/config/users-groups.nix; and the accounts that
# nixos/modules/services/databases/postgresql.nix, services/web-servers/nginx/default.nix and
# security/acme/default.nix make. Not part of the stand-ins by default, where a service has no
# account unless a test gives it one.
{ config, lib, ... }:
let
  inherit (lib) mkIf mkOption types;

  account = name: enable: {
    users.users.${name} = mkIf enable {
      isSystemUser = true;
      group = name;
    };
    users.groups.${name} = mkIf enable { };
  };
in
{
  options.users = {
    mutableUsers = mkOption {
      type = types.bool;
      default = true;
    };
    users = mkOption {
      type = types.attrsOf (
        types.submodule {
          options.hashedPasswordFile = mkOption {
            type = types.nullOr types.str;
            default = null;
          };
        }
      );
    };
  };

  config = lib.mkMerge [
    (account "postgres" config.services.postgresql.enable)
    (account "nginx" config.services.nginx.enable)
    (account "acme" (config.security.acme.certs != { }))
  ];
}
