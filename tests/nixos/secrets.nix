# Mirrors modules/sops/default.nix of sops-nix, modules/age.nix of agenix and nix/modules/lanzaboote.nix
# of lanzaboote, which are no part of NixOS.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  option = type: default: mkOption { inherit type default; };

  # As both tools read the option: only with the daemon.
  hostKeyPaths =
    type:
    lib.optionals config.services.openssh.enable (
      map (key: key.path) (lib.filter (key: key.type == type) config.services.openssh.hostKeys)
    );
in
{
  options = {
    boot.lanzaboote = {
      enable = lib.mkEnableOption "the Secure Boot loader";
      pkiBundle = option (types.nullOr types.path) null;
    };
    sops = {
      secrets = option (types.attrsOf (types.submodule { })) { };
      age = {
        keyFile = option (types.nullOr types.path) null;
        sshKeyPaths = option (types.listOf types.path) (hostKeyPaths "ed25519");
      };
      gnupg.sshKeyPaths = option (types.listOf types.path) (hostKeyPaths "rsa");
      useSystemdActivation = option types.bool false;
    };
    age = {
      secrets = option (types.attrsOf (types.submodule { })) { };
      identityPaths = option (types.listOf types.path) (hostKeyPaths "rsa" ++ hostKeyPaths "ed25519");
    };
  };
}
