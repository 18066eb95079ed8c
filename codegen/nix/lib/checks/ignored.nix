# Checks of what entries say without any effect: an attribute set of lists of findings, by id.
{ lib }:
let
  inherit (lib)
    attrNames
    concatMap
    concatMapStringsSep
    filter
    hasPrefix
    optional
    showOption
    ;

  inherit (import ./claims.nix { inherit lib; }) absolute;

  # What is set where a path is created.
  whenCreated = [
    "group"
    "mode"
    "parents"
    "seed"
    "user"
  ];

  # Those of `parents` that are not above their entry.
  notAbove =
    optionOf: entries:
    concatMap (
      entry:
      concatMap (
        key:
        let
          path = absolute entry key;
        in
        optional (!hasPrefix "${path}/" entry.target) {
          option = "${optionOf entry}.${
            showOption [
              "parents"
              key
            ]
          }";
          problem = "`${path}` is not a parent directory of `${entry.target}`";
          fix = "Write a parent directory of the entry, or declare this directory as a separate entry";
        }
      ) (attrNames entry.own.parents)
    ) (filter (entry: entry.own.parents != { }) entries);

  seedOf = optionOf: entry: {
    option = "${optionOf entry}.seed";
    problem = "a seed has no effect on a directory";
    fix = "Remove it, and declare the files in the directory as entries";
  };
in
{
  # Entries of stores.
  ofStores =
    { optionOf, special, ... }:
    {
      setting-ignored =
        map (seedOf optionOf) (filter (entry: entry.kind == "directory" && entry.own.seed != null) special)
        ++ notAbove optionOf special;
    };

  # Entries of containers.
  ofContainers =
    { context, ... }:
    let
      inherit (context) declared optionOf;
    in
    {
      setting-ignored =
        notAbove optionOf declared
        ++
          concatMap
            (
              entry:
              optional (entry.how == "symlink") {
                option = "${optionOf entry}.how";
                problem = "directories of containers are always bind-mounted";
                fix = "Remove it";
              }
              ++ optional (entry.own.seed != null && entry.create) (seedOf optionOf entry)
            )
            (filter (entry: entry.kind == "directory" && (entry.how != "bind" || entry.seed != null)) declared)
        ++ concatMap (
          entry:
          let
            ignoredFields = filter (field: entry.own.${field} != null && entry.own.${field} != { }) whenCreated;
          in
          optional (ignoredFields != [ ]) {
            option = "${optionOf entry}.create";
            problem = "the path is not created, so ${
              concatMapStringsSep ", " (field: "`${field}`") ignoredFields
            } would have no effect";
            fix = "Remove `create = false`, or remove the other settings";
          }
        ) (filter (entry: !entry.create) declared);
    };
}
