# What survives, by each of its options.
let
  all = {
    enable = true;
    persist = {
      directories = {
        "/srv/read".readOnly = true;
        "/srv/shared" = {
          source = "/persist/shared/data";
          user = "1000";
          mode = "0700";
        };
        "/srv/given" = {
          source = "/persist/given";
          create = false;
        };
        # Every character that something between Nix and nspawn means something by, but blanks.
        "/srv/100%'\\:\"$HOME`é*[x]{y}~" = { };
        "/srv/idmap".idmap = "idmap";
      };
      files = {
        "/etc/app/linked" = {
          how = "symlink";
          mode = "0640";
          seed.text = "first \"content\" 100%\n";
        };
        "/etc/bound".seed.text = "bound\n";
        "/etc/app/100%'\\:\"$HOME`é*[x]" = {
          how = "symlink";
          seed.text = "odd";
        };
      };
    };
    overlays."/srv/over:lay" = {
      lower = [
        "/persist/lower"
        "/persist/lower-2"
      ];
      upper = "/persist/changes";
    };
    overlays."/srv/own".upper = "/persist/own-changes";
    tmpfs."/var/an odd: 100%'\\\"$HOME`é*" = { };
    tmpfs."/var/cache" = {
      size = "1M";
      mode = "0711";
      inodes = "50";
    };
  };
in
{
  # The same entries with user ids of the host and without: there `idmap` is left out.
  stateless.checks.bind-idmap-conflict = "off";
  # That name is meant.
  stateless.checks.path-literal = "off";
  containers = {
    plain.stateless = all;
    pick.stateless = all // {
      users.mode = "pick";
      overlays = { };
    };
  };
}
