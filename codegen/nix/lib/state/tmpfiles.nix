# The directories that tmpfiles rules create and leave alone.
{ lib }:
let
  inherit (builtins) match replaceStrings substring;
  inherit (lib)
    attrNames
    concatMap
    elem
    elemAt
    filter
    genAttrs
    hasInfix
    head
    length
    optional
    removePrefix
    removeSuffix
    splitString
    ;

  # `TYPE PATH MODE USER GROUP AGE ARGUMENT`, where fields may be quoted.
  fieldOf =
    text:
    let
      quoted = match "\"([^\"\\]*)\"|'([^'\\]*)'|([^\"'\\]*)" text;
    in
    if quoted == null then null else head (filter (part: part != null) quoted ++ [ null ]);
  fieldsOf =
    rule:
    let
      rest = match "[ \t]*([^ \t]+)[ \t]+(\"[^\"]*\"|'[^']*'|[^ \t]+)[ \t]*(.*)" rule;
      after = filter (field: field != "") (
        splitString " " (replaceStrings [ "\t" ] [ " " ] (elemAt rest 2))
      );
      at = index: if length after > index then fieldOf (elemAt after index) else null;
    in
    if rest == null then
      null
    else
      {
        type = head rest;
        path = fieldOf (elemAt rest 1);
        mode = at 0;
        user = at 1;
        group = at 2;
        age = at 3;
        option = [
          "systemd"
          "tmpfiles"
          "rules"
        ];
      };

  isOfType = types: text: elem (substring 0 1 text) types;
  makesDirectory = isOfType [
    "Q"
    "d"
    "q"
    "v"
  ];
  removes = isOfType [
    "D"
    "R"
    "r"
  ];
  isRelevant = type: makesDirectory type || removes type;
in
{
  # `systemd.tmpfiles` of the host.
  tmpfiles,
  # From ../state.nix.
  modeOf,
  ownedBy,
}:
let
  lines =
    filter (line: line != null && line.path != null) (
      map fieldsOf (filter isRelevant (tmpfiles.rules or [ ]))
    )
    ++ concatMap (
      file:
      concatMap (
        path:
        concatMap (
          type:
          let
            line = tmpfiles.settings.${file}.${path}.${type};
          in
          optional (isRelevant type) {
            type = line.type or type;
            inherit path;
            inherit (line)
              mode
              user
              group
              age
              ;
            option = [
              "systemd"
              "tmpfiles"
              "settings"
              file
              path
            ];
          }
        ) (attrNames tmpfiles.settings.${file}.${path})
      ) (attrNames tmpfiles.settings.${file})
    ) (attrNames (tmpfiles.settings or { }));

  removed = genAttrs (map (line: line.path) (filter (line: removes line.type) lines)) (_: true);

  isNone =
    field:
    elem field [
      null
      ""
      "-"
    ];
  withoutMark = field: if isNone field then null else removePrefix ":" field;

  ofLine =
    line:
    let
      path = removeSuffix "/" (replaceStrings [ "%S" "%C" ] [ "/var/lib" "/var/cache" ] line.path);
    in
    optional
      (makesDirectory line.type && isNone line.age && !removed ? ${line.path} && !hasInfix "%" path)
      (
        {
          inherit (line) option;
          inherit path;
          unit = null;
          isKnown = true;
          link = null;
          reason = "tmpfiles rule";
          mode = modeOf "0755" line.mode;
        }
        # Without a group it belongs to that of root, not to that of the user: tmpfiles.d(5).
        // ownedBy (withoutMark line.user) (if isNone line.group then "root" else withoutMark line.group)
      );
in
concatMap ofLine lines
