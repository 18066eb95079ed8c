# Containers with an ephemeral root of limited size and five paths that survive: with our modules, and
# as somebody writes them who has only the options of NixOS.
{ lib, count }:
let
  inherit (lib)
    concatMap
    genAttrs
    listToAttrs
    mapAttrs'
    nameValuePair
    ;

  names = builtins.genList (number: "c${toString number}") count;
  directories = [
    "/var/lib/acme"
    "/var/lib/app"
    "/var/lib/private"
    "/var/log/app"
    "/srv/data"
  ];

  root = name: "/persist/containers/${name}";
  # Any id that stays the same.
  machineId = name: builtins.hashString "md5" name;
  journal = name: "/var/log/journal/${machineId name}";

  # `-` in the name of a unit.
  mount = name: "run-nixos\\x2dcontainers-${name}.mount";
in
{
  containers = genAttrs names (_: {
    autoStart = true;
    stateless = {
      enable = true;
      root.size = "512M";
      persist.directories = genAttrs directories (_: { });
    };
  });

  byHand = {
    containers = genAttrs names (name: {
      autoStart = true;
      ephemeral = true;
      bindMounts =
        genAttrs (directories ++ [ "/var/lib/nixos" ]) (path: {
          hostPath = root name + path;
          isReadOnly = false;
        })
        // {
          ${journal name} = {
            hostPath = journal name;
            isReadOnly = false;
          };
        };
    });

    systemd.tmpfiles.rules = concatMap (
      name:
      map (path: "d ${root name}${path} 0755 root root -") (directories ++ [ "/var/lib/nixos" ])
      ++ [ "d ${journal name} 2755 root systemd-journal -" ]
    ) names;

    systemd.nspawn = genAttrs names (name: {
      execConfig.MachineID = machineId name;
    });

    systemd.units = listToAttrs (
      map (
        name:
        nameValuePair (mount name) {
          text = ''
            [Unit]
            PartOf=container@${name}.service
            StopWhenUnneeded=yes

            [Mount]
            What=tmpfs
            Where=/run/nixos-containers/${name}
            Type=tmpfs
            Options=mode=0755,size=512M
          '';
        }
      ) names
    );

    systemd.services = mapAttrs' (
      name: _:
      nameValuePair "container@${name}" {
        unitConfig.RequiresMountsFor = [
          (root name)
          "/run/nixos-containers/${name}"
        ];
        restartTriggers = [ (machineId name) ];
      }
    ) (genAttrs names (_: null));
  };
}
