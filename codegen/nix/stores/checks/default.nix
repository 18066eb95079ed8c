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
  inherit (lib) filterAttrs optionalAttrs;

  contextOf = import ../../lib/checks/context.nix { inherit lib; };
  counting = import ../../lib/findings.nix { inherit lib; };
  betweenEntries = import ../../lib/checks/between.nix { inherit lib; };
  ofFiles = import ../../lib/checks/files.nix { inherit lib; };
  ofWritten = import ../../lib/checks/written.nix { inherit lib; };
  ofIgnored = import ../../lib/checks/ignored.nix { inherit lib; };
  ofOptions = import ./options.nix { inherit lib; };
  ofHost = import ./host.nix { inherit lib; };
  ofEtc = import ./etc.nix { inherit lib; };
  ofTmpfiles = import ./tmpfiles.nix { inherit lib; };
  ofUsers = import ./users.nix { inherit lib; };
  ofKeys = import ./keys.nix { inherit lib; };
  ofServices = import ./services.nix { inherit lib; };
  ofRoot = import ./root.nix { inherit lib; };
  ofLayout = import ./layout.nix { inherit lib; };
  ofLost = import ./lost.nix { inherit lib; };
  ofEarly = import ./early.nix { inherit lib; };
in
# `options`: those of the host; `declared`: all enabled entries of enabled stores, duplicates among them; `byTarget`: one at each
# path; `early`: those of the initrd; `stores`: the enabled stores; `lostState`: the
# directories of services and system users that nothing keeps.
{
  config,
  options,
  declared,
  byTarget,
  early,
  isEarly,
  stores,
  lostState,
}@args:
let
  context = contextOf (
    args
    // {
      # Kept by the store of the outer entry already.
      isKept = { outer, entry }: outer.scope.name == entry.scope.name;
      keptWhere = ", in the same store";
      keptFix = "Remove one of the two, or move one to another store";
    }
  );
  ofOurOptions = ofOptions context;
  ofSecrets = ofKeys context;

  # Without a store there is no entry, and without our root none to judge: only these look at anything
  # else. Where they find nothing no switch is read, as each is an option of its own: in a system that
  # has the modules and does not use them, the switches were half of the cost.
  withoutStores = filterAttrs (_: found: found != [ ]) (
    {
      inherit (ofOurOptions) path-api-fs;
      inherit (ofSecrets) password-file-late swap-or-hibernation-image;
    }
    // optionalAttrs (config.stateless.root.enable or false) (
      {
        inherit (ofOurOptions) root-size-ignored size-too-small;
      }
      // ofRoot context
      // ofLayout context
      // ofLost context
    )
  );
  withStores =
    ofOurOptions
    // ofFiles context
    // ofWritten context
    // ofIgnored.ofStores context
    // betweenEntries context
    // ofHost context
    // ofEtc context
    // ofTmpfiles context
    // ofUsers context
    // ofSecrets
    // ofServices context
    // ofEarly context
    // ofRoot context
    // ofLayout context
    // ofLost context;
  findings = if stores == { } then withoutStores else withStores;
in
counting config findings
