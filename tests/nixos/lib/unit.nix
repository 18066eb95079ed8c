# Types of units, and how a service becomes the text of one. Mirrors nixos/lib/systemd-lib.nix
# (`unitNameType`, section rendering) and nixos/lib/systemd-unit-options.nix (`unitOption`, which
# joins definitions as soon as one of them is a list).
{ lib }:
let
  inherit (builtins) any isBool isList;
  inherit (lib)
    concatLists
    concatStringsSep
    getValues
    mapAttrsToList
    mergeEqualOption
    mkOption
    mkOptionType
    optionalAttrs
    toList
    types
    ;

  unitName = types.strMatching "[a-zA-Z0-9@%:_.\\-]+[.](service|socket|device|mount|automount|swap|target|path|timer|scope|slice)";

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
  joined = names: optionalAttrs (names != [ ]) { x = concatStringsSep " " names; };
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
          name = mkOption {
            type = types.str;
            default = name;
          };
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
      }
    )
  );

  service.options = links // {
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

  render =
    service:
    let
      order = lib.mapAttrs' (key: value: lib.nameValuePair value.name value.x) (
        lib.filterAttrs (_: value: value ? x) {
          after = joined service.after // {
            name = "After";
          };
          before = joined service.before // {
            name = "Before";
          };
          conflicts = joined service.conflicts // {
            name = "Conflicts";
          };
          requires = joined service.requires // {
            name = "Requires";
          };
          wants = joined service.wants // {
            name = "Wants";
          };
        }
      );
    in
    {
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
        ++ lines (
          order
          // lib.optionalAttrs (service.description != "") { Description = service.description; }
          // service.unitConfig
        )
        ++ lib.optional (
          service.restartTriggers != [ ]
        ) "X-Restart-Triggers=${toString service.restartTriggers}\n"
        ++ [ "\n[Service]\n" ]
        ++ lib.optional service.reloadIfChanged "X-ReloadIfChanged=true\n"
        ++ lib.optional (!service.restartIfChanged && !service.reloadIfChanged) "X-RestartIfChanged=false\n"
        ++ lines service.serviceConfig
      );
    };
}
