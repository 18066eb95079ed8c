# What NixOS declares for the module of containers, as far as its text can be evaluated without the
# rest: what it emits is kept as it is given. The argument is the module.
{ module, containers }:
let
  lib = import <nixpkgs/lib>;
  inherit (lib) mkOption types;

  package = name: {
    type = "derivation";
    inherit name;
    outPath = "/${name}";
    meta.mainProgram = name;
  };

  values = mkOption {
    type = types.attrsOf types.anything;
    default = { };
  };
  list = mkOption {
    type = types.listOf types.anything;
    default = [ ];
  };

  machine = lib.evalModules {
    modules = [
      module
      {
        options = {
          assertions = list;
          warnings = list;
          environment.etc = mkOption {
            type = types.attrsOf (
              types.submodule {
                options.text = mkOption { type = types.lines; };
                options.source = mkOption { default = "/source"; };
              }
            );
          };
          environment.systemPackages = list;
          systemd.services = values;
          systemd.mounts = list;
          systemd.targets = values;
          systemd.package = mkOption { default = package "systemd"; };
          system.stateVersion = mkOption { default = "26.05"; };
          networking = values;
          services = values;
          meta = values;
          nix.package = mkOption { default = package "nix"; };
          virtualisation.containers.enable = mkOption { default = false; };
          boot.kernelModules = list;
          boot.kernelPackages = mkOption { default.kernel.version = "6.12"; };
        };
        config = {
          inherit containers;
          networking.networkmanager.enable = false;
        };
      }
    ];
    specialArgs = {
      utils.escapeSystemdPath = lib.replaceStrings [ "/" ] [ "-" ];
      pkgs = {
        iproute2 = package "iproute2";
        nixos-container.override = _: package "nixos-container";
        path = "/nixpkgs";
        runtimeShell = "/bin/sh";
        stdenv.hostPlatform.system = "x86_64-linux";
        system = "x86_64-linux";
        writeScript = name: text: "${name}: ${text}";
      };
    };
  };
in
{
  inherit (machine.config) assertions warnings;
  inherit (machine.config.systemd) mounts services;
  etc = lib.mapAttrs (_: file: file.text) machine.config.environment.etc;
}
