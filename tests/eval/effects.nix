# Whether setting an option changes what the modules emit.
#
# A case says where the option is, as steps: a name, or null for each name that there is, and which
# `value` it gets there; `negate` stands for the opposite of what it is. The answer for a case is
# "changes", "same", "fails" or "nowhere". One place where it changes something is enough.
{
  # The modules under test with a configuration for them.
  modules,
  cases,
}:
let
  inherit (builtins)
    elem
    head
    isAttrs
    tail
    toJSON
    tryEval
    ;
  lib = import <nixpkgs/lib>;
  inherit (lib)
    attrByPath
    attrNames
    concatMap
    mkForce
    setAttrByPath
    ;

  emitted = more: toJSON (import ./emitted.nix { modules = modules ++ more; });
  before = emitted [ ];
  inherit (lib.evalModules { modules = [ ../nixos ] ++ modules; }) config;

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
    case: place:
    let
      value = if case.negate then !attrByPath place null config else case.value;
      after = tryEval (emitted [ (setAttrByPath place (mkForce value)) ]);
    in
    if !after.success then
      "fails"
    else if after.value == before then
      "same"
    else
      "changes";

  # Stops at the first change.
  answer =
    case: found: worst:
    if found == [ ] then
      worst
    else
      let
        here = at case (head found);
      in
      if here == "changes" then
        here
      else
        answer case (tail found) (
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
map (case: answer case (places case.steps config) "nowhere") cases
