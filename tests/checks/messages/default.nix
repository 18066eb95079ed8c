# Hosts with something wrong, often several things at once, by subject. The messages of each file are
# in the `.txt` beside it.
{
  containers = import ./containers.nix;
  container-host = import ./container-host.nix;
  container-mounts = import ./container-mounts.nix;
  container-owners = import ./container-owners.nix;
  early = import ./early.nix;
  hosts = import ./hosts.nix;
  lost = import ./lost.nix;
  mounts = import ./mounts.nix;
  options = import ./options.nix;
  replaced-files = import ./replaced-files.nix;
  roots = import ./roots.nix;
  written = import ./written.nix;
}
