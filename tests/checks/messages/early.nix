# Findings of what runs before stage 2 mounts.
let
  main = store: {
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
  };
in
{
  service-without-default-dependencies = main { directories = [ "/var/lib/app" ]; } // {
    systemd.services.app = {
      unitConfig.DefaultDependencies = "no";
      before = [ "sysinit.target" ];
      serviceConfig = {
        EnvironmentFile = "-/var/lib/app/environment";
        ExecStart = "/bin/app --state=/var/lib/app/state";
      };
    };
  };

  activation-in-a-directory-of-a-user = main { users.alice.directories = [ "notes" ]; } // {
    system.activationScripts.notes = {
      deps = [ "users" ];
      text = "chmod 0700 '/home/alice/notes'";
    };
  };
}
