# What one option's type cannot see: entries that contradict each other, paths that cannot be
# persisted, and a host that would lose them. Each finding has an id, and `stateless.checks.<id>`
# says whether it is an error, a warning or nothing.
#
# The schema decides the ones that need nothing but our own options with the same words
# (`schema/src/check.rs`), and a test compares the two.
#
# Where all is well, only what is common to all entries is computed: the set of directories above
# them. Everything about one entry, its option's name among it, waits until that set says that there
# is something to find.
{ lib }:
let
  inherit (builtins)
    dirOf
    genericClosure
    length
    ;
  inherit (lib)
    attrNames
    concatMap
    filter
    groupBy
    hasPrefix
    head
    listToAttrs
    mapAttrs
    showOption
    sort
    ;

  paths = import ./paths.nix { inherit lib; };
  ofOptions = import ./checks-options.nix { inherit lib; };
  ofHost = import ./checks-host.nix { inherit lib; };
  ofUsers = import ./checks-users.nix { inherit lib; };
  ofKeys = import ./checks-keys.nix { inherit lib; };
  ofServices = import ./checks-services.nix { inherit lib; };
  ofRoot = import ./checks-root.nix { inherit lib; };

  byOption = sort (a: b: optionOf a < optionOf b);

  # The full path of the option that declares an entry.
  optionOf =
    entry:
    showOption (
      entry.scope.option
      ++ [
        (if entry.kind == "file" then "files" else "directories")
        entry.key
      ]
    );

  # What several checks look things up in.
  contextOf =
    args@{ declared, byTarget, ... }:
    let
      # The first of several at one path, by the name of its option, is what the others contradict.
      groups = mapAttrs (_: byOption) (groupBy (entry: entry.target) declared);
      hasDuplicates = length declared != length (attrNames byTarget);

      # Every directory above an entry, each visited once.
      above = listToAttrs (
        map
          (item: {
            name = item.key;
            value = null;
          })
          (genericClosure {
            startSet = map (path: { key = dirOf path; }) (attrNames byTarget);
            operator = item: if item.key == "/" then [ ] else [ { key = dirOf item.key; } ];
          })
      );
    in
    args
    // {
      inherit
        above
        groups
        hasDuplicates
        optionOf
        paths
        ;
      first = if hasDuplicates then mapAttrs (_: head) groups else byTarget;

      # Whether any entry is at a path, or below it.
      reaches = path: above ? ${path} || byTarget ? ${path};
      atOrBelow =
        path: filter (entry: entry.target == path || hasPrefix "${path}/" entry.target) declared;

      # The few entries that say more than where they are.
      special = filter (
        entry:
        entry.how != "bind"
        || entry.own.user != null
        || entry.own.group != null
        || entry.own.parents != { }
        || builtins.stringLength entry.target > 48
      ) declared;

      # Something wrong with an entry.
      about = entry: problem: fix: {
        option = optionOf entry;
        inherit problem fix;
      };
    };
in
# `declared`: all enabled entries of enabled stores, duplicates among them; `byTarget`: one at each
# path; `early`: those of the initrd; `stores`: the enabled stores.
{
  config,
  declared,
  byTarget,
  early,
  isEarly,
  stores,
}@args:
let
  context = contextOf args;
  findings =
    ofOptions context
    // ofHost context
    // ofUsers context
    // ofKeys context
    // ofServices context
    // ofRoot context;
  severities = config.stateless.checks;

  message = id: finding: "[${id}] `${finding.option}`: ${finding.problem}. ${finding.fix}.";

  # Only the findings of this severity are computed: what others would force, such as the services
  # of the host, may be what an assertion of somebody else explains.
  of =
    severity:
    sort (a: b: a < b) (
      concatMap (id: map (message id) findings.${id}) (
        filter (id: severities.${id} == severity) (attrNames findings)
      )
    );
in
{
  assertions = map (message: {
    assertion = false;
    inherit message;
  }) (of "error");
  warnings = of "warn";
}
