# Checks of entries against the tmpfiles rules of the host. An attribute set of lists of findings, by id.
{ lib }:
let
  inherit (builtins) match;
  inherit (lib)
    attrValues
    concatMap
    elemAt
    filter
    listToAttrs
    mapAttrsToList
    nameValuePair
    optional
    optionals
    ;
in
context:
let
  inherit (context)
    about
    config
    declared
    paths
    ;

  tmpfiles = config.systemd.tmpfiles or { };

  # A type and a path, of each rule as text and as a setting. A path with blanks is in quotes.
  ofText =
    rule:
    let
      parts = match "[ \t]*([a-zA-Z])[^ \t]*[ \t]+(\"[^\"]*\"|[^ \t\"]+).*" rule;
    in
    optional (parts != null) {
      type = elemAt parts 0;
      path = lib.removePrefix "\"" (lib.removeSuffix "\"" (elemAt parts 1));
    };
  ofSettings = mapAttrsToList (
    path: types:
    mapAttrsToList (type: _: {
      type = builtins.substring 0 1 type;
      inherit path;
    }) types
  );
  rules =
    concatMap ofText (tmpfiles.rules or [ ])
    ++ concatMap (settings: lib.concatLists (ofSettings settings)) (
      attrValues (tmpfiles.settings or { })
    );

  at =
    types:
    listToAttrs (
      map (rule: nameValuePair rule.path rule.path) (filter (rule: types ? ${rule.type}) rules)
    );
  # The one of systemd itself, which no option has.
  links = at { L = null; } // {
    "/var/run" = "/var/run";
  };
  # At boot, with what is in it.
  emptied = at {
    D = null;
    R = null;
  };

  linkOver = entry: links.${entry.target} or (paths.nearestAbove links "/" entry.target);
in
{
  tmpfiles-rule = concatMap (
    entry:
    let
      link = linkOver entry;
    in
    if link != null then
      [
        (about entry "a tmpfiles rule makes `${link}` a link, and nothing can be mounted at or below a link"
          "Write the target of the link, or remove the rule"
        )
      ]
    else
      optionals (entry.kind == "directory" && entry.tier != "scratch" && emptied ? ${entry.target}) [
        (about entry "a tmpfiles rule of type `D` or `R` empties it at each boot"
          "Remove the rule from `systemd.tmpfiles`, or the entry"
        )
      ]
  ) declared;
}
