# The units in `systemd.packages`, as far as they can be seen without building them. NixOS links them
# beside those of `systemd.units`, which only extend them.
{ lib }:
packages:
lib.mapAttrs (
  _: unit:
  {
    enable = true;
    aliases = [ ];
    overrideStrategy = "asDropinIfExists";
    requiredBy = [ ];
    upheldBy = [ ];
    wantedBy = [ ];
  }
  // unit
) (lib.foldl' (all: package: all // package.units or { }) { } packages)
