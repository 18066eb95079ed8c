# The stages of a package set that compiles nothing: builders run the programs of the Debian root that
# Nix itself runs in. Everything of nixpkgs that only writes files, merges directories or runs a script
# is then built by the code of nixpkgs.
{
  # A checkout of nixpkgs.
  nixpkgs,
  # What the Debian root was made of. Builders read its `/usr`, so each derivation depends on it.
  debianKey,
}:
{
  localSystem,
  config,
  overlays,
  ...
}:
let
  generic = import (nixpkgs + "/pkgs/stdenv/generic") { defaultConfig = config; };

  # Nothing is compiled. Package expressions still ask the compiler what it would be.
  nothing = import ./builder.nix "no-compiler" debianKey "mkdir $out";
  libc = nothing // {
    bin = libc;
    dev = libc;
    lib = libc;
    static = libc;
  };
  ofLibc = {
    inherit libc;
    libc_bin = libc;
    libc_dev = libc;
    libc_lib = libc;
    isGNU = true;
    targetPrefix = "";
  };
  cc =
    nothing
    // ofLibc
    // {
      isClang = false;
      isArocc = false;
      isZig = false;
      version = "14.2.0";
      nativeTools = false;
      nativeLibc = false;
      defaultHardeningFlags = [ ];
      cc = cc // {
        lib = libc;
      };
      bintools =
        nothing
        // ofLibc
        // {
          isLLVM = false;
          bintools = nothing;
          dynamicLinker = "/lib64/ld-linux-x86-64.so.2";
        };
    };

  stdenv = generic {
    buildPlatform = localSystem;
    hostPlatform = localSystem;
    targetPlatform = localSystem;
    preHook = ''
      # ${debianKey}
      export NIX_ENFORCE_PURITY= NIX_ENFORCE_NO_NATIVE=
    '';
    initialPath = [ "/usr" ];
    shell = "/bin/bash";
    fetchurlBoot = null;
    hasCC = false;
    inherit cc;
  };
in
[
  (_: {
    __raw = true;
    inherit stdenv;
  })
  (_: {
    inherit config overlays stdenv;
  })
]
