# What the series puts into nixos-containers.nix. Names that are not bound here are bound there.
{ lib, d, ... }:
{
  idmap = lib.mkOption {
    default = null;
    example = "idmap";
    type = lib.types.nullOr (
      lib.types.enum [
        "idmap"
        "rootidmap"
        "owneridmap"
      ]
    );
    description = ''
      How the owners of files are mapped if the container has its own users
      ([](#opt-containers._name_.privateUsers)). Without a mapping, the files belong to `nobody`
      in the container.

      With `idmap`, owners have the same numbers in the container as on the host. With
      `rootidmap`, root of the container stands for the owner of {option}`hostPath`, and with
      `owneridmap` the owner of the mount point in the container does.

      See {manpage}`systemd-nspawn(1)` for details.
    '';
  };

  # The third field of the flag, so that the second must be there.
  idmapstr = lib.optionalString (d.idmap != null) (
    lib.optionalString (d.hostPath == null) ":${d.mountPoint}" + ":${d.idmap}"
  );
}
