# Which of the values that Nix reads in two texts are not, type for type, those that JSON holds.
{
  # JSON, read by Nix itself.
  expected,
  # Files with a list each: as it is printed, and formatted.
  raw,
  formatted,
}:
let
  inherit (builtins)
    attrNames
    all
    elemAt
    filter
    fromJSON
    genList
    isAttrs
    isList
    length
    readFile
    typeOf
    ;

  same =
    a: b:
    typeOf a == typeOf b
    && (
      if isList a then
        length a == length b
        && all (index: same (elemAt a index) (elemAt b index)) (genList (n: n) (length a))
      else if isAttrs a then
        attrNames a == attrNames b && all (name: same a.${name} b.${name}) (attrNames a)
      else
        a == b
    );

  given = fromJSON (readFile expected);
  wrong =
    file:
    let
      read = import file;
    in
    filter (index: !same (elemAt given index) (elemAt read index)) (genList (n: n) (length given));
in
wrong raw ++ wrong formatted
