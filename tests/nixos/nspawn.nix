# Mirrors nixos/modules/system/boot/systemd/nspawn.nix: which settings it takes, and how they become
# a file.
{ config, lib, ... }:
let
  inherit (lib)
    all
    attrNames
    concatStrings
    elem
    mapAttrs'
    mkOption
    nameValuePair
    types
    ;
  unit = import ./lib/unit.nix { inherit lib; };

  section =
    allowed:
    mkOption {
      type = types.addCheck (types.attrsOf unit.unitOption) (
        settings: all (name: elem name allowed) (attrNames settings)
      );
      default = { };
    };
in
{
  options.systemd.nspawn = mkOption {
    type = types.attrsOf (
      types.submodule {
        options.execConfig = section [
          "AmbientCapability"
          "Boot"
          "CPUAffinity"
          "Capability"
          "DropCapability"
          "Environment"
          "Ephemeral"
          "Hostname"
          "KillSignal"
          "LimitAS"
          "LimitCORE"
          "LimitCPU"
          "LimitDATA"
          "LimitFSIZE"
          "LimitLOCKS"
          "LimitMEMLOCK"
          "LimitMSGQUEUE"
          "LimitNICE"
          "LimitNOFILE"
          "LimitNPROC"
          "LimitRSS"
          "LimitRTPRIO"
          "LimitRTTIME"
          "LimitSIGPENDING"
          "LimitSTACK"
          "LinkJournal"
          "MachineID"
          "NoNewPrivileges"
          "NotifyReady"
          "OOMScoreAdjust"
          "Parameters"
          "Personality"
          "PivotRoot"
          "PrivateUsers"
          "ProcessTwo"
          "ResolvConf"
          "SystemCallFilter"
          "Timezone"
          "User"
          "WorkingDirectory"
        ];
      }
    );
    default = { };
  };

  config.environment.etc = mapAttrs' (
    name: nspawn:
    nameValuePair "systemd/nspawn/${name}.nspawn" {
      text = concatStrings ([ "[Exec]\n" ] ++ unit.lines nspawn.execConfig);
    }
  ) config.systemd.nspawn;
}
