# Checks of how containers see the owners of what they have from the host: an attribute set of lists
# of findings, by id.
{ lib }:
let
  inherit (builtins) dirOf;
  inherit (lib)
    attrNames
    attrValues
    concatMap
    filter
    groupBy
    head
    length
    listToAttrs
    nameValuePair
    optional
    tail
    take
    ;

  paths = import ../../lib/paths.nix { inherit lib; };
  inherit (import ../../lib/checks/claims.nix { inherit lib; }) fourDigits;
in
{
  containers,
  context,
  entriesOf,
  isTranslated,
  links,
  names,
  optionOf,
  ours,
  ...
}:
let
  usersOf = name: containers.${name}.privateUsers or "no";

  ## Root

  picking = filter (name: usersOf name == "pick" && (ours name).root.mode != "ephemeral") names;

  ## Translation that cannot be

  # Tried with systemd-nspawn 252: it ends with "Failed to map ids for bind mount" for the first, and
  # with the second only the owner of the path is there, as root.
  untranslated =
    map
      (entry: {
        option = "${context.optionOf entry}.idmap";
        problem =
          if entry.idmap == "idmap" then
            "systemd-nspawn refuses `idmap` if the container has no user IDs of its own"
          else
            "the container has no user IDs of its own, so all owners except that of the path itself become `nobody`";
        fix = "Set it to `\"auto\"`, or set `users.mode = \"pick\"`";
      })
      (
        filter (
          entry: (entry.idmap == "idmap" || entry.idmap == "rootidmap") && !(isTranslated entry.scope.name)
        ) context.declared
      );

  # The same: there the owners are nobody, and writing is refused.
  untranslatedOverlays = concatMap (
    name:
    map (path: {
      option = optionOf name [
        "stateless"
        "overlays"
        path
      ];
      problem = "systemd-nspawn does not map owners in an overlay, so the container could not write to it";
      fix = "Persist a directory instead, or remove `users.mode` and `privateUsers`";
    }) (attrNames (ours name).overlays)
  ) (filter (name: (ours name).overlays != { } && isTranslated name) names);

  ## Directories above what is bound

  # In an ephemeral root and below an overlay they are there before. A tmpfs is empty, so nspawn makes
  # them, as the root of the host: nobody, in a user namespace.
  isBelow = entry: !entry.isLink && dirOf entry.target != "/";
  boundIn =
    name:
    filter isBelow (entriesOf name)
    ++ optional ((ours name).journal == "host") { target = "/var/log/journal"; };

  belowNobody =
    concatMap
      (
        name:
        map (entry: {
          option = optionOf name [
            "stateless"
            "root"
            "mode"
          ];
          problem = "in the container `${dirOf entry.target}` would belong to `nobody`, because systemd-nspawn creates it for `${entry.target}`";
          fix = "Set `mode = \"ephemeral\"`, or persist nothing in the container";
        }) (take 1 (boundIn name))
      )
      (
        filter (name: (ours name).root.mode == "tmpfs" && isTranslated name && usersOf name != "pick") names
      );

  # Nor does anything give these directories what is declared of them, as no root is there before. What
  # lies in a persisted directory is made on the host.
  unmade = concatMap (
    name:
    let
      kept = listToAttrs (
        map (entry: nameValuePair entry.target true) (
          filter (entry: entry.kind == "directory") (entriesOf name)
        )
      );
      isUnmade =
        parent:
        !(kept ? ${parent.path})
        && paths.nearestAbove kept "/" parent.path == null
        && (fourDigits parent.mode != "0755" || parent.user != "root" || parent.group != "root");
    in
    concatMap (
      entry:
      map (parent: {
        option = "${context.optionOf entry}.parents";
        problem = "in a root on tmpfs systemd-nspawn creates `${parent.path}` with mode `0755` and ignores its owner";
        fix = "Set `root.mode = \"ephemeral\"`, or set owner and mode with `systemd.tmpfiles` of the container";
      }) (filter isUnmade entry.parents)
    ) (filter (entry: entry.parents != [ ] && !entry.isLink) (entriesOf name))
  ) (filter (name: (ours name).root.mode == "tmpfs") names);

  ## One bind for several files

  # Of a file that is a link, the directory is bound.
  sharing = filter (entries: length entries > 1) (
    attrValues (groupBy (entry: "${entry.scope.name}/${dirOf entry.target}") links)
  );
  differing = concatMap (
    entries:
    let
      first = head entries;
      differs =
        entry: option: what: get:
        optional (get entry != get first) (
          context.about entry
            "its directory is also bind-mounted for `${context.optionOf first}`, with a different ${what}"
            "Write the same `${option}` for both"
        );
    in
    concatMap (
      entry:
      differs entry "idmap" "owner mapping" (entry: entry.idmap)
      ++ differs entry "readOnly" "write access" (entry: entry.readOnly)
      ++ differs entry "source" "host directory" (entry: dirOf entry.source)
    ) (tail entries)
  ) sharing;
in
{
  tmpfs-with-pick = map (name: {
    option = optionOf name [
      "stateless"
      "root"
      "mode"
    ];
    problem =
      if (ours name).root.mode == "tmpfs" then
        "systemd-nspawn refuses a root on tmpfs together with user IDs that it picks"
      else
        "an overlay is unreliable together with user IDs that systemd-nspawn picks";
    fix = "Set `mode = \"ephemeral\"`, or `users.mode = \"fixed\"`";
  }) picking;

  bind-idmap-conflict = untranslated ++ untranslatedOverlays ++ differing;

  tmpfs-owners = belowNobody ++ unmade;
}
