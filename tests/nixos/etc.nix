# Mirrors nixos/modules/system/etc/etc.nix, and the overlay switch of etc-activation.nix.
{ lib, ... }:
let
  inherit (lib) mkOption types;

  file =
    { name, ... }:
    {
      options = {
        enable = mkOption {
          type = types.bool;
          default = true;
        };
        target = mkOption {
          type = types.str;
          default = name;
        };
        text = mkOption {
          type = types.nullOr types.lines;
          default = null;
        };
        # NixOS makes it from `text` by a derivation.
        source = mkOption { type = types.path; };
        mode = mkOption {
          type = types.str;
          default = "symlink";
        };
        uid = mkOption {
          type = types.int;
          default = 0;
        };
        gid = mkOption {
          type = types.int;
          default = 0;
        };
      };
    };
in
{
  options = {
    environment.etc = mkOption {
      type = types.attrsOf (types.submodule file);
      default = { };
    };

    system.etc.overlay = {
      enable = mkOption {
        type = types.bool;
        default = false;
      };
      mutable = mkOption {
        type = types.bool;
        default = true;
      };
    };
  };
}
