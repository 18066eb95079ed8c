# A test, as the data that the runner needs: what NixOS would put on each machine.
#
#   nix-instantiate --eval --strict --json --read-write-mode vm/nix/eval.nix --argstr test FILE
{
  # Absolute path of a test: a set in the form of NixOS tests.
  test,
  lib ? import <nixpkgs/lib>,
}:
let
  inherit (lib)
    attrValues
    concatMapStrings
    filter
    filterAttrs
    hasPrefix
    mapAttrs
    optionalString
    sort
    ;

  definition = import (/. + test);
  fstab = import ./fstab.nix { inherit lib; };

  evaluate =
    name: node:
    (lib.evalModules {
      modules = [
        ../../tests/nixos
        ./qemu-vm.nix
        ./services.nix
        { networking.hostName = lib.mkDefault name; }
        node
      ];
    }).config;

  # The alternative is a unit that systemd would run with an empty text.
  enabled = filterAttrs (_: unit: unit.enable && unit.text != null);
  units =
    all:
    mapAttrs (_: unit: {
      inherit (unit)
        text
        wantedBy
        requiredBy
        upheldBy
        aliases
        overrideStrategy
        ;
    }) (enabled all);

  etcFiles =
    files:
    mapAttrs (_: file: { inherit (file) text mode; }) (
      filterAttrs (_: file: file.enable && (file.text or null) != null) files
    );

  passwd =
    config:
    let
      gidOf = group: toString config.users.groups.${group}.gid;
      users = sort (a: b: a.uid < b.uid) (
        filter (user: user.enable && user.uid != null && user.uid != 0) (attrValues config.users.users)
      );
    in
    {
      users = map (user: {
        inherit (user)
          name
          uid
          home
          homeMode
          createHome
          ;
        gid = config.users.groups.${user.group}.gid;
      }) users;
      passwd = concatMapStrings (
        user: "${user.name}:x:${toString user.uid}:${gidOf user.group}::${user.home}:/bin/sh\n"
      ) users;
      group = concatMapStrings (group: "${group.name}:x:${toString group.gid}:\n") (
        filter (group: group.gid != null && group.gid != 0) (attrValues config.users.groups)
      );
    };

  machine =
    name: node:
    let
      config = evaluate name node;
      inherit (config) virtualisation;
      failed = filter (assertion: !assertion.assertion) config.assertions;
    in
    {
      hostName = config.networking.hostName;
      assertions = map (assertion: assertion.message) failed;
      inherit (config) warnings;
      inherit (virtualisation) memorySize cores emptyDiskImages;
      # What `autoFormat` does at the first boot.
      format = mapAttrs (_: fileSystem: { inherit (fileSystem) device fsType; }) (
        filterAttrs (_: fileSystem: fileSystem.autoFormat) config.fileSystems
      );
      accounts = passwd config;
      units = units config.systemd.units;
      etc = etcFiles config.environment.etc // {
        fstab = {
          text = fstab.stage2 (attrValues config.fileSystems);
          mode = "symlink";
        };
        "tmpfiles.d/00-nixos.conf" = {
          text = concatMapStrings (rule: rule + "\n") config.systemd.tmpfiles.rules;
          mode = "symlink";
        };
      };
      initrd = {
        units = units config.boot.initrd.systemd.units;
        contents = etcFiles' config.boot.initrd.systemd.contents // {
          "/etc/fstab" = fstab.initrd (attrValues config.fileSystems);
        };
      };
    };

  etcFiles' =
    files:
    mapAttrs (_: file: file.text) (
      filterAttrs (_: file: file.enable && (file.text or null) != null) files
    );
in
{
  inherit (definition) name testScript;
  timeout = definition.meta.timeout or 900;
  nodes = mapAttrs machine definition.nodes;
}
