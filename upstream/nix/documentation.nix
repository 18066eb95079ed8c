# The options of a module as the manual sees them: evaluated without a system, so that whatever looks
# at the configuration or at a package fails.
{ lib, module }:
let
  withhold = name: throw "the documentation of an option needs `${name}`";

  inherit
    (lib.evalModules {
      modules = [
        module
        {
          # What every module of NixOS may set.
          options.meta = lib.mkOption {
            type = lib.types.raw;
            internal = true;
          };
          config._module.check = false;
        }
      ];
      specialArgs = lib.genAttrs [
        "config"
        "pkgs"
      ] withhold;
    })
    options
    ;

  isOurs = option: !option.internal && !(lib.elem "_module" option.loc);
  text = value: value.text or null;
in
map (option: {
  inherit (option)
    name
    visible
    readOnly
    description
    type
    ;
  default = text (option.default or null);
  example = text (option.example or null);
}) (lib.filter isOurs (lib.optionAttrSetToDocList options))
