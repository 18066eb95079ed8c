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
in
{
  containers = {
    outer.stateless = entries;
    linked.stateless = entries;
  };
}
