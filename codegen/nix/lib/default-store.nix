# Which store takes what no store declares.
{ lib }:
let
  inherit (lib)
    attrNames
    filter
    head
    length
    ;
in
{
  # The only enabled store that is not emptied at boot, or of several the only one of tier `data`;
  # null where that leaves a choice.
  defaultStore =
    stores:
    let
      kept = filter (name: stores.${name}.tier != "scratch") (attrNames stores);
      ofData = filter (name: stores.${name}.tier == "data") kept;
    in
    if length kept == 1 then
      head kept
    else if length ofData == 1 then
      head ofData
    else
      null;
}
