# Mirrors modules/sops/default.nix of sops-nix and modules/age.nix of agenix, which are no part of NixOS.
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
