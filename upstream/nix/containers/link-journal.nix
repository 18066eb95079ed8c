# What the series puts into nixos-containers.nix. Names that are not bound here are bound there.
{ lib, config, ... }:
{
  linkJournal = lib.mkOption {
    type = lib.types.nullOr (
      lib.types.enum [
        "no"
        "auto"
        "host"
        "try-host"
        "guest"
        "try-guest"
      ]
    );
    default = if config.ephemeral then null else "try-guest";
    defaultText = lib.literalExpression ''if ephemeral then null else "try-guest"'';
    example = "try-host";
    description = ''
      How the journal of the container is made visible to the host. With `host` it is stored on
      the host and bound into the container, with `guest` it is stored in the container and
      linked from the host. With `try-` in front, a failure does not keep the container from
      starting. If `null`, {command}`systemd-nspawn` decides.

      The journal of a container with {option}`ephemeral` set cannot be linked.

      See {manpage}`systemd-nspawn(1)` for details.
    '';
  };

  default.linkJournal = "try-guest";

  flag = cfg: lib.optionalString (cfg.linkJournal != null) "--link-journal=${cfg.linkJournal}";

  assertions = lib.mapAttrsToList (name: cfg: {
    assertion =
      cfg.ephemeral
      -> lib.elem cfg.linkJournal [
        null
        "no"
        "auto"
      ];
    message = "containers.${name}.linkJournal must be null, \"no\" or \"auto\" if containers.${name}.ephemeral is set.";
  }) config.containers;
}
