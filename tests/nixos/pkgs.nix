# Stand-ins for the packages that units name, without nixpkgs: only their paths are looked at.
{
  _module.args.pkgs = {
    coreutils = "/nix/store/00000000000000000000000000000000-coreutils";
    diffutils = "/nix/store/00000000000000000000000000000000-diffutils";
    runtimeShell = "/nix/store/00000000000000000000000000000000-bash/bin/bash";
  };
}
