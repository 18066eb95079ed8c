# Services whose state nobody declared: NixOS says where it is, in `StateDirectory=`, in a tmpfiles rule
# and in the home of a system user.
{
  name = "state";
  meta.timeout = 1800;

  nodes.machine =
    { pkgs, ... }:
    let
      # Adds a line at each start.
      appending = script: settings: {
        wantedBy = [ "multi-user.target" ];
        path = [ pkgs.coreutils ];
        inherit script;
        serviceConfig = settings // {
          Type = "oneshot";
          RemainAfterExit = true;
        };
      };
      service = file: appending "echo start >> ${file}";
    in
    {
      imports = [ ./base.nix ];

      systemd.services = {
        database = service "/var/lib/database/main/journal" {
          User = "database";
          StateDirectory = "database database/main";
          StateDirectoryMode = "0700";
        };
        dynamic = service "/var/lib/dynamic/log" {
          DynamicUser = true;
          StateDirectory = "dynamic";
          StateDirectoryMode = "0750";
        };
        # Nothing but the script of the test names an instance.
        "instance@" =
          appending "echo start >> /var/lib/instances/$1/log" { StateDirectory = "instances/%i"; }
          // {
            wantedBy = [ ];
            scriptArgs = "%i";
          };
        ruled = service "/srv/ruled/log" { User = "ruled"; };
        at-home = service "/var/lib/at-home/log" { User = "at-home"; };
        left-out = service "/var/lib/left-out/log" { StateDirectory = "left-out"; };
        turned-off = service "/var/lib/turned-off/log" { StateDirectory = "turned-off"; };
      };
      systemd.tmpfiles.rules = [ "d /srv/ruled 0710 ruled ruled - -" ];

      users.users =
        let
          user = name: {
            isSystemUser = true;
            group = name;
          };
        in
        {
          database = user "database";
          ruled = user "ruled";
          at-home = user "at-home" // {
            home = "/var/lib/at-home";
            createHome = true;
          };
        };
      users.groups = {
        at-home = { };
        database = { };
        ruled = { };
      };

      stateless.excludedUnits = [ "left-out.service" ];
      stateless.stores.main.directories."/var/lib/turned-off".enable = false;
    };

  testScript = builtins.readFile ./state.py;
}
