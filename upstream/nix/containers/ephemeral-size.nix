# What the series puts into nixos-containers.nix. Names that are not bound here are bound there.
{ lib, config, ... }:
{
  ephemeralSize = lib.mkOption {
    type = lib.types.nullOr (lib.types.strMatching "[1-9][0-9]*[kKmMgGtT%]?");
    default = null;
    example = "512M";
    description = ''
      How large the root file system of the container may become if {option}`ephemeral` is set:
      a number of bytes, also with one of the units `k`, `m`, `g` and `t`, or a percentage of
      the memory of the host.

      The root is then kept on a tmpfs of its own, which is unmounted when the container stops.
      Nothing of it is left behind, even if {command}`systemd-nspawn` was killed.

      Without a size, the root takes space in {file}`/run` of the host, together with all that
      is there already, up to [](#opt-boot.runSize).
    '';
  };

  assertions = lib.mapAttrsToList (name: cfg: {
    assertion = cfg.ephemeralSize != null -> cfg.ephemeral;
    message = "containers.${name}.ephemeralSize requires containers.${name}.ephemeral to be set.";
  }) config.containers;

  requires =
    containerConfig:
    lib.optional (
      containerConfig.ephemeral && containerConfig.ephemeralSize != null
    ) "/run/nixos-containers/%i";

  # systemd-nspawn copies an ephemeral root to a child of its directory if that is a mount point.
  # So the copy has the limit of the mount, and is gone after unmounting.
  systemd.mounts = lib.mapAttrsToList (name: cfg: {
    description = "Root of container '${name}'";
    what = "tmpfs";
    where = "/run/nixos-containers/${name}";
    type = "tmpfs";
    options = "mode=0755,size=${lib.replaceStrings [ "%" ] [ "%%" ] cfg.ephemeralSize}";
    # A restart begins with an empty root, also after a crash.
    partOf = [ "container@${name}.service" ];
    unitConfig = {
      StopWhenUnneeded = true;
      # A switch that removes the unit must not stop the container that uses it.
      X-StopOnRemoval = false;
    };
  }) (lib.filterAttrs (_: cfg: cfg.ephemeral && cfg.ephemeralSize != null) config.containers);
}
