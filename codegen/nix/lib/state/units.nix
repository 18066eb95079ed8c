# The directories that systemd makes for services.
{ lib }:
let
  inherit (builtins)
    isList
    isString
    match
    replaceStrings
    ;
  inherit (lib)
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    hasInfix
    hasPrefix
    hasSuffix
    head
    last
    optionals
    optionalString
    removeSuffix
    splitString
    tail
    ;

  # systemd.exec(5), "RuntimeDirectory=, StateDirectory=, CacheDirectory=, …".
  directorySettings = {
    CacheDirectory = "/var/cache";
    ConfigurationDirectory = "/etc";
    StateDirectory = "/var/lib";
  };

  isTrue =
    value:
    elem value [
      true
      1
      "1"
      "on"
      "t"
      "true"
      "y"
      "yes"
    ];

  scripts = import ./scripts.nix { inherit lib; };

  # Of several values the last counts, as it does in a unit file.
  lastOf = value: if isList value then if value == [ ] then null else last value else value;

in
{
  # The services of the host, by name.
  services,
  # From ../state.nix.
  modeOf,
  ownedBy,
}:
let
  serviceNames = attrNames services;

  # Specifiers that follow from the name of the unit. Others stay.
  expand =
    name: text:
    if !hasInfix "%" text then
      text
    else
      let
        parts = splitString "@" name;
        prefix = head parts;
        isTemplate = hasSuffix "@" name;
        ofInstance = specifier: value: if isTemplate then specifier else value;
      in
      replaceStrings
        [
          "%i"
          "%j"
          "%N"
          "%n"
          "%p"
        ]
        [
          (ofInstance "%i" (concatStringsSep "@" (tail parts)))
          (last (splitString "-" prefix))
          (ofInstance "%N" name)
          (ofInstance "%n" "${name}.service")
          prefix
        ]
        text;

  wordsOf =
    value:
    filter (word: word != "") (
      concatMap (text: if isString text then splitString " " text else [ ]) (
        if isList value then value else [ value ]
      )
    );

  # A directory of a unit, as systemd makes it. The name of a link may follow a colon.
  ofWord =
    name: serviceConfig: setting: text:
    let
      isDynamic =
        setting != "ConfigurationDirectory" && isTrue (lastOf serviceConfig.DynamicUser or false);
      base = directorySettings.${setting};
      word = expand name (removeSuffix "/" (head (splitString ":" text)));
      # A directory named after something unknown is kept with the one around it.
      around = match "([^%]*)/[^/%]*%.*" word;
      known =
        if !hasInfix "%" word then
          word
        else if around != null then
          head around
        else
          "";
      user = lastOf serviceConfig.User or null;
      unit = "${name}.service";
    in
    {
      inherit unit;
      option = [
        "systemd"
        "services"
        name
        "serviceConfig"
        setting
      ];
      isKnown = known != "";
      path = base + optionalString isDynamic "/private" + "/${if known == "" then word else known}";
      # systemd moves what is here, and leaves a link.
      link = if isDynamic && known != "" then "${base}/${known}" else null;
      reason = "${setting} of ${unit}";
      mode = modeOf "0755" (lastOf (serviceConfig."${setting}Mode" or null));
    }
    // (
      if isDynamic then
        {
          user = "root";
          group = "root";
        }
      else
        ownedBy user (lastOf serviceConfig.Group or null)
    );

  # A directory that a unit makes itself.
  ofScript =
    name:
    {
      path,
      mode,
      user,
      group,
    }:
    let
      unit = "${name}.service";
    in
    {
      inherit mode path unit;
      option = [
        "systemd"
        "services"
        name
      ];
      isKnown = true;
      link = null;
      reason = "Created by ${unit}";
    }
    // ownedBy user group;

  # Instances that have a name. What they do not set, the template does.
  namesOf =
    name:
    if hasSuffix "@" name then
      let
        instances = filter (instance: hasPrefix name instance && instance != name) serviceNames;
      in
      if instances == [ ] then [ name ] else instances
    else
      [ name ];

  ofService =
    name:
    let
      service = services.${name};
      serviceConfig = service.serviceConfig or { };
      of =
        setting:
        optionals (serviceConfig ? ${setting}) (
          concatMap (
            text:
            map (unit: ofWord unit serviceConfig setting text) (
              if hasInfix "%" text then namesOf name else [ name ]
            )
          ) (wordsOf serviceConfig.${setting})
        );
      isDescribed =
        serviceConfig ? StateDirectory
        || serviceConfig ? CacheDirectory
        || serviceConfig ? ConfigurationDirectory;
    in
    if !(isDescribed || scripts ? ${name}) || !(service.enable or true) then
      [ ]
    else
      of "StateDirectory"
      ++ of "CacheDirectory"
      ++ of "ConfigurationDirectory"
      ++ optionals (scripts ? ${name}) (map (ofScript name) (scripts.${name} service));

in
concatMap ofService serviceNames
