# Findings of files that their programs replace. Some follow a link; what is found is the rest.
let
  main = store: {
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
  };
in
{
  on-a-mount = main {
    files = [
      "/etc/wpa_supplicant.conf"
      "/root/.gitconfig"
      "/root/.zsh_history"
      "/var/lib/NetworkManager/NetworkManager.state"
      "/var/lib/cups/printers.conf"
    ];
    users.alice.files = [
      ".config/gtk-3.0/bookmarks"
      ".config/kwinrulesrc"
      ".config/zsh/.zsh_history"
      ".docker/config.json"
      ".local/share/recently-used.xbel"
      ".local/share/user-places.xbel"
      ".viminfo"
    ];
  };

  behind-a-link = main {
    users.alice.files = {
      # Followed.
      ".config/kdeglobals".how = "symlink";
      ".docker/config.json".how = "symlink";
      ".gitconfig".how = "symlink";
      # Replaced.
      ".config/mimeapps.list".how = "symlink";
      ".ssh/known_hosts".how = "symlink";
    };
  };

  # NixOS makes the link where the zone is set, and nothing can be mounted there.
  time-zone = main {
    files."/etc/localtime".how = "synced";
  };
  time-zone-of-nixos =
    main {
      files = [ "/etc/localtime" ];
    }
    // {
      environment.etc.localtime.source = "/etc/zoneinfo/Europe/Berlin";
    };

  of-a-container = {
    containers.web.config = { };
    containers.web.stateless = {
      enable = true;
      persist.root = "/srv/web";
      persist.files = [ "/root/.gitconfig" ];
    };
  }
  // main { };
}
