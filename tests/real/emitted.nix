# What the modules make of a configuration, as data to compare: the same function for NixOS and for the
# stand-ins.
{
  lib,
  # Where the modules are: by file it is known what they define, and what others do.
  modules,
  # An evaluated configuration, and the function that makes its fstab.
  config,
  options,
  fstab,
}:
let
  etcFiles = import ../nixos/lib/etc-files.nix { inherit lib; };
  packagedUnits = import ../nixos/lib/packaged-units.nix { inherit lib; };
  inherit (lib)
    attrNames
    concatMap
    elem
    filter
    genAttrs
    getAttrFromPath
    hasPrefix
    isAttrs
    mapAttrs
    replaceStrings
    unique
    ;

  definitions = path: (getAttrFromPath path options).definitionsWithLocations;
  isOurs = definition: hasPrefix (toString modules + "/") (toString definition.file);
  ours = path: filter isOurs (definitions path);
  others = path: filter (definition: !isOurs definition) (definitions path);

  names = concatMap (definition: attrNames definition.value);
  values = path: concatMap (definition: definition.value) (ours path);

  # What became of each name that the modules define.
  become =
    path: read:
    let
      all = getAttrFromPath path config;
    in
    genAttrs (filter (name: all ? ${name}) (unique (names (ours path)))) (name: read all.${name});

  unit = unit: {
    inherit (unit)
      enable
      text
      wantedBy
      requiredBy
      upheldBy
      aliases
      overrideStrategy
      ;
  };

  services =
    let
      path = [
        "systemd"
        "services"
      ];
      shared = names (others path);
    in
    genAttrs (unique (names (ours path))) (name: {
      # Whether somebody else says more of it.
      isShared = elem name shared;
      unit = unit config.systemd.units."${name}.service";
      # In the unit they are the name of a file on NixOS.
      restartTriggers = concatMap (
        definition: map toString (definition.value.${name}.restartTriggers or [ ])
      ) (ours path);
    });

  containerFile =
    name: container:
    let
      text = config.environment.etc."nixos-containers/${name}.conf".text or null;
    in
    # The system of the guest is another one with the stand-ins: they have none.
    if text == null then null else replaceStrings [ (toString container.path) ] [ "GUEST" ] text;
in
{
  units = become [ "systemd" "units" ] unit;
  # Those that the modules bring as a package.
  packagedUnits = mapAttrs (_: unit) (
    packagedUnits (filter (package: package.name or "" == "stateless-mounts") config.systemd.packages)
  );
  inherit services;
  etc = mapAttrs (_: file: {
    inherit (file)
      enable
      mode
      target
      text
      ;
  }) (etcFiles (become [ "environment" "etc" ] (file: file)));
  nspawn = become [ "systemd" "nspawn" ] (settings: settings.execConfig);
  initrd = {
    units = become [ "boot" "initrd" "systemd" "units" ] unit;
    contents = become [ "boot" "initrd" "systemd" "contents" ] (file: {
      inherit (file) enable target text;
    });
    storePaths = map toString (values [
      "boot"
      "initrd"
      "systemd"
      "storePaths"
    ]);
  };
  tmpfilesRules = values [
    "systemd"
    "tmpfiles"
    "rules"
  ];
  fileSystems = mapAttrs (_: fileSystem: {
    inherit (fileSystem)
      device
      fsType
      mountPoint
      options
      depends
      neededForBoot
      noCheck
      ;
  }) config.fileSystems;
  fstab = fstab config;
  nixSettings = become [ "nix" "settings" ] (value: value);
  containers = mapAttrs (_: container: {
    inherit (container)
      ephemeral
      privateUsers
      privateNetwork
      restartIfChanged
      bindMounts
      tmpfs
      extraFlags
      ;
  }) config.containers;
  containerFiles = mapAttrs containerFile config.containers;
  inherit (config.stateless) manifest;
  # A bare text is no assertion: the containers module of NixOS has one.
  failedAssertions = map (assertion: assertion.message) (
    filter (assertion: isAttrs assertion && !assertion.assertion) config.assertions
  );
  inherit (config) warnings;
}
