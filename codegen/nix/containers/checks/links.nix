# Checks of files that are links: the directory that each is in is bound for it, and with it
# everything else that is there.
{ lib }:
let
  inherit (builtins) dirOf;
  inherit (lib)
    concatMap
    filter
    groupBy
    head
    hasPrefix
    mapAttrs
    optional
    sort
    ;

  paths = import ../../lib/paths.nix { inherit lib; };
in
{
  context,
  entriesOf,
  isDeclared,
  linksOf,
  names,
  ours,
  ...
}:
let
  inherit (context) about optionOf;

  alone = "Set `how = \"bind\"`, or use a path in a separate directory";

  # What must not be written to, by its place on the host; the first of several counts.
  closedOf =
    name:
    mapAttrs (_: group: head (sort (a: b: optionOf a < optionOf b) group)) (
      groupBy (entry: entry.source) (filter (entry: entry.readOnly && isDeclared entry) (entriesOf name))
    );

  # The first inside a directory, by its place; otherwise the nearest around it.
  touched =
    closed: directory:
    let
      inside = filter (hasPrefix "${directory}/") (lib.attrNames closed);
      around = closed.${directory} or (paths.nearestAbove closed "/" directory);
    in
    if inside != [ ] then closed.${head inside} else around;

  problemsOf =
    root: closed: entry:
    let
      directory = dirOf entry.source;
      other = touched closed directory;
    in
    if entry.own.source != null && entry.source != root + entry.target then
      [
        {
          option = "${optionOf entry}.source";
          problem = "`how = \"symlink\"` exposes the whole directory of the file to the container";
          fix = "Remove `source`, or set `how = \"bind\"`";
        }
      ]
    else if directory == root then
      [
        (about entry
          "`how = \"symlink\"` exposes the whole directory of the file to the container: `${root}` with all persisted data"
          alone
        )
      ]
    else
      optional (!entry.readOnly && other != null) (
        about entry
          "`how = \"symlink\"` lets the container write to the whole directory of the file, and so to `${optionOf other}`, which is read-only"
          alone
      );
in
{
  link-neighbours = concatMap (
    name: concatMap (problemsOf (ours name).persist.root (closedOf name)) (linksOf name)
  ) (filter (name: linksOf name != [ ]) names);
}
