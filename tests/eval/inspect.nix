# What the modules make of a configuration, and what they find wrong with it. Takes any configuration:
#
#   nix-instantiate --eval --strict --json tests/eval/inspect.nix --arg modules '[ ./configuration.nix ]'
#
# With `--arg nixpkgs DIR`, the NixOS of a checkout evaluates it. Otherwise stand-ins do, which only need
# the `lib` of nixpkgs. They accept options that they do not declare, and ignore them.
{
  # The configuration. The modules under test are added.
  modules,
  nixpkgs ? null,
  lib ? import (if nixpkgs == null then <nixpkgs/lib> else nixpkgs + "/lib"),
}:
let
  inherit (lib)
    concatLists
    filter
    filterAttrs
    isOption
    mapAttrs
    mapAttrsToList
    mkOption
    optional
    types
    ;

  anyOption = {
    _module.freeformType = types.lazyAttrsOf types.anything;
  };

  # The type that accepts unknown options in the submodules of a stand-in; null if it has none.
  open =
    type:
    let
      inner = open type.nestedTypes.elemType;
    in
    if type.name == "submodule" then
      types.submodule anyOption
    else if
      lib.elem type.name [
        "attrsOf"
        "lazyAttrsOf"
        "listOf"
        "nullOr"
      ]
      && inner != null
    then
      types.${type.name} inner
    else
      null;
  opened =
    options:
    filterAttrs (_: option: option != { }) (
      mapAttrs (
        name: option:
        if isOption option then
          lib.optionalAttrs (open option.type != null) (mkOption {
            type = open option.type;
          })
        else
          opened option
      ) (removeAttrs options [ "_module" ])
    );

  all = [ ../../generated-modules ] ++ modules;
  onNixOS = import (nixpkgs + "/nixos/lib/eval-config.nix") {
    system = null;
    modules = all;
  };
  onStandIns = lib.evalModules {
    modules = [
      ../nixos
      anyOption
      { options = opened (lib.evalModules { modules = [ ../nixos ]; }).options; }
    ]
    ++ all;
  };
  inherit (if nixpkgs == null then onStandIns else onNixOS) config options;

  # Stand-ins accept them too, but they are mistakes.
  unknown =
    path: options: config:
    concatLists (
      mapAttrsToList (
        name: value:
        if !options ? ${name} then
          [ "${path}.${name}" ]
        else if isOption options.${name} then
          [ ]
        else
          unknown "${path}.${name}" options.${name} value
      ) config
    );
  mistakes = unknown "stateless" options.stateless config.stateless;
  packagedUnits = import ../nixos/lib/packaged-units.nix { inherit lib; };
in
if mistakes != [ ] then
  throw "These options do not exist: ${lib.concatStringsSep ", " mistakes}"
else
  {
    failedAssertions = map (assertion: assertion.message) (
      filter (assertion: !assertion.assertion) config.assertions
    );
    inherit (config) warnings;
    inherit (config.stateless) manifest;
    # Those of the modules. On NixOS, most other packages contain units as files, which are not read.
    units = mapAttrs (_: unit: unit.text or null) (packagedUnits config.systemd.packages);
    tmpfilesRules = config.systemd.tmpfiles.rules;
  }
