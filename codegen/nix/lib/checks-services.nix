# Checks of entries against the directories of services. An attribute set of lists of findings, by
# id.
{ lib }:
let
  inherit (builtins) isList isString;
  inherit (lib)
    attrNames
    concatMap
    elem
    filter
    listToAttrs
    optional
    optionals
    splitString
    toList
    ;

  # Where systemd makes the directories that a setting names.
  bases = {
    CacheDirectory = "/var/cache";
    ConfigurationDirectory = "/etc";
    LogsDirectory = "/var/log";
    StateDirectory = "/var/lib";
  };

  # A setting may be a list, or several words; after a colon comes the name of a link.
  wordsOf =
    value:
    map (word: builtins.head (splitString ":" word)) (
      filter (word: word != "") (
        concatMap (text: if isString text then splitString " " text else [ ]) (
          if isList value then value else toList value
        )
      )
    );
in
context:
let
  inherit (context)
    about
    above
    byTarget
    config
    special
    ;

  services = config.systemd.services or { };

  # What a service has of the entries that `entryAt` knows.
  directories =
    entryAt: only: name:
    let
      settings = services.${name}.serviceConfig or { };
    in
    optionals (only settings) (
      concatMap (
        setting:
        map
          (word: {
            inherit name setting word;
            base = bases.${setting};
            entry = entryAt.${"${bases.${setting}}/${word}"};
          })
          (filter (word: entryAt ? ${"${bases.${setting}}/${word}"}) (wordsOf (settings.${setting} or [ ])))
      ) (attrNames bases)
    );

  links = listToAttrs (
    map (entry: {
      name = entry.target;
      value = entry;
    }) (filter (entry: entry.how == "symlink") special)
  );
  hasLinks = links != { };

  isDynamic =
    settings:
    elem (settings.DynamicUser or false) [
      true
      "true"
      "yes"
      "on"
      "1"
    ];
  mayBeDynamic = above ? "/var/lib" || above ? "/var/cache" || above ? "/var/log";
in
{
  state-directory-symlink = optionals hasLinks (
    concatMap (
      service:
      map (
        {
          name,
          setting,
          entry,
          ...
        }:
        about entry "`${name}.service` has it as `${setting}=`, where systemd refuses a link"
          "Set `how = \"bind\"`"
      ) (directories links (_: true) service)
    ) (attrNames services)
  );

  dynamic-user = optionals mayBeDynamic (
    concatMap (
      service:
      concatMap (
        {
          name,
          setting,
          base,
          word,
          entry,
        }:
        # Configuration has no private place.
        optional (setting != "ConfigurationDirectory") (
          about entry "`${name}.service` has `DynamicUser=`, and keeps it in `${base}/private/${word}`"
            "Persist `${base}/private/${word}` instead"
        )
      ) (directories byTarget isDynamic service)
    ) (attrNames services)
  );
}
