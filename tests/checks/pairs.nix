# For each check by its id: a configuration with exactly this finding, and one that is nearly the same and
# fine.
import ./options.nix
// import ./written.nix
// import ./hosts.nix
// import ./roots.nix
// import ./lost.nix
// import ./early.nix
// import ./containers.nix
