# Types of units, and how a service becomes the text of one. Mirrors nixos/lib/systemd-lib.nix
# (`unitNameType`, section rendering) and nixos/lib/systemd-unit-options.nix (`unitOption`, which
# joins definitions as soon as one of them is a list).
{ lib }:
let
  inherit (builtins) any isBool isList;
  inherit (lib)
    concatLists
    getValues
    mapAttrsToList
    mkDefault
    mergeEqualOption
    mkOption
    mkOptionType
    optionalAttrs
    toList
    types
    ;

  unitName = types.strMatching "[a-zA-Z0-9@%:_.\\\\-]+[.](service|socket|device|mount|automount|swap|target|path|timer|scope|slice)";

  unitOption = mkOptionType {
    name = "systemd option";
    merge =
      loc: definitions:
      let
        values = getValues definitions;
      in
      if any isList values then concatLists (map toList values) else mergeEqualOption loc definitions;
  };

  unitNames = mkOption {
    type = types.listOf unitName;
    default = [ ];
  };
  section = mkOption {
    type = types.attrsOf unitOption;
    default = { };
  };

  links = {
    wantedBy = unitNames;
    requiredBy = unitNames;
    upheldBy = unitNames;
    aliases = unitNames;
  };

  shown = value: if isBool value then (if value then "true" else "false") else toString value;
  lines =
    settings:
    concatLists (
      mapAttrsToList (key: value: map (item: "${key}=${shown item}\n") (toList value)) settings
    );
  joined = key: names: optionalAttrs (names != [ ]) { ${key} = toString names; };
in
{
  inherit unitName unitOption lines;

  units = types.attrsOf (
    types.submodule (
      { name, ... }:
      {
        options = links // {
          enable = mkOption {
            type = types.bool;
            default = true;
          };
          name = mkOption { type = types.str; };
          # Two different definitions conflict.
          text = mkOption {
            type = types.nullOr types.str;
            default = null;
          };
          overrideStrategy = mkOption {
            type = types.enum [
              "asDropinIfExists"
              "asDropin"
            ];
            default = "asDropinIfExists";
          };
        };
        config.name = mkDefault name;
      }
    )
  );

  service =
    { config, ... }:
    {
      options = links // {
        enable = mkOption {
          type = types.bool;
          default = true;
        };
        description = mkOption {
          type = types.singleLineStr;
          default = "";
        };
        after = unitNames;
        before = unitNames;
        conflicts = unitNames;
        requires = unitNames;
        wants = unitNames;
        unitConfig = section;
        serviceConfig = section;
        restartTriggers = mkOption {
          type = types.listOf types.unspecified;
          default = [ ];
        };
        restartIfChanged = mkOption {
          type = types.bool;
          default = true;
        };
        reloadIfChanged = mkOption {
          type = types.bool;
          default = false;
        };
        overrideStrategy = mkOption {
          type = types.enum [
            "asDropinIfExists"
            "asDropin"
          ];
          default = "asDropinIfExists";
        };
      };

      # As a definition like any other, so that it can conflict with one of a module.
      config.unitConfig =
        joined "Requires" config.requires
        // joined "Wants" config.wants
        // joined "After" config.after
        // joined "Before" config.before
        // joined "Conflicts" config.conflicts
        // joined "X-Restart-Triggers" config.restartTriggers
        // optionalAttrs (config.description != "") { Description = config.description; };
    };

  render = name: service: {
    inherit name;
    inherit (service)
      enable
      wantedBy
      requiredBy
      upheldBy
      aliases
      overrideStrategy
      ;
    text = lib.concatStrings (
      [ "[Unit]\n" ]
      ++ lines service.unitConfig
      ++ [ "\n[Service]\n" ]
      ++ lib.optional service.reloadIfChanged "X-ReloadIfChanged=true\n"
      ++ lib.optional (!service.reloadIfChanged && !service.restartIfChanged) "X-RestartIfChanged=false\n"
      ++ lines service.serviceConfig
      # systemd ignores it in what NixOS installs; the links are made of the lists.
      ++ lib.optional (service.wantedBy != [ ]) "\n[Install]\nWantedBy=${toString service.wantedBy}\n"
    );
  };
}
