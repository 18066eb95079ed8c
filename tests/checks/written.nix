# Checks of what is written, which our own options decide. For each id: a configuration with exactly this
# finding, and one that is nearly the same and fine.
let
  main = store: {
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
  };
  directories = directories: main { inherit directories; };
in
{
  path-literal = {
    rejects = directories [ "/home/$USER/foo" ];
    accepts = directories [ "/srv/$RECYCLE.BIN" ];
  };
  kind-mismatch = {
    rejects = directories [ "/etc/machine-id" ];
    accepts = directories [ "/etc/machine-id.d" ];
  };
  path-made = {
    rejects = directories [ "/usr" ];
    accepts = directories [ "/usr/local" ];
  };
  size-too-small = {
    rejects.stateless.root = {
      enable = true;
      size = "4";
    };
    accepts.stateless.root = {
      enable = true;
      size = "16M";
    };
  };
}
