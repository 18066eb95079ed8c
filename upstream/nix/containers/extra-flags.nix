# What the series puts into nixos-containers.nix. Names that are not bound here are bound there.
{ lib, mkBindFlags, ... }:
{
  bindMounts = { };

  extraFlags = [ ];

  # One word each, whatever characters it has.
  words = cfg: ''
    # Each flag is one word, whatever characters it has.
    # shellcheck disable=SC2016
    configuredFlags=(${lib.escapeShellArgs (mkBindFlags cfg.bindMounts ++ cfg.extraFlags)})

  '';

  use = ''
    "''${configuredFlags[@]}" \
  '';
}
