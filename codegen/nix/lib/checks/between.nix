# Checks of entries that contradict each other: an attribute set of lists of findings, by id.
{ lib }:
let
  inherit (builtins) intersectAttrs;
  inherit (lib)
    attrValues
    concatMap
    concatStringsSep
    filter
    groupBy
    head
    length
    mapAttrsToList
    optional
    optionals
    showOption
    sort
    tail
    take
    ;

  inherit (import ./claims.nix { inherit lib; }) absolute claimOf conflicts;
in
context:
let
  inherit (context)
    about
    above
    declared
    first
    groups
    hasDuplicates
    isKept
    keptFix
    keptWhere
    nameOf
    optionOf
    originOf
    paths
    special
    ;

  noun = entry: if entry.kind == "file" then "file" else "directory";

  # Each that comes after the first at its path.
  repeated = optionals hasDuplicates (
    concatMap (
      group:
      map (entry: {
        inherit entry;
        other = head group;
      }) (tail group)
    ) (attrValues groups)
  );
  removeOne = "Remove one of the two";

  duplicate = concatMap (
    { entry, other }:
    optional (entry.kind == other.kind) (
      about entry "`${entry.target}` is also declared by ${nameOf other}" removeOne
    )
  ) repeated;

  clash = concatMap (
    { entry, other }:
    optional (entry.kind != other.kind) (
      about entry "`${entry.target}` is a ${noun entry} here and a ${noun other} in ${nameOf other}"
        removeOne
    )
  ) repeated;

  # Each that lies below another, with the nearest one.
  outerEntries = intersectAttrs above first;
  inner = optionals (outerEntries != { }) (
    filter ({ outer, ... }: outer != null) (
      map (entry: {
        inherit entry;
        outer = paths.nearestAbove outerEntries "/" entry.target;
      }) declared
    )
  );
  isIn = test: make: map make (filter test inner);

  belowFile = { outer, ... }: outer.kind == "file";
  belowLink = pair: !belowFile pair && pair.outer.how == "symlink";
  # Where a preset or another option adds the outer entry, nobody has to remove anything: both mounts
  # show the same directory.
  belowDirectory = pair: !belowFile pair && !belowLink pair && originOf pair.outer == null;

  clashBelow = isIn belowFile (
    { entry, outer }:
    about entry "it is below `${outer.target}`, which is a file in ${nameOf outer}"
      "Declare the outer path as a directory, or remove one of the two"
  );

  belowSymlink = isIn belowLink (
    { entry, outer }:
    about entry "it is below `${outer.target}`, which is a link in ${nameOf outer}"
      "Set `how = \"bind\"` for the outer entry, or remove this one"
  );

  # One message for each outer entry, however much is in it.
  nested =
    map
      (
        group:
        let
          inherit (head group) entry outer;
          names = sort (a: b: a < b) (map (pair: nameOf pair.entry) group);
          others = length group - length shown;
          shown = take 3 names;
        in
        if length group == 1 then
          about entry "${nameOf outer} already persists `${outer.target}` and everything in it${keptWhere}"
            keptFix
        else
          about outer
            "it already persists the paths of ${toString (length group)} other entries${keptWhere}: ${concatStringsSep ", " shown}${
              if others == 0 then "" else " and ${toString others} more"
            }"
            "Remove those entries, or this one"
      )
      (
        attrValues (
          groupBy (pair: pair.outer.target) (isIn (pair: belowDirectory pair && isKept pair) (pair: pair))
        )
      );

  ## Owners and modes of directories on the way

  claimsOf =
    entry:
    [ (claimOf entry.target false (optionOf entry) entry.own) ]
    ++ mapAttrsToList (
      key: parent:
      claimOf (absolute entry key) true (
        "${optionOf entry}.${
          showOption [
            "parents"
            key
          ]
        }"
      ) parent
    ) entry.own.parents;

  modeConflict = optionals (lib.any (entry: entry.own.parents != { }) special) (
    concatMap (
      group:
      let
        claims = sort (a: b: a.option < b.option) group;
      in
      optionals (lib.any (claim: claim.ofParent) claims) (conflicts claims)
    ) (attrValues (groupBy (claim: claim.path) (concatMap claimsOf declared)))
  );
in
{
  inherit duplicate nested;
  file-directory-clash = clash ++ clashBelow;
  below-symlink = belowSymlink;
  mode-conflict = modeConflict;
}
