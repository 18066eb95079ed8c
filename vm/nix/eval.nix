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
    mapAttrs
    replaceStrings
    sort
    ;

  # Tests may be functions of what nixpkgs gives them, and scripts of the evaluated machines.
  imported = import (/. + test);
  definition = if builtins.isFunction imported then imported { inherit lib pkgs; } else imported;
  inherit (import ../../tests/nixos/pkgs.nix) _module;
  inherit (_module.args) pkgs;
  evaluated = mapAttrs evaluate (
    definition.nodes or { }
    // lib.optionalAttrs (definition ? machine) { inherit (definition) machine; }
  );
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

  # One without a text would be run by systemd with an empty one. One that is off is masked.
  written = filterAttrs (_: unit: !unit.enable || unit.text != null);

  # The start script of containers is not evaluated: the guest has one of its own.
  nspawn = replaceStrings [ "${standIn}/bin/systemd-nspawn" ] [ "/usr/share/guest/nspawn.sh" ];
  standIn = "/nix/store/00000000000000000000000000000000-systemd";

  packagedUnits = import ../../tests/nixos/lib/packaged-units.nix { inherit lib; };
  units =
    all:
    mapAttrs (_: unit: {
      text = if unit.enable then nspawn unit.text else null;
      inherit (unit)
        wantedBy
        requiredBy
        upheldBy
        aliases
        overrideStrategy
        ;
    }) (written all);

  withText = filterAttrs (_: file: file.enable && (file.text or null) != null);
  singleFiles = import ../../tests/nixos/lib/etc-files.nix { inherit lib; };
  etcFiles = files: mapAttrs (_: file: { inherit (file) text mode; }) (withText (singleFiles files));

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
      shadow = concatMapStrings (user: "${user.name}:!:1::::::\n") users;
      group = concatMapStrings (group: "${group.name}:x:${toString group.gid}:\n") (
        filter (group: group.gid != null && group.gid != 0) (attrValues config.users.groups)
      );
    };

  machine =
    _: config:
    let
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
      units = units (packagedUnits config.systemd.packages // config.systemd.units);
      etc = etcFiles config.environment.etc // {
        # The default of nixos/modules/system/boot/systemd/journald.nix; Debian's is another.
        "systemd/journald.conf" = {
          text = "[Journal]\nStorage=persistent\n";
          mode = "symlink";
        };
        # nixos/modules/config/networking.nix
        hosts = {
          text = "127.0.0.1 localhost\n::1 localhost\n127.0.0.2 ${config.networking.hostName}\n";
          mode = "symlink";
        };
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
        contents = mapAttrs (_: file: file.text) (withText config.boot.initrd.systemd.contents) // {
          "/etc/fstab" = fstab.initrd (attrValues config.fileSystems);
        };
      };
    };

in
{
  inherit (definition) name;
  testScript =
    if builtins.isFunction definition.testScript then
      definition.testScript { nodes = evaluated; }
    else
      definition.testScript;
  timeout = definition.globalTimeout or definition.meta.timeout or 3600;
  nodes = mapAttrs machine evaluated;
}
