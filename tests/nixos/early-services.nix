# Mirrors what decides which paths services of NixOS read before local file systems are mounted. Each
# group names the file in nixos/modules that declares it.
{ lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
  option = type: default: mkOption { inherit type default; };
  enable = mkEnableOption "it";
in
{
  options = {
    # system/activation/activation-script.nix, without the scripts of NixOS and what makes one of all.
    system.activationScripts = option (types.attrsOf (
      types.either types.str (
        types.submodule {
          options = {
            deps = option (types.listOf types.str) [ ];
            text = mkOption { type = types.lines; };
            supportsDryActivation = option types.bool false;
          };
        }
      )
    )) { };
    # security/duosec.nix
    security.duosec = {
      pam.enable = option types.bool false;
      ssh.enable = option types.bool false;
      secretKeyFile = option (types.nullOr types.path) null;
    };
    # security/ipa.nix
    security.ipa = { inherit enable; };
    # config/ldap.nix
    users.ldap = {
      inherit enable;
      daemon.enable = option types.bool false;
      bind = {
        distinguishedName = option types.str "";
        passwordFile = option types.str "/etc/ldap/bind.password";
      };
    };
    # services/networking/mullvad-vpn.nix
    services.mullvad-vpn = {
      enable = option types.bool false;
      enableEarlyBootBlocking = option types.bool false;
    };
  };
}
