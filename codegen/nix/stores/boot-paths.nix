# Where the boot loader of a host writes to, as its options say (nixos/modules/system/boot/loader).
{ lib }:
let
  inherit (lib)
    any
    attrNames
    concatMap
    filter
    listToAttrs
    optional
    optionals
    ;
in
config:
let
  loader = config.boot.loader or { };
  efiMountPoint = loader.efi.efiSysMountPoint or "/boot";
  isOn = name: loader.${name}.enable or false;

  # systemd-boot, lanzaboote and others put everything on the EFI system partition, or what is large on
  # a partition beside it.
  onEfi =
    any isOn [
      "limine"
      "refind"
      "systemd-boot"
    ]
    || config.boot.lanzaboote.enable or false;
  beside = filter (path: path != null) [ (loader.systemd-boot.xbootldrMountPoint or null) ];

  # These have several directories, one of them by default.
  mirrors =
    name:
    let
      given = loader.${name}.mirroredBoots or [ ];
    in
    if given == [ ] then [ { path = "/boot"; } ] else given;
  ofGrub =
    mirror:
    [ mirror.path ]
    ++ optional (loader.grub.efiSupport or false) (
      if mirror.efiSysMountPoint or null == null then mirror.path else mirror.efiSysMountPoint
    );

  paths =
    optionals onEfi ([ efiMountPoint ] ++ beside)
    ++ optional (isOn "generationsDir") "/boot"
    ++ optionals (isOn "grub") (concatMap ofGrub (mirrors "grub"))
    ++ optionals (isOn "generic-extlinux-compatible") (
      map (mirror: mirror.path) (mirrors "generic-extlinux-compatible")
    );
in
attrNames (
  listToAttrs (
    map (name: {
      inherit name;
      value = null;
    }) paths
  )
)
