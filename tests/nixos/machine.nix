# Mirrors what complete machines set and the modules do not look at. Each group names the file in
# nixos/modules that declares it.
{ config, lib, ... }:
let
  inherit (lib)
    filterAttrs
    mapAttrs
    mkEnableOption
    mkIf
    mkOption
    types
    versionOlder
    ;
  option = type: default: mkOption { inherit type default; };
  withCertificate = filterAttrs (_: host: host.enableACME) config.services.nginx.virtualHosts;
  enable = mkEnableOption "it";
in
{
  options = {
    # misc/nixpkgs.nix: there it becomes a record of the platform.
    nixpkgs.hostPlatform = mkOption { type = types.either types.str types.attrs; };
    # misc/version.nix
    system.stateVersion = option types.str "26.11";

    # config/users-groups.nix
    users.mutableUsers = option types.bool true;
    users.users = mkOption {
      type = types.attrsOf (
        types.submodule {
          options = {
            hashedPasswordFile = option (types.nullOr types.str) null;
            extraGroups = option (types.listOf types.str) [ ];
          };
        }
      );
    };

    # tasks/network-interfaces.nix, tasks/filesystems/zfs.nix and system/boot/luksroot.nix
    networking.hostId = option (types.nullOr types.str) null;
    boot.zfs.forceImportRoot = option types.bool (versionOlder config.system.stateVersion "26.11");
    boot.initrd.luks.devices = option (types.attrsOf (
      types.submodule {
        options = {
          device = mkOption { type = types.str; };
          keyFile = option (types.nullOr types.str) null;
        };
      }
    )) { };

    # config/xdg/portal.nix
    xdg.portal = {
      inherit enable;
      extraPortals = option (types.listOf types.package) [ ];
      config = option (types.attrsOf (
        types.attrsOf (types.coercedTo (types.either (types.listOf types.str) types.str) toString types.str)
      )) { };
    };

    # security/acme/default.nix
    security.acme = {
      acceptTerms = option types.bool false;
      defaults = mkOption {
        type = types.submodule { options.email = option (types.nullOr types.str) null; };
      };
    };
    # services/web-servers/nginx/default.nix and vhost-options.nix
    services.nginx.virtualHosts = option (types.attrsOf (
      types.submodule {
        options = {
          enableACME = option types.bool false;
          forceSSL = option types.bool false;
        };
      }
    )) { localhost = { }; };
  };

  config.security.acme = {
    defaults = { };
    certs = mkIf (withCertificate != { }) (mapAttrs (_: _: { }) withCertificate);
  };
}
