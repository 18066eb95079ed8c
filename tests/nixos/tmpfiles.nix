# Mirrors nixos/modules/system/boot/systemd/tmpfiles.nix: the verbatim rules, and those as settings.
{ lib, ... }:
let
  inherit (lib) mkOption types;

  text =
    default:
    mkOption {
      type = types.str;
      inherit default;
    };

  line =
    { name, ... }:
    {
      options = {
        type = text name;
        mode = text "-";
        user = text "-";
        group = text "-";
        age = text "-";
        argument = text "";
      };
    };
in
{
  options.systemd.tmpfiles = {
    rules = mkOption {
      type = types.listOf types.str;
      default = [ ];
    };
    settings = mkOption {
      type = types.attrsOf (types.attrsOf (types.attrsOf (types.submodule line)));
      default = { };
    };
  };
}
