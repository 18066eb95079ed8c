# Checks of values that systemd-nspawn ignores or refuses, and of health checks that cannot pass: an
# attribute set of lists of findings, by id.
{ lib }:
let
  inherit (builtins)
    elemAt
    fromJSON
    head
    length
    match
    ;
  inherit (lib)
    any
    attrNames
    concatMap
    elem
    filter
    genAttrs
    hasPrefix
    optional
    splitString
    ;

  known = import ../../lib/checks/known.nix;
  isCapability = genAttrs known.capabilities (_: null);

  ## Health

  milliseconds = {
    s = 1000;
    min = 60 * 1000;
    h = 60 * 60 * 1000;
  };

  # As the units have it (../units.nix): half of an equal share of the interval.
  eachTry =
    check:
    let
      parts = match "([0-9]+)(s|min|h)" check.interval;
    in
    fromJSON (head parts) * milliseconds.${elemAt parts 1} / (2 * (check.retries + 1));

  ## Limits

  sizes = import ../../lib/sizes.nix;

  tooLarge = 18446744073709551616.0;

  amountOf =
    part:
    if part == "infinity" then
      {
        isInfinite = true;
        hasUnit = false;
        value = tooLarge;
      }
    else
      {
        isInfinite = false;
        inherit (sizes.amountOf part) hasUnit value;
      };

  isNice = amount: !amount.isInfinite && !amount.hasUnit && amount.value >= 1 && amount.value <= 40;

  # What systemd says only in a log, where it goes on without the limit (`rlimit_parse`).
  limitProblems =
    name: text:
    let
      amounts = map amountOf (splitString ":" text);
      found = problem: fix: [ { inherit problem fix; } ];
    in
    if name == "NICE" && !(lib.all isNice amounts) then
      found "`${text}` is not a valid `NICE` limit" "Write a number from 1 to 40, which stands for a nice value from 19 to -20"
    else if !(elem name known.byteLimits) && any (amount: amount.hasUnit) amounts then
      found "`${text}` has a unit, but this limit does not count bytes" "Write a number without a unit"
    else if any (amount: !amount.isInfinite && amount.value >= tooLarge) amounts then
      found "`${text}` does not fit into 64 bits" "Write `infinity`"
    else if length amounts > 1 && (head amounts).value > (elemAt amounts 1).value then
      found "`${text}` has a soft limit above the hard one" "Write the lower limit first"
    else
      [ ];

  ## CPUs

  rangeProblems =
    text:
    let
      parts = match "0*([0-9]+)-0*([0-9]+)" text;
      ends = match "([0-9]+)-([0-9]+)" text;
    in
    optional (parts != null && fromJSON (head parts) > fromJSON (elemAt parts 1)) {
      problem = "`${text}` ends before it begins";
      fix = "Write `${elemAt ends 1}-${head ends}`";
    };
in
{
  names,
  optionOf,
  ours,
  ...
}:
let
  at =
    name: path: finding:
    finding // { option = optionOf name ([ "stateless" ] ++ path); };

  healthOf =
    name: check:
    let
      found =
        option: problem: fix:
        at name [
          "healthCheck"
          option
        ] { inherit problem fix; };
    in
    if check.command == [ ] then
      [
        (found "command" "the command is empty" "Write a program of the container and its arguments")
      ]
    else if !(hasPrefix "/" (head check.command)) then
      [
        (found "command" "`${head check.command}` is not an absolute path"
          "Write an absolute path in the container, such as `/run/current-system/sw/bin/curl`"
        )
      ]
    else
      optional (eachTry check < 1000) (
        found "interval"
          "each try would have only ${toString (eachTry check)} ms, but needs at least one second"
          "Write a longer interval, or fewer `retries`"
      );

  sandboxOf =
    name: sandbox:
    map (
      capability:
      at name
        [
          "sandbox"
          "dropCapabilities"
        ]
        {
          problem = "Linux has no capability `${capability}`";
          fix = "Write a capability from capabilities(7)";
        }
    ) (filter (capability: !(isCapability ? ${capability})) sandbox.dropCapabilities)
    ++ map (at name [
      "sandbox"
      "cpuAffinity"
    ]) (concatMap rangeProblems sandbox.cpuAffinity)
    ++ concatMap (
      limit:
      map (at name [
        "sandbox"
        "rlimits"
        limit
      ]) (limitProblems limit sandbox.rlimits.${limit})
    ) (attrNames sandbox.rlimits);
in
{
  health-check = concatMap (
    name:
    let
      check = (ours name).healthCheck;
    in
    lib.optionals (check != null) (healthOf name check)
  ) names;

  sandbox-value = concatMap (name: sandboxOf name (ours name).sandbox) (
    filter (
      name:
      let
        inherit (ours name) sandbox;
      in
      sandbox.rlimits != { } || sandbox.cpuAffinity != [ ] || sandbox.dropCapabilities != [ ]
    ) names
  );
}
