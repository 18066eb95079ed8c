# What several checks of entries look things up in.
{ lib }:
let
  inherit (builtins)
    dirOf
    genericClosure
    intersectAttrs
    length
    match
    ;
  inherit (lib)
    any
    attrNames
    attrValues
    concatMap
    filter
    genAttrs
    groupBy
    hasPrefix
    head
    listToAttrs
    mapAttrs
    optionals
    showOption
    sort
    ;

  paths = import ../paths.nix { inherit lib; };

  byOption = sort (a: b: optionOf a < optionOf b);

  # The full path of the option that declares an entry.
  optionOf =
    entry:
    showOption (
      entry.scope.option
      ++ [
        (if entry.kind == "file" then "files" else "directories")
        entry.key
      ]
    );

  # Who adds an entry that nobody wrote, or null: an option of ours, or a preset, whose name ends the
  # reason of its entries (`schema/src/preset/describe.rs`).
  originOf =
    entry:
    let
      reason = entry.own.reason or null;
      preset = match ".*[(]preset `([a-z0-9-]+)`[)]" reason;
    in
    if entry ? origin then
      "`${entry.origin}`"
    else if reason == null || preset == null then
      null
    else
      "the preset `${head preset}`";

  # How another message names an entry.
  nameOf = entry: if originOf entry == null then "`${optionOf entry}`" else originOf entry;
in
# `declared`: all entries, several at one path among them; `byTarget`: one at each path; `stores`: the
# stores in whose homes some may be.
args@{
  declared,
  byTarget,
  stores,
  ...
}:
let
  # The first of several at one path, by the name of its option, is what the others contradict.
  groups = mapAttrs (_: byOption) (groupBy (entry: entry.target) declared);
  hasDuplicates = length declared != length (attrNames byTarget);

  homesHave =
    names:
    any (
      store:
      any (user: intersectAttrs names user.files != { } || intersectAttrs names user.directories != { }) (
        attrValues store.users
      )
    ) (attrValues stores);

  # Every directory above an entry, each visited once.
  above = listToAttrs (
    map
      (item: {
        name = item.key;
        value = null;
      })
      (genericClosure {
        startSet = map (path: { key = dirOf path; }) (attrNames byTarget);
        operator = item: if item.key == "/" then [ ] else [ { key = dirOf item.key; } ];
      })
  );
in
args
// {
  inherit
    above
    groups
    hasDuplicates
    nameOf
    optionOf
    originOf
    paths
    ;
  first = if hasDuplicates then mapAttrs (_: head) groups else byTarget;

  # Whether any entry is at a path, or below it.
  reaches = path: above ? ${path} || byTarget ? ${path};
  atOrBelow =
    path: filter (entry: entry.target == path || hasPrefix "${path}/" entry.target) declared;

  # Entries for any of these paths, or for any of those in homes. That of root may be written out.
  knownEntries =
    system: inHome:
    let
      names = genAttrs inHome (_: null);
    in
    concatMap (path: filter (entry: entry.target == path) declared) (
      filter (path: byTarget ? ${path}) system
    )
    ++ optionals (above ? "/root") (
      filter (
        entry:
        (entry.scope.base or "") == ""
        && hasPrefix "/root/" entry.target
        && names ? ${lib.removePrefix "/root/" entry.target}
      ) declared
    )
    ++ optionals (homesHave names) (
      filter (entry: entry.scope.base != "" && names ? ${entry.key}) declared
    );

  # The few entries that say more than where they are.
  special = filter (
    entry:
    entry.own.how != "bind"
    || entry.own.user != null
    || entry.own.group != null
    || entry.own.parents != { }
    || entry.own.seed != null
    || builtins.stringLength entry.target > 48
  ) declared;

  # Something wrong with an entry.
  about = entry: problem: fix: {
    option = optionOf entry;
    origin = originOf entry;
    inherit problem fix;
  };
}
