# Mirrors nixos/modules/tasks/filesystems.nix of 26.05 (`fsType` has no default), and
# `neededForBoot` of nixos/modules/system/boot/stage-1.nix.
{ lib, ... }:
let
  inherit (lib)
    filterAttrs
    mkDefault
    mkIf
    mkMerge
    mkOption
    optionalString
    types
    ;
  inherit (builtins) elem match;

  checked =
    description: check:
    types.addCheck types.str check
    // {
      description = "string (with check: ${description})";
    };
  isBlank = text: match "[ \t\n]*" text != null;
  nonBlank = checked "non-empty" (text: !isBlank text);
  noTrailingSlash = checked "non-empty without trailing slash" (
    path: !isBlank path && match ".+/" path == null
  );

  # `pathsNeededForBoot` of nixos/lib/utils.nix
  neededAnyway = [
    "/"
    "/nix"
    "/nix/store"
    "/var"
    "/var/log"
    "/var/lib"
    "/var/lib/nixos"
    "/etc"
    "/usr"
  ];

  fileSystem =
    { name, config, ... }:
    let
      isNeeded = config.neededForBoot || elem config.mountPoint neededAnyway;
    in
    {
      options = {
        enable = mkOption {
          type = types.bool;
          default = true;
        };
        mountPoint = mkOption {
          type = noTrailingSlash;
          default = name;
        };
        device = mkOption {
          type = types.nullOr nonBlank;
          default = null;
        };
        fsType = mkOption { type = nonBlank; };
        options = mkOption {
          type = types.nonEmptyListOf nonBlank;
          default = [ "defaults" ];
        };
        depends = mkOption {
          type = types.listOf noTrailingSlash;
          default = [ ];
        };
        # nixos/modules/tasks/filesystems/overlayfs.nix
        overlay.upperdir = mkOption {
          type = types.nullOr types.str;
          default = null;
        };
        noCheck = mkOption {
          type = types.bool;
          default = false;
        };
        neededForBoot = mkOption {
          type = types.bool;
          default = false;
        };
      };

      config = {
        device = mkIf (elem config.fsType [
          "devpts"
          "devtmpfs"
          "proc"
          "ramfs"
          "sysfs"
          "tmpfs"
        ]) (mkDefault config.fsType);
        # Definitions like any other: the default is gone, and a default of a module would be.
        options = mkMerge [
          (mkIf isNeeded [ "x-initrd.mount" ])
          (mkIf (config.depends != [ ]) (
            map (
              path: "x-systemd.requires-mounts-for=${optionalString isNeeded "/sysroot"}${path}"
            ) config.depends
          ))
        ];
      };
    };
in
{
  options.fileSystems = mkOption {
    type = types.attrsOf (types.submodule fileSystem);
    default = { };
    # Disabled ones are invisible to every reader.
    apply = filterAttrs (_: fileSystem: fileSystem.enable);
  };
}
