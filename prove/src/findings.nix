# What the checks of the module say of configurations, each on the same otherwise perfect host: a list
# of messages, or null where the evaluation throws.
{
  lib ? import <nixpkgs/lib>,
  # The modules under test.
  modules,
  # The stand-ins for NixOS, and the host.
  host,
  # A JSON file: a list of values of `stateless`.
  cases,
}:
let
  inherit (builtins)
    deepSeq
    fromJSON
    readFile
    tryEval
    ;

  find =
    stateless:
    let
      inherit
        (lib.evalModules {
          modules = host ++ modules ++ [ { config = { inherit stateless; }; } ];
        })
        config
        ;
      failed = builtins.filter (assertion: !assertion.assertion) config.assertions;
      messages = map (assertion: assertion.message) failed ++ config.warnings;
      tried = tryEval (deepSeq messages messages);
    in
    if tried.success then tried.value else null;
in
map find (fromJSON (readFile cases))
