# An overlay that lies over all of nixpkgs: each package becomes links into Debian, or an empty
# directory. It keeps its attributes, which modules read; what cannot be built cannot be asked for.
{ debianKey }:
final: prev:
let
  inherit (prev) lib;

  debian = import ./debian-packages.nix;
  absent = import ./absent.nix;

  # Hooks and helpers of the standard environment that are scripts of nixpkgs.
  kept = [
    "stdenv"
    "stdenvNoCC"
  ];

  build =
    name: packages:
    derivation {
      inherit name debianKey;
      system = "x86_64-linux";
      builder = "/usr/bin/python3";
      args = [
        "${./links.py}"
        (placeholder "out")
      ]
      ++ packages
      ++ [ "--" ]
      ++ absent.${name} or [ ];
    };

  empty = name: import ./builder.nix "absent-${name}" debianKey "mkdir -p $out/bin";

  # All outputs are one. Nothing that is derived from the package is another package.
  stub =
    value: drv:
    let
      same = {
        inherit (drv)
          drvPath
          outPath
          name
          type
          drvAttrs
          ;
        pname = value.pname or drv.name;
        out = result;
        outputs = [ "out" ];
        outputName = "out";
        override = _: result;
        overrideAttrs = _: result;
        overridePythonAttrs = _: result;
        withPackages = _: result;
        buildEnv = _: result;
        propagatedBuildInputs = [ ];
        propagatedNativeBuildInputs = [ ];
      };
      outputs = lib.genAttrs (value.outputs or [ ]) (output: result // { outputName = output; });
      result = value // outputs // same;
    in
    result;

  # Hooks have a version too, and are scripts that builders read.
  isHook = value: lib.hasInfix "nix-support/setup-hook" (value.buildCommand or "");
  isPackage = value: lib.isDerivation value && value ? pname && value ? version && !isHook value;

  # Variants of a package have names of their own and share the name of their source.
  replacement =
    name: value:
    if debian ? ${name} then
      build name debian.${name}
    else if debian ? ${value.pname or ""} then
      build value.pname debian.${value.pname}
    else
      empty value.pname;

  replace =
    name: value:
    if debian ? ${name} || isPackage value then stub value (replacement name value) else value;
in
lib.mapAttrs replace (removeAttrs prev kept)
