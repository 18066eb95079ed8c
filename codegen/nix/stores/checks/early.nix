# Checks of activation scripts and services that run before stage 2 mounts what they name. An attribute
# set of lists of findings, by id.
{ lib }:
let
  inherit (builtins) isList isString split;
  inherit (lib)
    any
    attrNames
    attrValues
    concatLists
    concatMap
    concatStringsSep
    elem
    filter
    hasPrefix
    optionals
    splitString
    toList
    unique
    ;

  # Those of NixOS: what they read is known (docs/early-readers.md).
  ofNixOS = [
    "binsh"
    "etc"
    "groups"
    "hashes"
    "modprobe"
    "script"
    "specialfs"
    "stdio"
    "udevd"
    "users"
    "usrbinenv"
    "var"
  ];

  # What is reached after local file systems.
  late = [
    "basic.target"
    "local-fs.target"
    "multi-user.target"
    "sysinit.target"
  ];

  directories = {
    CacheDirectory = "/var/cache";
    ConfigurationDirectory = "/etc";
    LogsDirectory = "/var/log";
    StateDirectory = "/var/lib";
  };

  # Absolute paths in a text, where a word or a value begins with them.
  pathsIn =
    text:
    unique (
      map (found: builtins.elemAt found 1) (
        filter isList (split "(^|[[:space:]\"'=:(<>!-])((/[A-Za-z0-9._@+-]+)+)" text)
      )
    );

  words = value: concatMap (splitString " ") (filter isString (toList value));
  texts = settings: filter isString (concatLists (map toList (attrValues settings)));
  isNo =
    value:
    elem value [
      false
      "false"
      "no"
      "off"
      "0"
    ];
in
context:
let
  inherit (context)
    about
    byTarget
    config
    isEarly
    paths
    ;

  # The entry that holds a path, if stage 2 mounts it. `path-nix` refuses entries below `/nix`, which
  # every service names.
  holderOf =
    path:
    let
      holder = byTarget.${path} or (paths.nearestAbove byTarget "/" path);
    in
    optionals (holder != null && !isEarly holder && !hasPrefix "/nix/" "${holder.target}/") [
      { inherit holder path; }
    ];

  found =
    who: when: fix: isAwaited: text:
    map (
      { holder, path }:
      about holder "${who} names `${path}`, and ${when}" fix
    ) (filter ({ holder, ... }: !isAwaited holder.target) (concatMap holderOf (pathsIn text)));

  scripts = removeAttrs (config.system.activationScripts or { }) ofNixOS;
  ofScript =
    name:
    found "`system.activationScripts.${name}`" "activation runs before stage 2 mounts it"
      "Set `phase = \"initrd\"`"
      (_: false)
      (scripts.${name}.text or scripts.${name});

  services = config.systemd.services or { };
  isEarlyService =
    service:
    service.enable or true
    && isNo (service.unitConfig.DefaultDependencies or true)
    && !any (target: elem target late) (service.after or [ ]);
  ofService =
    name:
    let
      service = services.${name};
      unit = service.unitConfig or { };
      settings = service.serviceConfig or { };
      awaited =
        words (unit.RequiresMountsFor or [ ])
        ++ words (unit.WantsMountsFor or [ ])
        ++ concatMap (key: map (word: "${directories.${key}}/${word}") (words (settings.${key} or [ ]))) (
          attrNames directories
        );
    in
    found "`${name}.service`" "it starts before stage 2 mounts it"
      "Set `phase = \"initrd\"`, or add the path to `RequiresMountsFor=` of the service"
      (target: any (path: path == target || hasPrefix "${target}/" path) awaited)
      (
        concatStringsSep "\n" (
          texts settings
          ++ texts unit
          ++ [
            (service.preStart or "")
            (service.script or "")
            (service.postStart or "")
          ]
        )
      );
in
{
  read-early = optionals (config.boot.initrd.enable or true) (
    concatMap ofScript (attrNames scripts)
    ++ concatMap ofService (filter (name: isEarlyService services.${name}) (attrNames services))
  );
}
