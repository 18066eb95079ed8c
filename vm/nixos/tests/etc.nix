# `/etc` as links, and as an overlay that can be written to and one that cannot: entries in it are mounted,
# survive, and what NixOS declares beside them is there.
{
  name = "etc";
  meta.timeout = 3600;

  nodes =
    let
      machine = extra: {
        imports = [
          ./base.nix
          extra
        ];
        stateless.stores.main.directories."/etc/kept" = { };
        stateless.stores.main.files."/etc/file".mode = "0640";
        environment.etc."declared".text = "by NixOS";
        systemd.services.count-first-boots = {
          wantedBy = [ "multi-user.target" ];
          unitConfig.ConditionFirstBoot = true;
          serviceConfig.Type = "oneshot";
          script = "echo first >> /var/lib/nixos/first-boots";
        };
      };
    in
    {
      links = machine {
        # Activation writes into a directory that is mounted already.
        stateless.stores.main.directories."/etc/app" = { };
        environment.etc."app/linked".text = "current";
        environment.etc."app/copied" = {
          text = "current";
          mode = "0600";
        };
      };
      mutable = machine { system.etc.overlay.enable = true; };
      immutable = machine {
        system.etc.overlay = {
          enable = true;
          mutable = false;
        };
        # An `/etc` that cannot be written to has no accounts of the activation script.
        services.userborn.enable = true;
        stateless.passwords = "userborn";
      };
    };

  testScript = builtins.readFile ./etc.py;
}
