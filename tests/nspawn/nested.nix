# Entries inside of what a guest can write to.
let
  entries = {
    enable = true;
    persist = {
      directories = {
        "/srv/outer" = { };
        "/srv/outer/a/inner" = { };
      };
      files."/etc/linked".how = "symlink";
      directories."/etc/sub/inner" = { };
    };
  };

  # Mounts inside of what is kept that are not kept in the same place, the journal of the host among
  # them.
  mounts = mode: {
    enable = true;
    users = { inherit mode; };
    persist.directories = {
      "/var/log" = { };
      "/srv".user = "1000";
      "/srv/a/elsewhere".source = "/persist/elsewhere";
      "/read".readOnly = true;
      "/read/a/elsewhere".source = "/persist/elsewhere";
      "/given" = {
        source = "/persist/given";
        create = false;
      };
      "/given/a/b".source = "/persist/elsewhere";
    };
    persist.files."/srv/b/file".source = "/persist/a-file";
    tmpfs."/srv/c/cache".size = "1M";
  };
in
{
  containers = {
    outer.stateless = entries;
    linked.stateless = entries;
    mounts-host.stateless = mounts "host";
    mounts-pick.stateless = mounts "pick";
  };
}
