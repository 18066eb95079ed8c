# What several options say of the owner and mode of one path.
{ lib }:
let
  inherit (builtins) stringLength;
  inherit (lib)
    concatMap
    filter
    hasPrefix
    head
    ;

  # Both spellings of one mode.
  fourDigits = mode: if mode != null && stringLength mode == 3 then "0${mode}" else mode;

  # The first that says something of a field is what later ones are compared with.
  conflictsIn =
    field: claims:
    let
      saying = filter (claim: claim.${field} != null) claims;
      expected = head saying;
    in
    map (claim: {
      inherit (claim) option;
      problem = "the ${field} of `${claim.path}` is `${claim.${field}}` here and `${expected.${field}}` in `${expected.option}`";
      fix = "Write the same value in both, or remove one of the two";
    }) (filter (claim: claim.${field} != expected.${field}) saying);
in
{
  inherit fourDigits;

  # A key of `parents`, which may be relative to what the entry is relative to.
  absolute =
    entry: key:
    if hasPrefix "/" key then
      key
    else if entry.scope.base or "" == "" then
      "/" + key
    else
      entry.scope.base + key;

  claimOf = path: ofParent: option: item: {
    inherit path ofParent option;
    inherit (item) user group;
    mode = fourDigits item.mode;
  };

  # Findings of claims to one path, in the order of their options.
  conflicts =
    claims:
    concatMap (field: conflictsIn field claims) [
      "mode"
      "user"
      "group"
    ];
}
