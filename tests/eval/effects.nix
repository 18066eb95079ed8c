# Whether setting an option changes what the modules emit.
#
# A case says where the option is, as steps: a name, or null for each name that there is, and which
# `value` it gets there; `negate` stands for the opposite of what it is. The answer for a case is
# "changes", "same", "fails" or "nowhere". One place in one fixture where it changes something is
# enough.
{
  # The modules under test.
  modules,
  cases,
}:
let
  inherit (builtins)
    elem
    elemAt
    head
    isAttrs
    length
    tail
    toJSON
    tryEval
    ;
  lib = import <nixpkgs/lib>;
  inherit (lib)
    attrByPath
    attrNames
    concatMap
    mapAttrs
    mkForce
    setAttrByPath
    take
    ;

  whole = emitted: emitted;
  findings = emitted: { inherit (emitted) failedAssertions warnings; };

  # A configuration, and the part of what becomes of it that is compared.
  fixture =
    part: configuration:
    let
      all = modules ++ configuration;
      emitted = more: toJSON (part (import ./emitted.nix { modules = all ++ more; }));
    in
    {
      inherit emitted;
      before = emitted [ ];
      inherit (lib.evalModules { modules = [ ../nixos ] ++ all; }) config;
    };

  fixtures = map (configuration: fixture whole [ configuration ]) [
    ../examples/fixture.nix
    ../effects/plain.nix
    ../effects/on-disk.nix
  ];

  # How much a finding counts shows where there is one: with its default, and switched off.
  ofChecks = mapAttrs (
    id:
    { rejects, ... }:
    let
      found = [
        ../checks/host.nix
        rejects
      ];
    in
    [
      (fixture findings found)
      (fixture findings (found ++ [ { stateless.checks.${id} = "off"; } ]))
    ]
  ) (import ../checks/pairs.nix);

  fixturesOf =
    steps:
    if
      take 2 steps == [
        "stateless"
        "checks"
      ]
      && length steps == 3
    then
      ofChecks.${elemAt steps 2} or [ ]
    else
      fixtures;

  places =
    steps: value:
    if steps == [ ] then
      [ [ ] ]
    else if !isAttrs value then
      [ ]
    else
      let
        step = head steps;
        names =
          if step == null then
            attrNames value
          else if value ? ${step} then
            [ step ]
          else
            [ ];
      in
      concatMap (name: map (rest: [ name ] ++ rest) (places (tail steps) value.${name})) names;

  at =
    case: fixture: place:
    let
      value = if case.negate then !attrByPath place null fixture.config else case.value;
      after = tryEval (fixture.emitted [ (setAttrByPath place (mkForce value)) ]);
    in
    if !after.success then
      "fails"
    else if after.value == fixture.before then
      "same"
    else
      "changes";

  # Stops at the first change.
  answer =
    found: worst:
    if found == [ ] then
      worst
    else
      let
        here = (head found) { };
      in
      if here == "changes" then
        here
      else
        answer (tail found) (
          if
            elem "same" [
              here
              worst
            ]
          then
            "same"
          else
            here
        );
in
map (
  case:
  answer (concatMap (
    fixture: map (place: _: at case fixture place) (places case.steps fixture.config)
  ) (fixturesOf case.steps)) "nowhere"
) cases
