# Checks of how the root is emptied. For each id: a configuration with exactly this finding, and one that is
# nearly the same and fine.
{
  root-layout = {
    rejects.stateless.root.volatileMounts = [ "/home" ];
    accepts.stateless.root.volatileMounts = [ "/cache" ];
  };
}
