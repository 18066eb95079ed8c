# Checks of paths that are known by name, wherever they are kept: an attribute set of lists of findings,
# by id.
{ lib }:
let
  inherit (lib) filter;

  known = import ./checks-known.nix;
in
{ about, knownEntries, ... }:
{
  shadow-file = map (
    entry:
    about entry "it is replaced by renaming, which fails on a mount"
      "Remove the entry; declare users and their passwords, or set `stateless.passwords = \"userborn\"`"
  ) (filter (entry: !entry.isImplied or false) (knownEntries known.shadow [ ]));

  rename-file =
    map
      (
        entry:
        about entry "its program replaces it by renaming, which fails on a mount and ends a link"
          "Persist the directory it is in"
      )
      (
        filter (entry: entry.kind == "file" && (entry.how == "bind" || entry.how == "symlink")) (
          knownEntries known.renamed known.renamedInHome
        )
      );

  sample-leftover = map (
    entry:
    about entry "this comes from the example of another project"
      "Remove the entry, unless the path is really in use"
  ) (knownEntries known.samples known.samplesInHome);
}
