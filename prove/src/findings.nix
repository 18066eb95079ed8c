# What the modules say of configurations, each on the same otherwise perfect host: errors and warnings,
# or null where the evaluation throws.
{
  lib ? import <nixpkgs/lib>,
  # The modules under test.
  modules,
  # The stand-ins for NixOS, and the host.
  host,
  # A JSON file: a list of configurations.
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
    configuration:
    let
      inherit
        (lib.evalModules {
          modules = host ++ modules ++ [ { config = configuration; } ];
        })
        config
        ;
      failed = builtins.filter (assertion: !assertion.assertion) config.assertions;
      said = {
        errors = map (assertion: assertion.message) failed;
        inherit (config) warnings;
      };
      tried = tryEval (deepSeq said said);
    in
    if tried.success then tried.value else null;
in
map find (fromJSON (readFile cases))
