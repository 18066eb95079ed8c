# Checks that our own options decide. For each id: a configuration with exactly this finding, and one
# that is nearly the same and fine.
let
  main = store: {
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
  };
  directories = directories: main { inherit directories; };
  files = files: main { inherit files; };
  ofAlice = home: main { users.alice = home; };
  both = main: cache: {
    stateless.stores = {
      main = main // {
        path = "/persist";
      };
      cache = cache // {
        path = "/cache";
      };
    };
  };

  repeat = count: text: builtins.concatStringsSep "" (builtins.genList (_: text) count);
in
{
  path-long = {
    # 4 + 49 * 4 = 200 + 1: dashes count four times.
    rejects = directories [ "/srv/${repeat 49 "-"}a" ];
    accepts = directories [ "/srv/${repeat 49 "-"}" ];
  };
  path-api-fs = {
    rejects = directories [ "/run/secrets" ];
    accepts = directories [ "/runtime" ];
  };
  path-nix = {
    rejects = directories [ "/nix/var" ];
    accepts = directories [ "/nixpkgs" ];
  };
  path-boot = {
    rejects = directories [ "/boot" ];
    accepts = directories [ "/bootstrap" ];
  };
  path-tmp = {
    rejects = directories [ "/var/tmp" ];
    accepts = directories [ "/var/tmpfiles" ];
  };
  path-is-store = {
    rejects = both { directories = [ "/cache" ]; } { };
    accepts = both { directories = [ "/cache2" ]; } { };
  };
  path-contains-store = {
    rejects = {
      fileSystems."/srv/store" = {
        device = "/dev/disk/by-label/srv";
        fsType = "ext4";
      };
      stateless.stores = {
        main = {
          path = "/persist";
          directories = [ "/srv" ];
        };
        other.path = "/srv/store";
      };
    };
    accepts = {
      fileSystems."/srv/store" = {
        device = "/dev/disk/by-label/srv";
        fsType = "ext4";
      };
      stateless.stores = {
        main = {
          path = "/persist";
          directories = [ "/srv/stores" ];
        };
        other.path = "/srv/store";
      };
    };
  };
  path-inside-store = {
    rejects = directories [ "/persist/var/log" ];
    accepts = directories [ "/persistent" ];
  };
  duplicate = {
    rejects = main {
      directories = [ "/home/alice/.ssh" ];
      users.alice.directories = [ ".ssh" ];
    };
    accepts = main {
      directories."/home/alice/.ssh".enable = false;
      users.alice.directories = [ ".ssh" ];
      users.bob.directories = [ ".ssh" ];
    };
  };
  file-directory-clash = {
    rejects = main {
      files = [ "/srv/a" ];
      directories = [ "/srv/a/b" ];
    };
    accepts = main {
      files = [ "/srv/a" ];
      directories = [ "/srv/ab" ];
    };
  };
  nested = {
    rejects = directories [
      "/srv/a"
      "/srv/a/b/c"
    ];
    accepts = both { directories = [ "/srv/a" ]; } { directories = [ "/srv/a/b/c" ]; };
  };
  below-symlink = {
    rejects = both { directories."/srv/a".how = "symlink"; } { directories = [ "/srv/a/b" ]; };
    accepts = both { directories."/srv/a".how = "symlink"; } { directories = [ "/srv/ab" ]; };
  };
  mode-conflict = {
    rejects = directories {
      "/srv/a/b".parents."/srv/a".mode = "0700";
      "/srv/a/c".parents."/srv/a".mode = "0750";
    };
    accepts = directories {
      "/srv/a/b".parents."/srv/a".mode = "0700";
      "/srv/a/c".parents."/srv/a".mode = "700";
    };
  };
  shadow-file = {
    rejects = files [ "/etc/shadow" ];
    accepts = files [ "/etc/shadow.d" ];
  };
  rename-file = {
    rejects = ofAlice { files = [ ".zsh_history" ]; };
    accepts = ofAlice { files.".zsh_history".how = "synced"; };
  };
  cannot-sync = {
    rejects = ofAlice { directories.".config".how = "synced"; };
    accepts = ofAlice { files.".config/app.conf".how = "synced"; };
  };
  sample-leftover = {
    rejects = ofAlice { directories = [ ".nixops" ]; };
    accepts = directories [ "/srv/.nixops" ];
  };
  machine-id-late = {
    rejects = files { "/etc/machine-id".how = "symlink"; };
    accepts = files [ "/etc/machine-id" ];
  };
  uid-map-late = {
    rejects = directories { "/var/lib".phase = "stage2"; };
    accepts = directories {
      "/var/lib/nixos" = { };
      "/var/lib/example".phase = "stage2";
    };
  };
}
