# Each kind of root, with each kind of user ids that it takes.
let
  base = {
    enable = true;
    root.size = "2M";
    # systemd-nspawn takes some 1100 of them.
    root.inodes = "3000";
    persist.directories = {
      "/var/lib/app" = {
        user = "1000";
        group = "1001";
        mode = "0750";
      };
      "/srv/a/b" = {
        user = "1000";
        parents."/srv/a" = {
          user = "1002";
          mode = "0711";
        };
      };
    };
  };
  bases = {
    ephemeral = 655360;
    tmpfs = 720896;
    overlay = 786432;
  };
  of = mode: users: {
    stateless = base // {
      root = if mode == "overlay" then { inherit mode; } else base.root // { inherit mode; };
      users =
        if users == "fixed" then
          {
            mode = "fixed";
            base = bases.${mode};
          }
        else
          { mode = users; };
    };
  };
in
{
  # Said to be unreliable, and tried here all the same.
  stateless.checks.tmpfs-with-pick = "off";
  containers = {
    ephemeral-host = of "ephemeral" "host";
    ephemeral-pick = of "ephemeral" "pick";
    ephemeral-fixed = of "ephemeral" "fixed";
    tmpfs-host = of "tmpfs" "host";
    tmpfs-fixed = of "tmpfs" "fixed";
    overlay-host = of "overlay" "host";
    overlay-pick = of "overlay" "pick";
    overlay-fixed = of "overlay" "fixed";
  };
}
