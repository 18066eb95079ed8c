# Mirrors the options of sops-nix (modules/sops/default.nix) and agenix (modules/age.nix) that say
# where keys are. They are no part of NixOS: a host imports them, or does not have them.
{ lib, ... }:
let
  inherit (lib) mkOption types;

  keyFiles = mkOption {
    type = types.listOf types.path;
    default = [ ];
  };
in
{
  options = {
    sops.age.keyFile = mkOption {
      type = types.nullOr types.path;
      default = null;
    };
    sops.age.sshKeyPaths = keyFiles;
    sops.gnupg.sshKeyPaths = keyFiles;
    sops.useSystemdActivation = mkOption {
      type = types.bool;
      default = false;
    };
    age.identityPaths = keyFiles;
  };
}
