# What NixOS runs before it mounts local file systems, as text, in several configurations; and which of
# some paths the modules mount before that.
{
  lib,
  modules,
  evalNixOS,
}:
let
  inherit (lib)
    concatStringsSep
    filter
    filterAttrs
    genAttrs
    isString
    mapAttrs
    mapAttrs'
    mapAttrsToList
    nameValuePair
    removeSuffix
    ;
  inherit (builtins)
    elemAt
    head
    match
    unsafeDiscardStringContext
    ;

  configurations = mapAttrs' (
    file: _: nameValuePair (removeSuffix ".nix" file) (./readers + "/${file}")
  ) (builtins.readDir ./readers);

  words = text: filter (word: isString word && word != "") (builtins.split "[ \n]+" text);

  # The units that NixOS takes from systemd are in no option. The script that collects them begins with
  # a loop over their names.
  namesOfSystemd =
    units:
    let
      parts = builtins.split "for i in " (unsafeDiscardStringContext units.buildCommand);
    in
    words (head (match "([^;]*);.*" (elemAt parts 2)));

  unitsOf =
    units: services:
    mapAttrs (
      name: unit:
      let
        service = services.${removeSuffix ".service" name} or { };
      in
      unsafeDiscardStringContext (
        concatStringsSep "\n" [
          (unit.text or "")
          "[Script]"
          (service.preStart or "")
          (service.script or "")
          (service.postStart or "")
        ]
      )
    ) (filterAttrs (_: unit: unit.enable) units);

  # Accounts are in a file that activation reads: it makes homes, and reads passwords.
  accountsOf =
    users:
    lib.concatMap (
      user:
      filter (path: path != null) [
        (if user.createHome then dirOf user.home else null)
        (user.hashedPasswordFile or null)
      ]
    ) (filter (user: user.enable) (lib.attrValues users));

  # A file as it is written down, or the one that `writeText` made.
  textOf =
    file:
    if !file.enable then
      null
    else if file.text != null then
      file.text
    else
      file.source.text or null;

  shape =
    { config, ... }:
    {
      activation = mapAttrs (_: script: unsafeDiscardStringContext script.text or script) (
        removeAttrs config.system.activationScripts [ "script" ]
      );
      postBoot = unsafeDiscardStringContext config.boot.postBootCommands;
      accounts = map (path: unsafeDiscardStringContext (toString path)) (accountsOf config.users.users);
      initrd =
        unitsOf config.boot.initrd.systemd.units config.boot.initrd.systemd.services
        // mapAttrs (_: unsafeDiscardStringContext) (
          filterAttrs (_: text: text != null) (mapAttrs (_: textOf) config.boot.initrd.systemd.contents)
        );
      stage2 = unitsOf config.systemd.units config.systemd.services;
      initrdOfSystemd = namesOfSystemd config.boot.initrd.systemd.contents."/etc/systemd/system".source;
      stage2OfSystemd = namesOfSystemd config.environment.etc."systemd/system".source;
      # What NixOS declares: files below /etc, and file systems.
      declared =
        mapAttrsToList (_: file: "/etc/${file.target}") (
          filterAttrs (_: file: file.enable) config.environment.etc
        )
        ++ filter (path: path != "/") (
          mapAttrsToList (_: fileSystem: fileSystem.mountPoint) config.fileSystems
        );
      packages = map (package: package.pname or package.name) config.systemd.packages;
    };

  earlyIn =
    name: paths:
    let
      nixos = evalNixOS [
        configurations.${name}
        {
          stateless.stores.main = {
            path = "/persist";
            directories = genAttrs paths (_: { });
          };
        }
      ];
      entries = import (modules + "/stores/entries.nix") {
        inherit lib;
        inherit (nixos) config;
        paths = import (modules + "/lib/paths.nix") { inherit lib; };
      };
    in
    filter (path: entries.isEarly entries.byTarget.${path}) paths;
in
{
  # Everything that runs early, by configuration.
  shapes = mapAttrs (_: file: shape (evalNixOS [ file ])) configurations;
  # Which paths the modules mount in the initrd, by configuration.
  early = mapAttrs earlyIn;
}
