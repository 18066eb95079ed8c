# Judges values by the generated modules under the real `lib.evalModules`: for each 0 (refused), 1
# (accepted, and equal to what is expected) or 2 (accepted, and different).
{
  lib ? import <nixpkgs/lib>,
  # A JSON file: for each subject where its options are, and alone and with the domains inside of it the
  # files of its modules, what stands in for defaults that behaviour files make, what only the module
  # itself sets, and the former names of options.
  subjects,
  # A JSON file: values, each with its subject and, where Rust accepts it, what Rust makes of it.
  cases,
}:
let
  inherit (builtins)
    deepSeq
    elemAt
    foldl'
    fromJSON
    head
    isAttrs
    isList
    mapAttrs
    readFile
    tail
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

  # The value without a former name, which has what the option has now.
  withoutFormer =
    value: path:
    let
      step = head path;
      rest = tail path;
      inside = value: withoutFormer value rest;
    in
    if isList value then
      if step == "*" then map inside value else value
    else if !isAttrs value then
      value
    else if step == "<>" then
      mapAttrs (_: inside) value
    else if !(value ? ${step}) then
      value
    else if rest == [ ] then
      removeAttrs value [ step ]
    else
      value // { ${step} = inside value.${step}; };

  judge =
    case:
    let
      subject = elemAt known case.subject;
      part = if case.whole then subject.whole else subject.alone;
      evaluated = evalModules {
        modules = part.modules ++ [
          { config = setAttrByPath subject.path case.value; }
        ];
      };
      value = foldl' withoutFormer (getAttrFromPath subject.path evaluated.config) part.former;
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
