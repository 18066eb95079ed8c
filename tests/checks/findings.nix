# What the module finds in every case, as data.
{
  # The modules under test.
  modules,
  lib ? import <nixpkgs/lib>,
}:
let
  inherit (lib) filter mapAttrs;

  findings =
    extra: case:
    let
      inherit
        (lib.evalModules {
          modules = [
            ../nixos
            ./host.nix
            case
            extra
          ]
          ++ modules;
        })
        config
        ;
      read = {
        errors = map (assertion: assertion.message) (
          filter (assertion: !assertion.assertion) config.assertions
        );
        inherit (config) warnings;
      };
      # What throws must not hide what the other cases say.
      tried = builtins.tryEval (builtins.deepSeq read read);
    in
    if tried.success then tried.value else { thrown = true; };

  severity = id: severity: { stateless.checks.${id} = severity; };

  case =
    id:
    { rejects, accepts }:
    {
      inherit rejects accepts;
      found = findings { } rejects;
      passed = findings { } accepts;
      error = findings (severity id "error") rejects;
      warn = findings (severity id "warn") rejects;
      off = findings (severity id "off") rejects;
    };

  whole = _: configuration: {
    inherit configuration;
    found = findings { } configuration;
  };
  pairs = import ./pairs.nix;
  messages = import ./messages;
in
{
  cases = mapAttrs case pairs;
  # What is wrong with such hosts when they have no store.
  withoutStores = mapAttrs (_: findings { stateless.stores = lib.mkForce { }; }) (
    messages.options // messages.hosts // messages.mounts // mapAttrs (_: pair: pair.rejects) pairs
  );
  good = mapAttrs whole (
    import ./good.nix // import ./good-roots.nix // import ./good-containers.nix
  );
  messages = mapAttrs (_: mapAttrs whole) messages;
  known = import ../../codegen/nix/lib/checks/known.nix;
}
