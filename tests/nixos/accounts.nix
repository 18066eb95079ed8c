# The accounts that nixos/modules/services/databases/postgresql.nix, services/web-servers/nginx/default.nix and
# security/acme/default.nix make. Not part of the stand-ins by default, where a service has no
# account unless a test gives it one.
{ config, lib, ... }:
let
  inherit (lib) mkIf;

  account = name: enable: {
    users.users.${name} = mkIf enable {
      isSystemUser = true;
      group = name;
    };
    users.groups.${name} = mkIf enable { };
  };
in
{
  config = lib.mkMerge [
    (account "postgres" config.services.postgresql.enable)
    (account "nginx" config.services.nginx.enable)
    (account "acme" (config.security.acme.certs != { }))
  ];
}
