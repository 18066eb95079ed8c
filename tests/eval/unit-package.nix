# The package of unit files, built with the Bash and the tools of this machine instead of those of nixpkgs.
{
  # Units by name, each with a `text` and `requiredBy`.
  units,
  bash,
  path,
  lib ? import <nixpkgs/lib>,
}:
let
  pkgs.runCommandLocal =
    name: attributes: script:
    derivation (
      removeAttrs attributes [ "passthru" ]
      // {
        inherit name;
        system = builtins.currentSystem;
        builder = bash;
        args = [
          "-euc"
          ''
            source .attrs.sh
            export PATH=${lib.escapeShellArg path} out="''${outputs[out]}"
            ${script}
          ''
        ];
      }
    );
  settings = import ../../codegen/nix/stores/unit-package.nix {
    inherit lib pkgs;
    config.systemd.units = { };
  } "units" (builtins.fromJSON units);
in
builtins.head settings.systemd.packages
