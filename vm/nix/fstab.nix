# The lines of fstab. Mirrors `makeFstabEntries` of nixos/modules/tasks/filesystems.nix, and
# `fsNeededForBoot` of nixos/lib/utils.nix.
{ lib }:
let
  inherit (lib)
    concatMapStrings
    concatStringsSep
    elem
    filter
    optional
    replaceStrings
    sort
    unique
    ;

  escape = replaceStrings [ " " "\t" ] [ "\\040" "\\011" ];

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
  isNeeded = fileSystem: fileSystem.neededForBoot || elem fileSystem.mountPoint neededAnyway;
  isBind = fileSystem: elem "bind" fileSystem.options || elem "rbind" fileSystem.options;

  line =
    prefix: fileSystem:
    concatStringsSep " " [
      ((if isBind fileSystem then escape prefix else "") + escape fileSystem.device)
      (
        if prefix != "" && fileSystem.mountPoint == "/" then
          prefix
        else
          escape (prefix + fileSystem.mountPoint)
      )
      fileSystem.fsType
      (escape (
        concatStringsSep "," (
          unique (fileSystem.options ++ optional (isNeeded fileSystem) "x-initrd.mount")
        )
      ))
      # No check: the driver formats the disks, and ext4 replays its journal by itself.
      "0 0"
    ]
    + "\n";

  text =
    prefix: fileSystems:
    concatMapStrings (line prefix) (sort (a: b: a.mountPoint < b.mountPoint) fileSystems);
in
{
  stage2 = text "";
  initrd = fileSystems: text "/sysroot" (filter isNeeded fileSystems);
}
