# The units, tmpfiles rules and users of NixOS are not those of the stand-ins, so neither is the state that
# they describe. It is judged on NixOS alone: by `cargo xtask state`, and by the boot test `state`.
{ lib, ... }:
let
  inherit (lib) mkForce mkOption types;
in
{
  options.containers = mkOption {
    type = types.attrsOf (types.submodule { stateless.persist.state = mkForce "off"; });
  };
  config.stateless.state = mkForce "off";
}
