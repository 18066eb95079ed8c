# Checks of paths as they are written: what a shell would expand, and a kind that the path does not have.
# For entries of stores and of containers: an attribute set of lists of findings, by id.
{ lib }:
let
  inherit (builtins) match replaceStrings;
  inherit (lib)
    concatMap
    concatStringsSep
    filter
    genAttrs
    optional
    optionals
    showOption
    ;

  known = import ./known.nix;
  set = names: genAttrs names (_: null);

  kindsAt = {
    directory = set known.directories;
    file = set known.files;
  };
  kindsInHome = {
    directory = set known.directoriesInHome;
    file = set known.filesInHome;
  };
  other = {
    directory = "file";
    file = "directory";
  };
  groupOf = {
    directory = "directories";
    file = "files";
  };

  whereReal = ", or set `stateless.checks.path-literal = \"off\"` if this is the real name";

  # The first of these that a key has.
  expandedIn =
    inHome: key:
    if inHome && match "~[^/]*(/.*)?" key != null then
      {
        problem = "`~` is not expanded, so this is a directory named `~` in the home directory";
        fix = "Write the path relative to the home directory, without `~/`";
      }
    else if match ".*[$]([{].*|[A-Za-z_][A-Za-z0-9_]*(/.*)?)" key != null then
      {
        problem = "variables are not expanded, so `$` is part of the name";
        fix = "Write the full path, or declare a path in a home directory in `users.<user>` of the store";
      }
    else if match ".*[*].*" key != null then
      {
        problem = "`*` is not expanded, so it is part of the name";
        fix = "Write each path, or their parent directory";
      }
    else if match ".*[{][^/{}]*,[^/{}]*[}].*" key != null then
      {
        problem = "braces are not expanded, so they are part of the name";
        fix = "Write each path as a separate entry";
      }
    else
      null;
in
context:
let
  inherit (context)
    about
    byTarget
    declared
    knownEntries
    ;

  # Nearly no path has any of these characters.
  all = concatStringsSep "\n" (builtins.attrNames byTarget);
  isExpandable =
    replaceStrings
      [
        "*"
        "$"
        "{"
        "/~"
      ]
      [
        ""
        ""
        ""
        ""
      ]
      all != all;

  ofKind =
    kind:
    map
      (
        entry:
        about entry "`${entry.target}` is a ${kind}, not a ${other.${kind}}"
          "Move it to `${showOption (entry.scope.option ++ [ groupOf.${kind} ])}`"
      )
      (
        filter (
          entry:
          entry.kind == other.${kind}
          && (kindsAt.${kind} ? ${entry.target} || kindsInHome.${kind} ? ${entry.key})
        ) (knownEntries (builtins.attrNames kindsAt.${kind}) (builtins.attrNames kindsInHome.${kind}))
      );
in
{
  path-literal = optionals isExpandable (
    concatMap (
      entry:
      let
        found = expandedIn (entry.scope.base or "" != "") entry.key;
      in
      optional (found != null) (about entry found.problem (found.fix + whereReal))
    ) (filter (entry: !entry.isImplied or false) declared)
  );

  kind-mismatch = ofKind "directory" ++ ofKind "file";
}
