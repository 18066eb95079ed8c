# Whether a path is kept, and how to write that it should be.
{ lib }:
let
  inherit (lib)
    attrNames
    attrValues
    findFirst
    hasPrefix
    listToAttrs
    nameValuePair
    removePrefix
    showOption
    ;
  inherit (lib.strings) escapeNixString;

  mounts = import ../../lib/checks/mounts.nix { inherit lib; };
  inherit (import ../../lib/default-store.nix { inherit lib; }) defaultStore;
in
{
  byTarget,
  config,
  paths,
  stores,
  ...
}:
let
  inherit (mounts config) survives;

  # The entry that a path is, or lies in.
  holderOf = path: byTarget.${path} or (paths.nearestAbove byTarget "/" path);

  storeAt = listToAttrs (map (store: nameValuePair store.path store) (attrValues stores));
  # The store that a path lies in, or null.
  storeOf = path: storeAt.${path} or (paths.nearestAbove storeAt "/" path);

  # What a text can be copied for: the store that takes presets, or any.
  store =
    let
      named = config.stateless.presetStore or null;
      found = if named != null then named else defaultStore stores;
    in
    if found != null then
      found
    else if stores != { } then
      builtins.head (attrNames stores)
    else
      "NAME";

  users = config.users.users or { };
  isPerson = name: users.${name}.isNormalUser or false || name == "root";
  # Whose home a path lies in, or null.
  ownerOf =
    path:
    findFirst (name: isPerson name && hasPrefix "${users.${name}.home or "//"}/" path) null (
      attrNames users
    );

  groupOf = kind: if kind == "file" then "files" else "directories";
in
{
  inherit holderOf ownerOf storeOf;

  # Whether a path is there after the next boot: on a file system that survives, or in a store that is
  # not emptied or in an entry of one. Of a store that is lost another check tells.
  isKeptPath =
    path:
    let
      holder = holderOf path;
      store = storeOf path;
    in
    if holder != null then
      holder.tier != "scratch"
    else if store != null then
      store.tier != "scratch"
    else
      survives path;

  # What to write so that a path is kept, as the end of a sentence.
  keepIt =
    kind: path:
    let
      owner = ownerOf path;
      option =
        if owner == null then
          [ (groupOf kind) ]
        else
          [
            "users"
            owner
            (groupOf kind)
          ];
      key = if owner == null then path else removePrefix "${users.${owner}.home}/" path;
    in
    "persist it: `${
      showOption (
        [
          "stateless"
          "stores"
          store
        ]
        ++ option
      )
    } = [ ${escapeNixString key} ];`";
}
