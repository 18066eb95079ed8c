# Mirrors what tests commonly set and the modules do not look at: options of
# nixos/modules/system/boot/systemd.nix and systemd-lib.nix for services, packages, and accounts.
{ lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options = {
    # The guest has its own.
    environment.systemPackages = mkOption {
      type = types.listOf types.raw;
      default = [ ];
    };
    users.users = mkOption {
      type = types.attrsOf (types.submodule { freeformType = types.attrsOf types.raw; });
    };

    systemd.services = mkOption {
      type = types.attrsOf (
        types.submodule (
          { config, ... }:
          {
            options = {
              # The guest's programs are all in one place.
              path = mkOption {
                type = types.listOf types.raw;
                default = [ ];
              };
              script = mkOption {
                type = types.lines;
                default = "";
              };
            };
            config = {
              serviceConfig = lib.mkIf (config.script != "") {
                ExecStart = "/bin/sh -e ${builtins.toFile "script" config.script}";
              };
            };
          }
        )
      );
    };
  };
}
