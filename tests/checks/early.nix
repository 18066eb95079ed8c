# Checks of what runs before stage 2 mounts. For each id: a configuration with exactly this finding, and one
# that is nearly the same and fine.
let
  main = store: {
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
  };
in
{
  read-early = {
    rejects = main { directories = [ "/var/lib/app" ]; } // {
      system.activationScripts.app = "cp /var/lib/app/key /run/app.key";
    };
    accepts =
      main {
        directories = {
          "/var/lib/app".phase = "initrd";
          "/var/lib/other" = { };
        };
      }
      // {
        system.activationScripts.app = "cp /var/lib/app/key /run/app.key";
        # Its parent, and not the entry.
        system.activationScripts.parent = "mkdir -p /var/lib";
        systemd.services.waits = {
          unitConfig = {
            DefaultDependencies = "no";
            RequiresMountsFor = "/var/lib/other/file";
          };
          serviceConfig.ExecStart = "/bin/cat /var/lib/other/file";
        };
        systemd.services.later.serviceConfig.ExecStart = "/bin/cat /var/lib/other/file";
      };
  };
}
