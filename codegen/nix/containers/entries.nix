# The paths that a container persists, with everything that their place decides: one record per
# entry, of the same form as those of stores.
{
  lib,
  paths,
  # Paths of presets: for each name `directories` and `files`, as in `persist`.
  presets,
  ...
}:
let
  inherit (lib)
    concatMap
    filter
    filterAttrs
    hasPrefix
    listToAttrs
    mapAttrsToList
    nameValuePair
    unique
    ;

  # An entry that says nothing.
  plain = {
    enable = true;
    how = "bind";
    user = null;
    group = null;
    mode = null;
    enforce = "create";
    parents = { };
    seed = null;
    source = null;
    readOnly = false;
    idmap = "auto";
    create = true;
  };

  orRoot = name: if name != null then name else "root";

  parentOf = entry: key: parent: {
    inherit (parent) mode;
    inherit (entry) enforce;
    path = if hasPrefix "/" key then key else "/" + key;
    user = orRoot parent.user;
    group = orRoot parent.group;
  };

  resolve = scope: kind: key: entry: {
    inherit kind scope key;
    # As declared, for the checks.
    own = entry;
    inherit (entry)
      how
      enforce
      readOnly
      idmap
      create
      seed
      ;
    isLink = kind == "file" && entry.how == "symlink";
    target = key;
    # Another source than the default one is not in the tree that mirrors the guest's.
    isMirrored = entry.create && (entry.source == null || entry.source == scope.root + key);
    source = if entry.source != null then entry.source else scope.root + key;
    user = orRoot entry.user;
    group = orRoot entry.group;
    mode =
      if entry.mode != null then
        entry.mode
      else if kind == "file" then
        paths.fileMode key
      else
        paths.systemMode key;
    parents = mapAttrsToList (parentOf entry) entry.parents;
  };

  isOn = _: entry: entry.enable;

  # Where services are kept, the numbers of their users are too: at the next start a service would find
  # the data of another one to be its own.
  presetsOf =
    persist: if persist.presets == [ ] then [ ] else unique ([ "uid-map" ] ++ persist.presets);

  # What presets keep, unless somebody declares the path, or a directory around it. An entry that is
  # off says that its path is not wanted, and nothing of what lies in it.
  ofPresets =
    persist: kind:
    let
      enabledDirectories = filterAttrs isOn persist.directories;
      isDeclared =
        path:
        persist.directories ? ${path}
        || persist.files ? ${path}
        || paths.nearestAbove enabledDirectories "/" path != null;
      all = concatMap (
        name: mapAttrsToList (path: entry: nameValuePair path (plain // entry)) presets.${name}.${kind}
      ) (presetsOf persist);
    in
    listToAttrs (filter (entry: !isDeclared entry.name) all);
in
name: persist:
let
  scope = {
    inherit name;
    inherit (persist) root;
    option = [
      "containers"
      name
      "stateless"
      "persist"
    ];
  };
  entriesOf =
    kind: group:
    mapAttrsToList (resolve scope kind) (filterAttrs isOn persist.${group} // ofPresets persist group);
in
{
  # All enabled entries of a container, directories first.
  declared = entriesOf "directory" "directories" ++ entriesOf "file" "files";

  # Directories that nobody declared, by path, with what is known of them.
  implied = mapAttrsToList (path: entry: resolve scope "directory" path (plain // entry));
}
