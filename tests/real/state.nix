# Where the services of NixOS keep state, as plain values. The command `cargo xtask state` judges them.
{
  # A checkout of nixpkgs with nixos/.
  nixpkgs,
  # The modules under test.
  modules ? ../../generated-modules,
}:
let
  inherit (builtins)
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isString
    match
    split
    toJSON
    trace
    tryEval
    unsafeDiscardStringContext
    ;
  inherit (import (nixpkgs + "/lib"))
    attrByPath
    attrNames
    attrValues
    concatLists
    concatMap
    elem
    elemAt
    filter
    filterAttrs
    foldl'
    hasPrefix
    isDerivation
    isOption
    isStringLike
    mapAttrs
    mapAttrsToList
    optional
    optionalAttrs
    removePrefix
    setAttrByPath
    splitString
    toList
    unique
    ;

  # One for all: a package set costs as much as a system. Nothing is built.
  pkgs = import nixpkgs {
    system = "x86_64-linux";
    config = {
      allowBroken = true;
      allowInsecurePredicate = _: true;
      allowUnfree = true;
      allowUnsupportedSystem = true;
    };
  };

  machine = {
    imports = [
      modules
      ./machine.nix
    ];
    # The tree is not looked through for misspelt options.
    _module.check = false;
    nixpkgs.pkgs = pkgs;
    documentation.enable = false;
    boot = {
      initrd.systemd.enable = true;
      loader.grub.enable = false;
    };
    fileSystems = {
      "/nix" = {
        device = "/dev/disk/by-label/nix";
        fsType = "ext4";
        neededForBoot = true;
      };
      "/persist" = {
        device = "/dev/disk/by-label/persist";
        fsType = "ext4";
        neededForBoot = true;
      };
    };
    stateless = {
      root = {
        enable = true;
        size = "2G";
      };
      stores.main.path = "/persist";
    };
  };
  evaluate =
    extra:
    import (nixpkgs + "/nixos/lib/eval-config.nix") {
      system = null;
      modules = [
        machine
        extra
      ];
    };

  base = evaluate { };

  ## The services

  # An option `enable` below `services`. One that is declared in the same file as another around it
  # is a part of that service.
  servicesIn =
    path: around: options:
    let
      here = options.enable or null;
      isSwitch = isOption here && here.type.name == "bool" && here.visible or true == true;
      files = if isSwitch then map toString here.declarations else [ ];
      isPart = filter (file: elem file around) files != [ ];
      below = filterAttrs (_: value: isAttrs value && !isOption value) options;
    in
    optional (isSwitch && !isPart) {
      name = path;
      file = removePrefix "${toString nixpkgs}/" (elemAt files 0);
    }
    ++ concatLists (mapAttrsToList (name: servicesIn (path ++ [ name ]) (around ++ files)) below);

  ## What is known of one

  # The paths in a value in which state is kept.
  pathsIn =
    value:
    if isList value then
      concatMap pathsIn value
    else if isAttrs value && !isDerivation value && !(value ? __toString) && !(value ? outPath) then
      concatMap pathsIn (attrValues value)
    else if isStringLike value then
      concatMap (part: if isList part then [ (elemAt part 1) ] else [ ]) (
        split "(^|[^A-Za-z0-9_.}-])(/(var/lib|var/spool|var/db|srv)/[A-Za-z0-9_.@%/+-]+)" (
          unsafeDiscardStringContext "${value}"
        )
      )
    else
      [ ];

  directorySettings = [
    "CacheDirectory"
    "CacheDirectoryMode"
    "ConfigurationDirectory"
    "ConfigurationDirectoryMode"
    "DynamicUser"
    "Group"
    "LogsDirectory"
    "LogsDirectoryMode"
    "StateDirectory"
    "StateDirectoryMode"
    "User"
  ];
  plain =
    value:
    if isBool value || isInt value || isFloat value || value == null then
      value
    else if isList value then
      map plain value
    else
      unsafeDiscardStringContext (toString value);

  directoriesOf =
    service:
    mapAttrs (_: plain) (filterAttrs (name: _: elem name directorySettings) service.serviceConfig);
  namedBy =
    service:
    unique (
      pathsIn (removeAttrs service.serviceConfig directorySettings)
      ++ pathsIn service.environment
      ++ concatMap (script: pathsIn service.${script}) [
        "preStart"
        "script"
        "postStart"
      ]
    );

  rulesIn = rules: map (rule: unsafeDiscardStringContext rule) rules;
  settingsIn =
    settings:
    concatLists (
      mapAttrsToList (
        _: paths:
        concatLists (
          mapAttrsToList (
            path: types:
            mapAttrsToList (type: rule: {
              inherit path;
              type = rule.type or type;
              mode = plain rule.mode;
              user = plain rule.user;
              group = plain rule.group;
              age = plain rule.age;
            }) types
          ) paths
        )
      ) settings
    );

  usersIn =
    users:
    mapAttrs (_: user: {
      inherit (user)
        createHome
        group
        homeMode
        isNormalUser
        ;
      home = plain user.home;
      name = plain user.name;
    }) (filterAttrs (_: user: user.enable or true) users);

  # Options with the name of a directory of state, below those of the service.
  isDirectoryName =
    name:
    match "(data|state|home|storage|db|database|spool|work|working|media|library|upload|repository|config|root|base|lib)_?-?([dD]ir|[dD]irectory|[pP]ath|[fF]older|[rR]oot)" name
    != null;
  optionsIn =
    path: options:
    concatLists (
      mapAttrsToList (
        name: value:
        if isOption value then
          let
            given = tryEval (if isDirectoryName name then plain value.value else null);
          in
          optional (given.success && isString given.value && hasPrefix "/" given.value) {
            option = path ++ [ name ];
            inherit (given) value;
          }
        else if isAttrs value then
          optionsIn (path ++ [ name ]) value
        else
          [ ]
      ) options
    );

  refusedBy =
    config:
    map (assertion: plain assertion.message) (
      filter (assertion: !assertion.assertion) config.assertions
    );
  entriesIn =
    config:
    map (entry: {
      inherit (entry)
        group
        mode
        path
        reason
        user
        ;
    }) config.stateless.manifest.paths;

  unitsOf = config: filterAttrs (_: service: service.enable) config.systemd.services;
  baseUnits = mapAttrs (_: directoriesOf) (unitsOf base.config);
  baseRules = rulesIn base.config.systemd.tmpfiles.rules;
  baseSettings = settingsIn base.config.systemd.tmpfiles.settings;
  baseUsers = usersIn base.config.users.users;

  factsOf =
    path: evaluated: known:
    let
      inherit (evaluated) config;
      units = unitsOf config;
      isNew = name: service: !(known.units ? ${name}) || known.units.${name} != directoriesOf service;
    in
    {
      units = mapAttrs (name: service: {
        directories = directoriesOf service;
        # Those of other units are of others.
        named = if known.units ? ${name} then [ ] else namedBy service;
      }) (filterAttrs isNew units);
      rules = filter (rule: !elem rule known.rules) (rulesIn config.systemd.tmpfiles.rules);
      settings = filter (rule: !elem rule known.settings) (settingsIn config.systemd.tmpfiles.settings);
      users = filterAttrs (name: user: (known.users.${name} or null) != user) (
        usersIn config.users.users
      );
      options = if path == [ ] then [ ] else optionsIn path (attrByPath path { } evaluated.options);
      refused = filter (message: !elem message known.refused) (refusedBy config);
      etc = filter (name: !(known.etc ? ${name})) (attrNames config.environment.etc);
      warnings = filter (hasPrefix "stateless") (map plain config.warnings);
      entries = filter (entry: !elem entry known.entries) (entriesIn config);
    };

  nothing = {
    units = { };
    rules = [ ];
    settings = [ ];
    users = { };
    refused = [ ];
    etc = { };
    entries = [ ];
  };
  baseFacts = {
    units = baseUnits;
    rules = baseRules;
    settings = baseSettings;
    users = baseUsers;
    refused = refusedBy base.config;
    inherit (base.config.environment) etc;
    entries = entriesIn base.config;
  };
in
{
  services = servicesIn [ "services" ] [ ] base.options.services;

  base = factsOf [ ] base nothing;

  # Each is written as soon as it is known: an error ends Nix, and costs one service.
  measure = foldl' (
    _: path:
    let
      facts = factsOf path (evaluate (setAttrByPath path { enable = true; })) baseFacts;
    in
    trace "service ${toJSON path}" (trace "facts ${toJSON facts}" null)
  ) null;
}
