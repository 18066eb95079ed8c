# Findings of the checks that our own options decide: what the schema and the module must see
# alike, often several at once.
let
  main = store: {
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
  };
in
{
  three-at-one-path.stateless.stores = {
    main = {
      path = "/persist";
      directories = [ "/srv/a" ];
      users.alice.files = [ ".x" ];
    };
    cache = {
      path = "/cache";
      directories = [
        "/srv/a"
        "/home/alice/.x"
      ];
      files = [ "/srv/a" ];
    };
  };

  accounts-as-a-directory = main { directories = [ "/etc/passwd" ]; };

  below-all-kinds.stateless.stores = {
    main = {
      path = "/persist";
      directories = {
        "/srv/link".how = "symlink";
        "/srv/link/in/it" = { };
        "/srv/dir" = { };
        "/srv/dir/a" = { };
        "/srv/dir/a/b" = { };
      };
      files = [
        "/srv/dir/a/file"
        "/srv/link/file"
      ];
    };
    cache = {
      path = "/cache";
      directories = [ "/srv/dir/a/file/x" ];
    };
  };

  stores-in-stores = {
    fileSystems."/persist/inner" = {
      device = "/dev/disk/by-label/inner";
      fsType = "ext4";
    };
    stateless.stores = {
      main = {
        path = "/persist";
        directories = [
          "/persist/inner/x"
          "/persist/y"
          "/persist/inner"
        ];
      };
      inner = {
        path = "/persist/inner";
        files = [ "/persist" ];
      };
    };
  };

  api-paths-elsewhere = {
    stateless.root.buildDir = "/run/build";
    stateless.stores.main.path = "/dev/shm/store";
  };

  late-and-known = main {
    directories = {
      "/var".phase = "stage2";
      "/tmp/x" = { };
      "/efi" = { };
      "/nix" = { };
      "/proc/sys" = { };
      "/var/keys/secret_file" = { };
    };
    files = {
      "/etc/machine-id".phase = "stage2";
      "/etc/passwd".how = "symlink";
      "/root/.ssh/known_hosts" = { };
    };
    users = {
      alice.files = [
        ".claude.json"
        ".screenrc"
      ];
      root.directories = [ ".nixops" ];
    };
  };

  owners = main {
    directories = {
      "/srv/a" = {
        mode = "750";
        user = "alice";
      };
      "/srv/a/b/c".parents = {
        "/srv/a" = {
          mode = "0700";
          user = "bob";
          group = "users";
        };
        "/srv/a/b".mode = "0711";
      };
    };
    users.alice.directories = {
      "x/y/z".parents."x".mode = "0700";
      "x/w".parents."/home/alice/x".mode = "0755";
    };
  };

  long-names = main {
    directories = {
      "/srv/.${builtins.concatStringsSep "/é" (builtins.genList (_: "-") 25)}" = { };
      "/srv/${builtins.concatStringsSep "" (builtins.genList (_: "-") 48)}".phase = "initrd";
      "/srv/${builtins.concatStringsSep "" (builtins.genList (_: "~") 60)}".how = "symlink";
    };
  };

  # What one entry says of its phase counts for all at its path, and above it.
  long-name-that-is-early-elsewhere =
    let
      path = "/srv/${builtins.concatStringsSep "" (builtins.genList (_: "-") 48)}";
    in
    {
      stateless.stores = {
        main = {
          path = "/persist";
          files.${path}.phase = "initrd";
        };
        other = {
          path = "/cache";
          files = [ path ];
        };
      };
    };

  # Refused by a check of its own, whatever its length.
  long-directory-that-is-synced = main {
    directories = {
      "/srv/${builtins.concatStringsSep "" (builtins.genList (_: "-") 50)}".how = "synced";
      "/srv/${builtins.concatStringsSep "" (builtins.genList (_: "~") 50)}" = { };
    };
  };

  directory-with-a-seed.stateless.stores.main = {
    path = "/persist";
    directories = {
      "/srv/a".seed.text = "a";
      "/srv/b" = { };
    };
    files."/srv/c".seed.text = "c";
    users.alice.directories.".config".seed.source = "/etc/b";
  };
}
