# Checks of paths that are known by name, wherever they are kept: an attribute set of lists of findings,
# by id.
{ lib }:
let
  inherit (builtins) dirOf;
  inherit (lib)
    elem
    filter
    hasPrefix
    removePrefix
    ;

  known = import ./known.nix;

  # The directory, unless that holds much else.
  renameFix =
    entry:
    let
      parent = dirOf entry.target;
      inHome = entry.scope.base or "" != "";
      key = if inHome then entry.key else removePrefix "/root/" entry.target;
      isShared =
        if inHome || hasPrefix "/root/" entry.target then
          dirOf key == "." || elem (dirOf key) known.sharedInHome
        else
          elem parent known.shared;
      # Those of stores alone can be copied.
      canSync = entry ? tier;
    in
    if isShared && canSync then
      "Set `how = \"synced\"`"
    else if isShared then
      "Configure the program to use a separate directory, and persist that directory"
    else
      "Persist the directory `${parent}` instead"
      + (if canSync then ", or set `how = \"synced\"`" else "");
in
{ about, knownEntries, ... }:
let
  replaced =
    how: what: entries:
    map (entry: about entry "its program replaces it by renaming, which ${what}" (renameFix entry)) (
      filter (entry: entry.kind == "file" && entry.how == how) entries
    );
in
{
  shadow-file = map (
    entry:
    about entry "programs replace this file by renaming, which fails on a mount"
      "Remove the entry, and declare users and their passwords or set `stateless.passwords = \"userborn\"`"
  ) (filter (entry: !entry.isImplied or false) (knownEntries known.shadow [ ]));

  rename-file =
    map (
      entry:
      about entry "systemd-timedated replaces it by a symbolic link, which no entry persists"
        "Remove the entry, and set `time.timeZone`"
    ) (knownEntries known.links [ ])
    ++ replaced "bind" "fails on a mount" (
      knownEntries known.renamed (known.renamedInHome ++ known.renamedBehindLinks)
    )
    ++ replaced "symlink" "replaces the link" (knownEntries known.renamed known.renamedInHome);

  sample-leftover = map (
    entry:
    about entry "this path comes from an example of another project"
      "Remove the entry, unless the path is in use"
  ) (knownEntries known.samples known.samplesInHome);
}
