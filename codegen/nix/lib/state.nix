# Where NixOS itself says that services and users of the system keep state: directories that systemd
# makes for units, those that tmpfiles rules make, and homes.
#
# Only values are read that no entry of a store has a part in, because entries follow from them: of
# services the settings below, of files in `/etc` the names.
{ lib }:
let
  inherit (builtins)
    isList
    isString
    match
    replaceStrings
    substring
    unsafeDiscardStringContext
    ;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    concatStringsSep
    elem
    filter
    hasInfix
    hasPrefix
    hasSuffix
    head
    last
    listToAttrs
    mapAttrsToList
    nameValuePair
    optional
    optionals
    optionalString
    removePrefix
    removeSuffix
    splitString
    stringLength
    tail
    ;

  paths = import ./paths.nix { inherit lib; };
  set = names: lib.genAttrs names (_: true);
  isWithin =
    directories: path: directories ? ${path} || paths.nearestAbove directories "/" path != null;

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

  # Of several values the last counts, as it does in a unit file.
  lastOf = value: if isList value then if value == [ ] then null else last value else value;

  # Three or four octal digits as four, or null.
  modeOf =
    value:
    let
      digits = match "[~:]*([0-7]{3,4})" (toString value);
    in
    if digits == null then null else substring 0 (4 - stringLength (head digits)) "0" + head digits;

  ## Paths

  # Made anew at each boot, mounted over, or nothing that a service has to itself.
  temporary = [
    "/bin"
    "/boot"
    "/dev"
    "/efi"
    "/lib"
    "/lib64"
    "/media"
    "/mnt"
    "/nix"
    "/proc"
    "/run"
    "/sbin"
    "/sys"
    "/tmp"
    "/usr"
    "/var/empty"
    "/var/lock"
    "/var/log"
    "/var/run"
    "/var/tmp"
  ];
  temporaryPaths = set temporary;
  isTemporary = isWithin temporaryPaths;

  # What many share.
  shared = set [
    "/"
    "/etc"
    "/home"
    "/opt"
    "/root"
    "/srv"
    "/var"
    "/var/cache"
    "/var/cache/private"
    "/var/db"
    "/var/lib"
    "/var/lib/private"
    "/var/spool"
  ];

  isState =
    path:
    match "(/[^/]+)+" path != null
    && match ".*/[.][.]?(/.*)?" path == null
    && !shared ? ${path}
    && !isTemporary path;

  tierOf = path: if hasPrefix "/var/cache/" path then "cache" else "data";
in
config:
let
  inherit (config) users;
  services = config.systemd.services or { };
  serviceNames = attrNames services;

  ## Owners

  # The group of each user, and all groups, by name.
  groupOfUser = listToAttrs (
    mapAttrsToList (name: user: nameValuePair (user.name or name) (user.group or "")) users.users
  );
  isGroup = set (mapAttrsToList (name: group: group.name or name) users.groups);

  # Whom the configuration does not know gets the directory from systemd, when the service starts.
  isNumber = name: match "[0-9]+" name != null;
  ownedBy =
    userName: groupName:
    let
      user = toString userName;
      group = toString groupName;
      ownGroup = groupOfUser.${user} or "";
    in
    {
      user = if isNumber user || groupOfUser ? ${user} then user else "root";
      group =
        if isNumber group || isGroup ? ${group} then
          group
        else if group == "" && isGroup ? ${ownGroup} then
          ownGroup
        else
          "root";
    };

  ## Units

  # Specifiers that follow from the name of the unit; null where another is left.
  expand =
    name: text:
    if !hasInfix "%" text then
      text
    else
      let
        parts = splitString "@" name;
        prefix = head parts;
        instance = concatStringsSep "@" (tail parts);
        isTemplate = hasSuffix "@" name;
        expanded =
          replaceStrings
            [
              "%%"
              "%i"
              "%j"
              "%N"
              "%n"
              "%p"
            ]
            [
              ""
              (if isTemplate then "%" else instance)
              (last (splitString "-" prefix))
              (if isTemplate then "%" else name)
              (if isTemplate then "%" else "${name}.service")
              prefix
            ]
            text;
      in
      if hasInfix "%" expanded || hasInfix "%%" text then null else expanded;

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
      word = removeSuffix "/" (head (splitString ":" text));
      expanded = expand name word;
      # What is named by something that is not known here is kept with the directory around it.
      known =
        if expanded != null then
          expanded
        else
          concatStringsSep "/" (lib.takeWhile (part: !hasInfix "%" part) (splitString "/" word));
      user = lastOf serviceConfig.User or null;
      mode = modeOf (lastOf (serviceConfig."${setting}Mode" or null));
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
      link = if isDynamic then "${base}/${known}" else null;
      reason = "${setting} of ${unit}";
      mode = if mode == null then "0755" else mode;
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
    in
    if
      !(
        serviceConfig ? StateDirectory
        || serviceConfig ? CacheDirectory
        || serviceConfig ? ConfigurationDirectory
      )
      || !(service.enable or true)
    then
      [ ]
    else
      of "StateDirectory" ++ of "CacheDirectory" ++ of "ConfigurationDirectory";

  units = concatMap ofService serviceNames;

  isBehindLink = isWithin (set (filter (link: link != null) (map (item: item.link) units)));

  ## tmpfiles

  tmpfiles = config.systemd.tmpfiles or { };

  # `TYPE PATH MODE USER GROUP AGE ARGUMENT`, where fields may be quoted.
  fieldOf =
    text:
    let
      quoted = match "\"([^\"\\]*)\"|'([^'\\]*)'|([^\"'\\]*)" text;
    in
    if quoted == null then null else head (filter (part: part != null) quoted ++ [ null ]);
  fieldsOf =
    rule:
    let
      rest = match "[ \t]*([^ \t]+)[ \t]+(\"[^\"]*\"|'[^']*'|[^ \t]+)[ \t]*(.*)" rule;
      after = filter (field: field != "") (
        splitString " " (replaceStrings [ "\t" ] [ " " ] (lib.elemAt rest 2))
      );
      at = index: if lib.length after > index then fieldOf (lib.elemAt after index) else null;
    in
    if rest == null then
      null
    else
      {
        type = head rest;
        path = fieldOf (lib.elemAt rest 1);
        mode = at 0;
        user = at 1;
        group = at 2;
        age = at 3;
        option = [
          "systemd"
          "tmpfiles"
          "rules"
        ];
      };

  isOfType = types: text: elem (substring 0 1 text) types;
  makesDirectory = isOfType [
    "Q"
    "d"
    "q"
    "v"
  ];
  removes = isOfType [
    "D"
    "R"
    "r"
  ];
  isRelevant = type: makesDirectory type || removes type;

  lines =
    filter (line: line != null && line.path != null) (
      map fieldsOf (filter isRelevant (tmpfiles.rules or [ ]))
    )
    ++ concatMap (
      file:
      concatMap (
        path:
        concatMap (
          type:
          let
            line = tmpfiles.settings.${file}.${path}.${type};
          in
          optional (isRelevant type) {
            type = line.type or type;
            inherit path;
            inherit (line)
              mode
              user
              group
              age
              ;
            option = [
              "systemd"
              "tmpfiles"
              "settings"
              file
              path
            ];
          }
        ) (attrNames tmpfiles.settings.${file}.${path})
      ) (attrNames tmpfiles.settings.${file})
    ) (attrNames (tmpfiles.settings or { }));

  removed = set (map (line: line.path) (filter (line: removes line.type) lines));

  isNone =
    field:
    elem field [
      null
      ""
      "-"
    ];
  withoutMark = field: if isNone field then null else removePrefix ":" field;

  ofLine =
    line:
    let
      mode = modeOf line.mode;
      path = removeSuffix "/" (replaceStrings [ "%S" "%C" ] [ "/var/lib" "/var/cache" ] line.path);
    in
    optional
      (makesDirectory line.type && isNone line.age && !removed ? ${line.path} && !hasInfix "%" path)
      (
        {
          inherit (line) option;
          inherit path;
          unit = null;
          isKnown = true;
          link = null;
          reason = "tmpfiles rule";
          mode = if mode == null then "0755" else mode;
        }
        // ownedBy (withoutMark line.user) (withoutMark line.group)
      );

  ## Homes

  ofUser =
    name:
    let
      user = users.users.${name};
      path = toString (user.home or "");
    in
    optional
      (
        user.enable or true
        && !(user.isNormalUser or false)
        && (user.createHome or false || hasPrefix "/var/lib/" path)
      )
      {
        option = [
          "users"
          "users"
          name
          "home"
        ];
        inherit path;
        unit = null;
        isKnown = true;
        link = null;
        reason = "Home of user ${name}";
        mode = modeOf (user.homeMode or "0700");
        inherit (ownedBy (user.name or name) (user.group or "")) user group;
      };

  ## Everything

  isInHome = isWithin (
    set (
      map (user: toString (user.home or "")) (
        filter (user: user.isNormalUser or false) (attrValues users.users)
      )
    )
  );
in
map (item: item // { tier = tierOf item.path; }) (
  filter
    (item: isState item.path && !isInHome item.path && (item.link != null || !isBehindLink item.path))
    (
      map (item: item // { path = unsafeDiscardStringContext item.path; }) (
        units ++ concatMap ofLine lines ++ concatMap ofUser (attrNames users.users)
      )
    )
)
