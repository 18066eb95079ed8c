# Mirrors nixos/modules/virtualisation/nixos-containers.nix: the options that the modules set, the
# file that the start script reads, and the settings of `container@NAME` that others are merged with.
{ config, lib, ... }:
let
  inherit (builtins) attrNames attrValues;
  inherit (lib)
    concatMap
    concatMapStrings
    concatStringsSep
    mapAttrs'
    mkDefault
    mkIf
    mkOption
    mkOptionType
    nameValuePair
    optional
    optionalString
    types
    ;

  # A guest is a whole system. What the stand-ins do not declare is left out.
  guest = mkOptionType {
    name = "Toplevel NixOS config";
    merge =
      loc: definitions:
      (lib.evalModules {
        modules = [
          ./default.nix
          { _module.check = false; }
        ]
        ++ map (definition: definition.value) definitions;
        prefix = loc;
      }).config;
  };

  bindMount =
    { name, ... }:
    {
      options = {
        mountPoint = mkOption { type = types.str; };
        hostPath = mkOption {
          type = types.nullOr types.str;
          default = null;
        };
        isReadOnly = mkOption {
          type = types.bool;
          default = true;
        };
      };
      config.mountPoint = mkDefault name;
    };

  strings = mkOption {
    type = types.listOf types.str;
    default = [ ];
  };
  text = mkOption {
    type = types.nullOr types.str;
    default = null;
  };

  networkOptions = {
    privateNetwork = mkOption {
      type = types.bool;
      default = false;
    };
    networkNamespace = mkOption {
      type = types.nullOr types.path;
      default = null;
    };
    hostBridge = text;
    hostAddress = text;
    hostAddress6 = text;
    localAddress = text;
    localAddress6 = text;
    localMacAddress = mkOption {
      type = types.nullOr (types.strMatching "([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}");
      default = null;
    };
    forwardPorts = mkOption {
      type = types.listOf (
        types.submodule {
          options = {
            protocol = mkOption {
              type = types.str;
              default = "tcp";
            };
            hostPort = mkOption { type = types.port; };
            containerPort = mkOption {
              type = types.nullOr types.port;
              default = null;
            };
          };
        }
      );
      default = [ ];
    };
  };

  container =
    { name, ... }:
    {
      options = {
        config = mkOption {
          type = guest;
        };
        # Upstream this is the guest's system; forcing it builds the guest.
        path = mkOption { type = types.path; };
        ephemeral = mkOption {
          type = types.bool;
          default = false;
        };
        copyResolvConf = mkOption {
          type = types.bool;
          default = true;
        };
        autoStart = mkOption {
          type = types.bool;
          default = false;
        };
        privateUsers = mkOption {
          type = types.either types.ints.u32 (
            types.enum [
              "no"
              "identity"
              "pick"
            ]
          );
          default = "no";
        };
        bindMounts = mkOption {
          type = types.attrsOf (types.submodule bindMount);
          default = { };
        };
        tmpfs = strings;
        extraFlags = strings;
        additionalCapabilities = strings;
        restartIfChanged = mkOption {
          type = types.bool;
          default = true;
        };
      }
      // networkOptions;
      config.path = "/nix/store/00000000000000000000000000000000-nixos-system-${name}";
    };

  bindFlag =
    mount:
    (if mount.isReadOnly then " --bind-ro=" else " --bind=")
    + optionalString (mount.hostPath != null) "${mount.hostPath}:"
    + mount.mountPoint;
in
{
  options = {
    boot.enableContainers = mkOption {
      type = types.bool;
      default = config.containers != { };
    };
    containers = mkOption {
      type = types.attrsOf (types.submodule container);
      default = { };
    };
  };

  config = mkIf config.boot.enableContainers {
    # Bare texts upstream too: what reads them as assertions ends in an error about types.
    assertions = concatMap (
      name:
      let
        inherit (config.containers.${name}) networkNamespace privateNetwork;
      in
      optional (
        networkNamespace != null && privateNetwork
      ) "containers.${name}.networkNamespace is mutally exclusive to containers.${name}.privateNetwork."
    ) (attrNames config.containers);

    systemd.services = mapAttrs' (
      name: container:
      nameValuePair "container@${name}" {
        wantedBy = mkIf container.autoStart [ "machines.target" ];
        after = mkIf container.autoStart [ "network.target" ];
        wants = mkIf container.autoStart [ "network.target" ];
        restartIfChanged = container.autoStart && container.restartIfChanged;
        unitConfig.RequiresMountsFor =
          optional (!container.ephemeral) "/var/lib/nixos-containers/%i"
          ++ map (mount: if mount.hostPath != null then mount.hostPath else mount.mountPoint) (
            attrValues container.bindMounts
          );
        serviceConfig = {
          Type = "notify";
          RuntimeDirectory = optional container.ephemeral "nixos-containers/%i";
          EnvironmentFile = "-/etc/nixos-containers/%i.conf";
          Slice = "machine.slice";
          KillMode = "mixed";
          # The script of NixOS is not built here: its flags, as far as options decide them.
          ExecStart =
            concatStringsSep " " [
              "${config.systemd.package}/bin/systemd-nspawn --keep-unit -M %i"
              "--private-users=\${PRIVATE_USERS}"
              "-D ${if container.ephemeral then "/run/nixos-containers/%i" else "/var/lib/nixos-containers/%i"}"
              (optionalString container.ephemeral "--ephemeral")
              (optionalString (!container.ephemeral) "--link-journal=try-guest")
              (optionalString container.privateNetwork "--private-network")
              (optionalString (
                container.additionalCapabilities != [ ]
              ) "--capability=${concatStringsSep "," container.additionalCapabilities}")
            ]
            + concatMapStrings (mount: " --tmpfs=${mount}") container.tmpfs
            + " $EXTRA_NSPAWN_FLAGS";
        };
      }
    ) config.containers;

    environment.etc = mapAttrs' (
      name: container:
      nameValuePair "nixos-containers/${name}.conf" {
        text = ''
          SYSTEM_PATH=${container.path}
          COPY_RESOLV_CONF=${if container.copyResolvConf then "1" else "0"}
          PRIVATE_USERS=${toString container.privateUsers}
          EXTRA_NSPAWN_FLAGS="${
            concatMapStrings bindFlag (attrValues container.bindMounts)
            + optionalString (container.extraFlags != [ ]) (" " + concatStringsSep " " container.extraFlags)
          }"
        '';
      }
    ) config.containers;
  };
}
