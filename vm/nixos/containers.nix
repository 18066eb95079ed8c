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
          # A container evaluates nixpkgs anew.
          config = {
            imports = [ ./programs.nix ];
            nixpkgs.pkgs = pkgs;
          };
        };
      })
    );
  };
}
