# Mirrors what nixos/modules/system/boot/systemd.nix and systemd-lib.nix do with services that tests
# declare: `description`.
{ lib, ... }:
{
  options.systemd.services = lib.mkOption {
    type = lib.types.attrsOf (
      lib.types.submodule (
        { config, ... }:
        {
          options.description = lib.mkOption {
            type = lib.types.str;
            default = "";
          };
          config.unitConfig = lib.mkIf (config.description != "") { Description = config.description; };
        }
      )
    );
  };
}
