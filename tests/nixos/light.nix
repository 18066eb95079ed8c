# The same paths as the typed stand-ins with types that do next to nothing: what is counted with
# them is the work of the modules, not that of NixOS.
{ lib, ... }:
let
  inherit (lib)
    mkOption
    mkOptionType
    foldl'
    types
    ;

  # Definitions are joined at the first level, as modules define different names there.
  merged = mkOption {
    type = mkOptionType {
      name = "attributes, not looked into";
      merge = _: foldl' (all: definition: all // definition.value) { };
    };
    default = { };
  };
  raw =
    default:
    mkOption {
      type = types.raw;
      inherit default;
    };
in
{
  imports = [ ./pkgs.nix ];

  options = {
    assertions = mkOption {
      type = types.listOf types.raw;
      default = [ ];
    };
    warnings = mkOption {
      type = types.listOf types.raw;
      default = [ ];
    };
    boot.enableContainers = raw true;
    boot.initrd.enable = raw true;
    boot.initrd.systemd.enable = raw true;
    boot.initrd.systemd.package = raw "/nix/store/systemd";
    boot.initrd.systemd.contents = merged;
    boot.initrd.systemd.storePaths = raw [ ];
    boot.initrd.systemd.services = merged;
    boot.initrd.systemd.units = merged;
    containers = mkOption {
      type = types.attrsOf (
        types.submodule {
          options = {
            config = raw null;
            ephemeral = raw false;
            privateUsers = raw "no";
            bindMounts = merged;
            tmpfs = raw [ ];
            extraFlags = raw [ ];
            privateNetwork = raw false;
            hostBridge = raw null;
            hostAddress = raw null;
            hostAddress6 = raw null;
            localAddress = raw null;
            localAddress6 = raw null;
            localMacAddress = raw null;
            forwardPorts = raw [ ];
            networkNamespace = raw null;
            restartIfChanged = raw true;
          };
        }
      );
      default = { };
    };
    environment.etc = merged;
    fileSystems = mkOption {
      type = types.attrsOf (
        types.submodule (
          { name, ... }:
          {
            freeformType = types.lazyAttrsOf types.raw;
            options = {
              mountPoint = raw name;
              fsType = raw null;
              options = raw [ "defaults" ];
            };
          }
        )
      );
      default = { };
    };
    ids.gids = raw { };
    ids.uids = raw { };
    networking.hostName = raw "nixos";
    nix.enable = raw true;
    nix.settings = merged;
    services.userborn.enable = raw false;
    services.userborn.passwordFilesLocation = raw "/etc";
    system.etc.overlay.enable = raw false;
    systemd.nspawn = merged;
    systemd.package = raw "/nix/store/systemd";
    systemd.packages = raw [ ];
    systemd.services = merged;
    systemd.tmpfiles.rules = raw [ ];
    systemd.units = merged;
    users.groups = merged;
    users.users = merged;
  };
}
