# The state of services and users of the host, and who keeps it, as data for the manifest.
{
  config,
  lib,
  paths,
  # From ./entries.nix.
  resolved,
  ...
}:
let
  inherit
    (import ./checks/keeping.nix { inherit lib; } {
      inherit config paths;
      inherit (resolved) byTarget stores;
    })
    holderOf
    isKeptPath
    ;
in
lib.mapAttrsToList (
  path: item:
  let
    holder = holderOf path;
  in
  {
    inherit path;
    inherit (item) tier;
    sources = item.reasons;
    entry = if holder == null then null else holder.target;
    store = if holder == null then null else holder.scope.name;
    kept = item.isKnown && isKeptPath path;
  }
) resolved.implied.found
