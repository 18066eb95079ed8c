# A switch under load: entries are added, changed and removed while services write to others. Then back,
# and into the specialisation by a reboot, through the shutdown ramfs. The machine id is kept, and one boot
# was the first.
{
  name = "switch";
  meta.timeout = 3600;

  nodes.machine =
    { lib, ... }:
    let
      # Goes on counting where the file ends, so that a gap is a write that was lost.
      writer = path: {
        wantedBy = [ "multi-user.target" ];
        unitConfig.RequiresMountsFor = [ path ];
        serviceConfig.RuntimeDirectory = baseNameOf path;
        script = ''
          i=$(tail -n 1 ${path}/writes 2> /dev/null || echo 0)
          while :; do
            i=$((i + 1))
            echo "$i" >> ${path}/writes
            echo "$i" > "$RUNTIME_DIRECTORY/acknowledged"
            sleep 0.1
          done
        '';
      };
    in
    {
      imports = [ ./base.nix ];

      stateless.stores.main.directories = {
        "/var/lib/steady" = { };
        "/var/lib/changed" = {
          mode = lib.mkDefault "0755";
          enforce = "always";
        };
        "/var/lib/removed" = { };
      };
      specialisation.other.configuration.stateless.stores.main.directories = {
        "/var/lib/added" = { };
        "/var/lib/changed".mode = "0711";
        "/var/lib/removed".enable = lib.mkForce false;
      };

      systemd.services.write-steady = writer "/var/lib/steady";
      systemd.services.write-changed = writer "/var/lib/changed";
      systemd.services.count-first-boots = {
        wantedBy = [ "multi-user.target" ];
        unitConfig.ConditionFirstBoot = true;
        serviceConfig.Type = "oneshot";
        script = "echo first >> /var/lib/nixos/first-boots";
      };
    };

  testScript = builtins.readFile ./switch.py;
}
