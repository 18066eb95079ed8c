# Paths on a root on tmpfs that an option names and nothing keeps: files that must exist, such as keys
# and passwords, and directories in which a service keeps its data. A list of findings.
#
# No list of services could be complete, so the options themselves are searched: those of what is
# switched on, for names that mean a file or a directory. What NixOS defines is left out, because
# nobody wrote it.
{ lib }:
let
  inherit (builtins)
    isAttrs
    isList
    isString
    match
    ;
  inherit (lib)
    any
    attrByPath
    attrNames
    concatMap
    elem
    filter
    groupBy
    hasPrefix
    head
    isOption
    last
    optional
    optionals
    removePrefix
    showOption
    splitString
    toList
    ;

  keeping = import ./keeping.nix { inherit lib; };

  # Where options name paths.
  trees = [
    [ "networking" ]
    [ "nix" ]
    [ "security" ]
    [ "services" ]
    [
      "systemd"
      "network"
    ]
    [ "virtualisation" ]
  ];

  isFileName =
    name:
    match ".*([fF]iles?|[kK]eyPaths?|sshKey|ssl(Certificate|Server|Trusted)[A-Za-z]*)" name != null
    && match ".*([lL]og|[pP]id|[sS]ocket|[lL]ock|[oO]utput|[cC]ache)-?[fF]iles?" name == null;
  isDirectoryName =
    name:
    elem name [
      "home"
      "repo"
      "repository"
      "volumes"
    ]
    ||
      match "(.*[a-z_-])?([dD]ata|[sS]tate|[cC]onfig|[hH]ome|[sS]torage|[mM]edia|[rR]epo(sitory)?|[bB]ase)_?-?([dD]ir(ectory)?|[pP]ath|[rR]oot)" name
      != null;

  # What activation and services of NixOS make there, beside `environment.etc`.
  madeInEtc = map (name: "/etc/${name}") [
    "group"
    "localtime"
    "machine-id"
    "passwd"
    "resolv.conf"
    "shadow"
  ];

  # What is recreated at each boot, or never lost.
  elsewhere = [
    "/dev/"
    "/nix/store/"
    "/proc/"
    "/run/"
    "/sys/"
    "/tmp/"
    "/var/run/"
    "/var/tmp/"
  ];
  isPath =
    text:
    isString text
    && match "/[^/ \n][^ \n]*" text != null
    && !any (prefix: hasPrefix prefix text) elsewhere;

  # A definition as it was written.
  contentsOf =
    value:
    let
      type = value._type or null;
    in
    if !isAttrs value || type == null then
      [ value ]
    else if type == "if" then
      optionals value.condition (contentsOf value.content)
    else if type == "merge" then
      concatMap contentsOf value.contents
    else if type == "override" || type == "order" then
      contentsOf value.content
    else
      [ ];

  # The paths in a value, with the names that lead to them.
  pathsIn =
    depth: loc: name: value:
    concatMap (
      value:
      if isString value then
        let
          parts = splitString ":" value;
          # What is only read there is no state.
          path =
            if name != "volumes" then
              value
            else if elem "ro" (splitString "," (last parts)) then
              ""
            else
              head parts;
          isFile = isFileName name;
        in
        optional (isPath path && (isFile || isDirectoryName name)) {
          inherit path;
          kind = if isFile then "file" else "directory";
          option = showOption loc;
        }
      else if isList value then
        concatMap (pathsIn depth loc name) value
      else if isAttrs value && depth > 0 && value.type or null != "derivation" then
        concatMap (key: pathsIn (depth - 1) (loc ++ [ key ]) key value.${key}) (attrNames value)
      else
        [ ]
    ) (contentsOf value);
in
context:
let
  inherit (context)
    atOrBelow
    config
    lostState
    options
    originOf
    reaches
    stores
    ;
  inherit (keeping context) isKeptPath keepIt ownerOf;

  isHidden = option: option.visible or true == false;

  # Of what NixOS itself defines, the folder of the declaration says so.
  isOwn =
    option:
    let
      root = head (splitString "/nixos/modules/" (toString (head (option.declarations ++ [ "" ]))));
      own = "${root}/nixos/modules/";
    in
    definition: hasPrefix own (toString definition.file);

  isOff =
    set:
    let
      enable = set.enable;
    in
    isOption set.enable or null && !isHidden enable && enable.isDefined && enable.value == false;

  ofOption =
    loc: name: option:
    if isHidden option || option.readOnly or false then
      [ ]
    else
      concatMap (definition: pathsIn 4 loc name definition.value) (
        filter (definition: !isOwn option definition) (
          optionals option.isDefined option.definitionsWithLocations
        )
      )
      # Where NixOS puts what follows from the user: no preset keeps anything in a home.
      ++ filter (item: ownerOf item.path != null) (
        optionals (isDirectoryName name) (pathsIn 0 loc name (valueOf option))
      );

  valueOf =
    option:
    let
      tried = builtins.tryEval option.value;
    in
    if option.isDefined && tried.success then tried.value else null;

  mayHold =
    name: option:
    isFileName name
    || isDirectoryName name
    || elem (option.type.name or "") [
      "attrs"
      "attrsOf"
      "lazyAttrsOf"
      "listOf"
      "submodule"
    ];

  scan =
    loc: set:
    concatMap (
      name:
      let
        value = set.${name};
        inner = loc ++ [ name ];
      in
      if isOption value then
        optionals (mayHold name value) (ofOption inner name value)
      else if isAttrs value && !isOff value then
        scan inner value
      else
        [ ]
    ) (attrNames set);

  named = concatMap (tree: scan tree (attrByPath tree { } options)) trees;

  ## What has other names

  ssh = config.boot.initrd.network.ssh or { };
  initrdKeys = optionals (ssh.enable or false) (map toString (ssh.hostKeys or [ ]));
  file = option: path: {
    inherit option path;
    kind = "file";
  };
  others =
    map (file "boot.initrd.network.ssh.hostKeys") (filter isPath initrdKeys)
    ++ concatMap (
      name:
      let
        path = toString config.boot.initrd.secrets.${name};
      in
      optional (isPath path && !elem path initrdKeys) (
        file (showOption [
          "boot"
          "initrd"
          "secrets"
          name
        ]) path
      )
    ) (attrNames (config.boot.initrd.secrets or { }))
    ++ concatMap (
      mount:
      map
        (file (showOption [
          "fileSystems"
          mount
          "options"
        ]))
        (
          filter isPath (
            map (removePrefix "credentials=") (
              filter (hasPrefix "credentials=") (
                concatMap (splitString ",") (config.fileSystems.${mount}.options or [ ])
              )
            )
          )
        )
    ) (attrNames (config.fileSystems or { }));

  # The roots of containers that keep them, where NixOS has them.
  containers = config.containers or { };
  hasOwnRoot =
    container:
    container.ephemeral or false
    || any (hasPrefix "/:") (container.tmpfs or [ ])
    || any (hasPrefix "--volatile") (container.extraFlags or [ ]);
  roots = map (name: {
    option = showOption [
      "containers"
      name
    ];
    path = "/var/lib/nixos-containers/${name}";
    kind = "directory";
    instead = "Set `${
      showOption [
        "containers"
        name
        "ephemeral"
      ]
    } = true` if it has no state to persist";
  }) (filter (name: !hasOwnRoot containers.${name}) (attrNames containers));

  ## What units read

  wordsOf = value: concatMap (text: if isString text then [ text ] else [ ]) (toList value);
  credentialOf = text: builtins.concatStringsSep ":" (builtins.tail (splitString ":" text));
  ofUnit =
    name:
    let
      settings = config.systemd.services.${name}.serviceConfig or { };
      of = setting: map (file "systemd.services.${showOption [ name ]}.serviceConfig.${setting}");
    in
    of "EnvironmentFile" (filter isPath (wordsOf (settings.EnvironmentFile or [ ])))
    ++ of "LoadCredential" (filter isPath (map credentialOf (wordsOf (settings.LoadCredential or [ ]))))
    ++ of "LoadCredentialEncrypted" (
      filter isPath (map credentialOf (wordsOf (settings.LoadCredentialEncrypted or [ ])))
    );
  # What a container is given has an option and a check of its own.
  units = concatMap ofUnit (
    filter (name: !hasPrefix "container@" name) (attrNames (config.systemd.services or { }))
  );

  ## State of services and system users

  state = import ../../lib/checks/lost-state.nix { inherit lib; } {
    option = "stateless.state";
    policy = config.stateless.state;
    event = "boot";
    lost = lostState;
  };

  ## Findings

  # Files that NixOS or systemd-tmpfiles make.
  isMade =
    path:
    elem path madeInEtc
    || hasPrefix "/etc/" path && config.environment.etc ? ${removePrefix "/etc/" path}
    || any (rule: elem path (splitString " " rule)) (config.systemd.tmpfiles.rules or [ ]);

  # Who declares an entry in a directory has decided what of it to keep. A preset has not.
  isDecided = path: reaches path && any (entry: originOf entry == null) (atOrBelow path);
  isLost =
    { kind, path, ... }: !isKeptPath path && !(kind == "directory" && isDecided path) && !isMade path;

  # One for each path; units last, as an option says more.
  lost = map head (
    builtins.attrValues (groupBy (item: item.path) (filter isLost (named ++ others ++ roots ++ units)))
  );
in
map (
  {
    option,
    path,
    kind,
    instead ? "Write a path in a store",
  }:
  {
    inherit option;
    problem =
      if kind == "file" then
        "nothing persists `${path}`, so it is missing after the next boot"
      else
        "nothing persists `${path}`, so its data is lost at each boot";
    fix =
      if kind == "file" then
        "Write the path of a file in a store, or ${keepIt "file" path}"
      else
        "${instead}, or ${keepIt "directory" path}";
  }
) lost
++ optionals (stores != { }) state
