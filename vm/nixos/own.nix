# An overlay with the packages that are neither of nixpkgs nor links: the kernel, and programs built
# from the checkout.
{
  debianKey,
  nixosInit,
  switchToConfiguration,
  userborn,
}:
final: prev:
let
  inherit (prev) lib;
  builder = import ./builder.nix;

  # A derivation that a shell script makes, with attributes that modules read.
  script =
    name: attrs: text:
    builder name debianKey text // attrs;

  # A program that the command was given, or one that says that it was not: tests ask by its status.
  given =
    name: file:
    script name { meta.mainProgram = name; } (
      if file == null then
        ''
          mkdir -p $out/bin
          printf '#!/bin/sh\necho "%s was not given to the rig" >&2\nexit 69\n' ${name} > $out/bin/${name}
          chmod +x $out/bin/${name}
        ''
      else
        "install -D -m 0755 ${file} $out/bin/${name}"
    );

  # Names of the boot folder of Debian hold the version.
  bootFiles = builtins.attrNames (builtins.readDir "/boot");
  version = lib.removePrefix "config-" (lib.findFirst (lib.hasPrefix "config-") null bootFiles);
  settings = builtins.listToAttrs (
    builtins.concatMap (
      line:
      let
        found = builtins.match "CONFIG_([A-Z0-9_]+)=(.*)" line;
      in
      lib.optional (found != null) (lib.nameValuePair (builtins.head found) (lib.last found))
    ) (lib.splitString "\n" (builtins.readFile "/boot/config-${version}"))
  );

  kernel =
    script "linux-${version}"
      {
        pname = "linux";
        inherit version;
        modDirVersion = version;
        outputs = [ "out" ];
        stdenv = final.stdenv;
        buildDTBs = false;
        target = "bzImage";
        isModular = true;
        isXen = false;
        isZen = false;
        isHardened = false;
        isLTS = true;
        commonMakeFlags = [ ];
        features = { };
        baseVersion = version;
        kernelOlder = lib.versionOlder version;
        kernelAtLeast = lib.versionAtLeast version;
        passthru = { };
        meta.platforms = [ "x86_64-linux" ];
        override = _: kernel;
        overrideAttrs = _: kernel;
        configfile = "/boot/config-${version}";
        config = {
          isSet = name: settings ? ${name};
          isYes = name: settings.${name} or "" == "y";
          isNo = name: !(settings ? ${name});
          isModule = name: settings.${name} or "" == "m";
          isEnabled = name: settings ? ${name};
          isDisabled = name: !(settings ? ${name});
          getValue = name: settings.${name} or null;
        };
      }
      ''
        mkdir -p $out/lib/modules
        cp /boot/vmlinuz-${version} $out/bzImage
        cp -rs /usr/lib/modules/${version} $out/lib/modules/
      '';
in
{
  nixos-init = script "nixos-init" { meta.mainProgram = "nixos-init"; } "cp -r ${nixosInit} $out";
  switch-to-configuration-ng = given "switch-to-configuration" switchToConfiguration;
  userborn = given "userborn" userborn;

  makeInitrdNGTool =
    script "make-initrd-ng" { }
      "install -D -m 0755 ${./make-initrd.py} $out/bin/make-initrd-ng";
  composefs = script "mkcomposefs" { } "install -D -m 0755 ${./make-etc.py} $out/bin/mkcomposefs";

  makeBinaryWrapper = final.makeShellWrapper;

  kmod-debian-aliases = builtins.toFile "no-aliases.conf" "";
  kmod-blacklist-ubuntu = script "no-blacklist" { } "mkdir $out; touch $out/modprobe.conf";

  runtimeShell = "${final.bash}/bin/bash";
  runtimeShellPackage = final.bash;

  linuxPackages = final.debianKernelPackages;
  debianKernelPackages = {
    inherit kernel;
    inherit (final) stdenv;
    extend = _: final.debianKernelPackages;
    kernelAtLeast = lib.versionAtLeast version;
    kernelOlder = lib.versionOlder version;
  };
}
