# Stand-ins for the packages that units name, without nixpkgs: only their paths are looked at.
{
  _module.args.pkgs = {
    # Nothing is built: the name makes a path, and what is passed through can be looked at.
    runCommandLocal =
      name: attributes: _:
      attributes.passthru or { }
      // {
        type = "derivation";
        inherit name;
        outPath = "/nix/store/00000000000000000000000000000000-${name}";
      };
    bash = "/nix/store/00000000000000000000000000000000-bash";
    btrfs-progs = "/nix/store/00000000000000000000000000000000-btrfs-progs";
    coreutils = "/nix/store/00000000000000000000000000000000-coreutils";
    diffutils = "/nix/store/00000000000000000000000000000000-diffutils";
    xdg-desktop-portal-gtk = {
      type = "derivation";
      name = "xdg-desktop-portal-gtk";
      outPath = "/nix/store/00000000000000000000000000000000-xdg-desktop-portal-gtk";
    };
    gnugrep = "/nix/store/00000000000000000000000000000000-gnugrep";
    util-linux = "/nix/store/00000000000000000000000000000000-util-linux";
    runtimeShell = "/nix/store/00000000000000000000000000000000-bash/bin/bash";
  };
}
