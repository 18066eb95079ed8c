# Containers with a system of NixOS inside, whose programs are those of the host.
{ lib, pkgs, ... }:
let
  inherit (lib) mkOption types;
in
{
  options.containers = mkOption {
    type = types.attrsOf (
      types.submodule (_: {
        config = {
          extraFlags = [
            "--bind-ro=/usr"
            "--bind-ro=/lib64"
          ];
          # Under emulation a guest needs longer than the minute that it has.
          timeoutStartSec = "10min";
          # A container evaluates nixpkgs anew.
          config = {
            imports = [ ./programs.nix ];
            nixpkgs.pkgs = pkgs;
            # nspawn makes `/bin` a link to `/usr/bin`, because there is one.
            system.activationScripts.binsh = lib.mkForce "";
          };
        };
      })
    );
  };
}
