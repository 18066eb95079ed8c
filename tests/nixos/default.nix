# Typed stand-ins for the NixOS options that the modules read and write: the types, defaults and
# `apply` functions that decide what a definition becomes, without the systems they build. Each file
# names the nixpkgs file it mirrors.
{
  imports = [
    ./assertions.nix
    ./boot.nix
    ./early-services.nix
    ./boot-loaders.nix
    ./etc.nix
    ./filesystems.nix
    ./machine.nix
    ./nix-daemon.nix
    ./networking.nix
    ./nixos-containers.nix
    ./nspawn.nix
    ./pkgs.nix
    ./swap.nix
    ./secrets.nix
    ./services.nix
    ./systemd-initrd.nix
    ./systemd-units.nix
    ./tmpfiles.nix
    ./userborn.nix
    ./users.nix
  ];
}
