# Checks of entries against the directories of services. An attribute set of lists of findings, by
# id.
{ lib }:
let
  inherit (builtins) isList isString;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    elem
    filter
    listToAttrs
    optionals
    removePrefix
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
    atOrBelow
    byTarget
    config
    special
    stores
    ;

  services = config.systemd.services or { };

  # What systemd makes for a service, of what `isWanted` is true of.
  directories =
    isWanted: name: settings:
    concatMap (
      setting:
      map (word: {
        inherit name setting word;
        base = bases.${setting};
        path = "${bases.${setting}}/${word}";
      }) (filter (word: isWanted "${bases.${setting}}/${word}") (wordsOf (settings.${setting} or [ ])))
    ) (attrNames bases);
  ofServices =
    isWanted: only:
    concatMap (
      name:
      let
        settings = services.${name}.serviceConfig or { };
      in
      optionals (only settings) (directories isWanted name settings)
    ) (attrNames services);

  ## What is no directory

  noDirectories = listToAttrs (
    map (entry: {
      name = entry.target;
      value = entry;
    }) (filter (entry: entry.how == "symlink") special)
    ++ map (path: {
      name = path;
      value = byTarget.${path};
    }) (filter (path: byTarget.${path}.kind or "" == "file") fileNames)
  );
  fileNames = concatMap (store: attrNames store.files) (attrValues stores);

  ## Users that systemd makes up

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

  # systemd moves the directory there and leaves a link. Configuration has no private place.
  moved = filter ({ setting, ... }: setting != "ConfigurationDirectory") (
    ofServices (path: byTarget ? ${path} || above ? ${path}) isDynamic
  );
in
{
  state-directory-symlink = optionals (noDirectories != { }) (
    map (
      {
        name,
        setting,
        path,
        ...
      }:
      let
        entry = noDirectories.${path};
        isFile = entry.kind == "file";
      in
      about entry
        "`${name}.service` uses it as `${setting}=`, where systemd refuses a ${
          if isFile then "file" else "link"
        }, so the service does not start"
        (if isFile then "Move it to `directories`" else "Set `how = \"bind\"`")
    ) (ofServices (path: noDirectories ? ${path}) (_: true))
  );

  dynamic-user = optionals mayBeDynamic (
    concatMap (
      {
        name,
        base,
        word,
        path,
        ...
      }:
      map (
        entry:
        let
          private = "${base}/private/${word}";
          below = removePrefix path entry.target;
          store = entry.scope.store.path;
        in
        about entry
          "`${name}.service` has `DynamicUser=`: systemd keeps `${path}` in `${private}`, and the service does not start if an entry is mounted here"
          "Persist `${private}${below}` instead; to move existing data in the store, run `mkdir -p -m 0700 ${store}${base}/private && mv ${store}${path} ${store}${base}/private/`"
      ) (filter (entry: entry.how != "synced") (atOrBelow path))
    ) moved
  );
}
