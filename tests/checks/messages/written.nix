# Findings of what is written: what the schema and the module must see alike.
let
  main = store: {
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
  };
in
{
  what-a-shell-expands = main {
    directories = [
      "/etc/ssh/*"
      "/srv/\${name}/x"
      "/var/lib/{a,b}"
    ];
    users.alice = {
      directories = [ "~/foo" ];
      files = [ "$XDG_CONFIG_HOME/app" ];
    };
  };

  kinds-in-homes = main {
    files = [ "/var/lib/docker" ];
    users.alice = {
      directories = [ ".gitconfig" ];
      files = [ ".mozilla" ];
    };
  };

  parents-elsewhere = main {
    directories."/b/a".parents = {
      "/c".mode = "0700";
      "/b".mode = "0755";
    };
    users.alice.directories.".config/app".parents = {
      ".cache".mode = "0700";
      ".config".mode = "0700";
    };
  };

  home-around-many = main {
    directories = {
      "/home".phase = "initrd";
      "/srv" = { };
      "/srv/a" = { };
      "/srv/b" = { };
    };
    users.alice = {
      directories = [
        ".ssh"
        "Documents"
        "Music"
      ];
      files = [ ".face" ];
    };
  };

  # With it passwords are kept, so that only one thing is said.
  whole-etc = main { directories = [ "/etc" ]; } // {
    users.mutableUsers = true;
  };

  small-sizes = {
    stateless.root.enable = true;
    stateless.root.size = "512K";
    containers.web = {
      stateless = {
        enable = true;
        root.size = "1";
        tmpfs = {
          "/cache".size = "8";
          "/other".size = "1K";
          "/more".size = "4096";
        };
      };
    };
  };

  written-in-a-container = {
    stateless.stores.main.path = "/persist";
    containers.web.stateless = {
      enable = true;
      persist.directories = {
        "/var/lib/*" = { };
        "/etc/adjtime" = { };
        "/srv/a/b".parents."/srv/c".mode = "0700";
      };
      persist.files = [
        "/root/.ssh/known_hosts"
        "/var/lib/logrotate.status"
      ];
    };
  };

  twice-beside-a-preset = {
    hardware.bluetooth.enable = true;
    stateless.presetStore = "main";
    fileSystems."/persist".neededForBoot = false;
    stateless.presets.uid-map.enable = true;
    stateless.stores.main.path = "/persist";
  };
}
