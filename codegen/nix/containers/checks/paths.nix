# Checks of the paths that containers keep, by themselves: an attribute set of lists of findings, by
# id.
{ lib }:
let
  inherit (builtins) intersectAttrs replaceStrings substring;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    concatStrings
    filter
    findFirst
    genAttrs
    groupBy
    hasInfix
    hasSuffix
    length
    optional
    optionals
    sort
    ;

  known = import ../../lib/checks/known.nix;
  ofFiles = import ../../lib/checks/files.nix { inherit lib; };
  ofWritten = import ../../lib/checks/written.nix { inherit lib; };
  inherit (import ../../lib/checks/open.nix { inherit lib; }) privateDirectories tooOpen;
  inherit (import ../../lib/checks/claims.nix { inherit lib; }) claimOf conflicts;

  beginnings = genAttrs (map (substring 0 4) (known.apiFs ++ [ "/nix" ])) (_: null);

  hasBlank = text: replaceStrings [ " " ] [ "" ] text != text;
in
{
  context,
  hostPaths,
  isAtOrBelow,
  isDeclared,
  names,
  optionOf,
  ours,
  sourced,
  usesRoot,
  ...
}:
let
  inherit (context)
    about
    above
    atOrBelow
    byTarget
    declared
    knownEntries
    paths
    reaches
    ;

  ## In the container

  atAnyOf = tops: make: concatMap (top: map (make top) (atOrBelow top)) (filter reaches tops);

  apiProblem = api: "`${api}` is recreated at each boot";

  isHostKey =
    entry: entry.kind == "file" && paths.isHostKey entry.target && !(hasSuffix ".pub" entry.target);

  ## On the host

  # Nearly none begins like one of these.
  rare = filter ({ path, ... }: beginnings ? ${substring 0 4 path}) hostPaths;
  below = top: filter ({ path, ... }: isAtOrBelow top path) rare;

  # What several containers, or one twice, say of one path of the host. Without any source of its own,
  # each has another place.
  createdSources = genAttrs (map (entry: entry.source) (filter (entry: entry.create) sourced)) (
    _: null
  );
  sourceConflict =
    concatMap
      (
        entries:
        optionals (length entries > 1) (
          conflicts (
            sort (a: b: a.option < b.option) (
              map (entry: claimOf entry.source false (context.optionOf entry) entry.own) entries
            )
          )
        )
      )
      (
        attrValues (
          groupBy (entry: entry.source) (
            filter (entry: createdSources ? ${entry.source} && entry.create && isDeclared entry) declared
          )
        )
      );

  ## Blanks

  # What is bound of a path: of a file that is a link, the directory it is in.
  bound = entry: path: if entry.isLink then builtins.dirOf path else path;

  blank =
    option: path:
    optional (hasBlank path) {
      inherit option;
      problem = "`${path}` contains a space, at which NixOS splits the flags of systemd-nspawn";
      fix = "Write a path without spaces";
    };

  # Characters that mean something in the options of an overlay. systemd 252 does not quote them.
  cut =
    option: path: special:
    let
      found = findFirst (character: hasInfix character path) null special;
    in
    optional (found != null) {
      inherit option;
      problem = "`${path}` contains a `${found}`, which the kernel treats as part of the mount options";
      fix = "Write a path without it";
    };

  blankEntries = optionals (hasBlank (concatStrings (attrNames byTarget))) (
    concatMap (entry: blank (context.optionOf entry) (bound entry entry.target)) (
      filter (entry: hasBlank entry.target) declared
    )
  );

  blankSources = concatMap (
    entry: blank "${context.optionOf entry}.source" (bound entry entry.source)
  ) (filter (entry: hasBlank entry.source) sourced);

  blankSettings = concatMap (
    name:
    let
      inherit (ours name) persist overlays credentials;
    in
    optionals (hasBlank persist.root && usesRoot name) (
      blank (optionOf name [
        "stateless"
        "persist"
        "root"
      ]) persist.root
    )
    ++ optionals (overlays != { }) (blankOverlays name overlays)
    ++ optionals (credentials != { }) (cutCredentials name credentials)
  ) names;

  blankOverlays =
    name: overlays:
    concatMap (
      path:
      let
        option = optionOf name [
          "stateless"
          "overlays"
          path
        ];
        overlay = overlays.${path};
      in
      blank option path
      ++ concatMap (
        path:
        cut "${option}.lower" path [
          ":"
          ","
          "\\"
        ]
        ++ blank "${option}.lower" path
      ) overlay.lower
      ++ cut "${option}.upper" overlay.upper [
        ","
        "\\"
      ]
      ++ blank "${option}.upper" overlay.upper
    ) (attrNames overlays);

  cutCredentials =
    name: credentials:
    concatMap
      (id: [
        {
          option = optionOf name [
            "stateless"
            "credentials"
            id
            "path"
          ];
          problem = "systemd drops the last character of this path";
          fix = "Write a path that does not end in a space or a backslash";
        }
      ])
      (
        filter (id: hasSuffix " " credentials.${id}.path || hasSuffix "\\" credentials.${id}.path) (
          attrNames credentials
        )
      );
in
ofFiles context
// ofWritten context
// {
  path-api-fs =
    atAnyOf known.apiFs (api: entry: about entry (apiProblem api) "Remove the entry")
    ++ concatMap (
      api:
      map (
        { option, ... }:
        {
          inherit option;
          problem = apiProblem api;
          fix = "Write a path on a persistent file system";
        }
      ) (filter ({ isCreated, ... }: isCreated) (below api))
    ) known.apiFs;

  path-nix =
    atAnyOf [ "/nix" ] (
      _: entry: about entry "the container uses the Nix store of the host" "Remove the entry"
    )
    ++ map (
      { option, ... }:
      {
        inherit option;
        problem = "`/nix/store` is read-only";
        fix = "Write a path elsewhere; for a source, set `create = false` and `readOnly = true`";
      }
    ) (filter ({ isWritten, ... }: isWritten) (below "/nix/store"));

  path-tmp = atAnyOf known.temporary (
    _: entry: about entry "temporary files are expected to be lost at each start" "Remove the entry"
  );

  cannot-sync = map (
    entry: about entry "containers do not support `how = \"synced\"`" "Set `how = \"bind\"`"
  ) (filter (entry: entry.how == "synced") declared);

  machine-id-late = map (
    entry:
    about entry "systemd-nspawn sets the machine ID of the container"
      "Remove the entry, and set `machineId` of the container"
  ) (filter (entry: entry.kind == "file") (knownEntries [ "/etc/machine-id" ] [ ]));

  mode-conflict = optionals (sourced != [ ]) sourceConflict;

  key-too-open = tooOpen context (optionals (intersectAttrs privateDirectories byTarget != { }) (
    filter (entry: privateDirectories ? ${entry.target}) declared
  )) (optionals (above ? "/etc/ssh") (filter isHostKey declared));

  flag-whitespace = blankEntries ++ blankSources ++ blankSettings;
}
