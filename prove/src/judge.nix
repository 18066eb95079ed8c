# Judges values by the generated modules under the real `lib.evalModules`: for each 0 (refused), 1
# (accepted, and equal to what is expected) or 2 (accepted, and different).
{
  lib ? import <nixpkgs/lib>,
  # A JSON file: for each subject where its options are, and alone and with the domains inside of it the
  # files of its modules, what stands in for defaults that behaviour files make, and what only the
  # module itself sets.
  subjects,
  # A JSON file: values, each with its subject and, where Rust accepts it, what Rust makes of it.
  cases,
}:
let
  inherit (builtins)
    deepSeq
    elemAt
    fromJSON
    readFile
    tryEval
    ;
  inherit (lib)
    evalModules
    getAttrFromPath
    mapAttrsRecursive
    mkOptionDefault
    setAttrByPath
    ;

  read = file: fromJSON (readFile file);

  withModules =
    path: part:
    part
    // {
      modules = part.files ++ [
        { config = setAttrByPath path (mapAttrsRecursive (_: mkOptionDefault) part.standIns); }
        { config = setAttrByPath path part.fixed; }
      ];
    };
  known = map (
    subject:
    subject
    // {
      alone = withModules subject.path subject.alone;
      whole = withModules subject.path subject.whole;
    }
  ) (read subjects);

  judge =
    case:
    let
      subject = elemAt known case.subject;
      evaluated = evalModules {
        modules = (if case.whole then subject.whole else subject.alone).modules ++ [
          { config = setAttrByPath subject.path case.value; }
        ];
      };
      value = getAttrFromPath subject.path evaluated.config;
      tried = tryEval (if case ? expected then value == case.expected else deepSeq value false);
    in
    if !tried.success then
      0
    else if tried.value then
      1
    else
      2;
in
map judge (read cases)
