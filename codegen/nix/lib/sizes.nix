# Sizes of file systems in RAM.
let
  inherit (builtins)
    elemAt
    fromJSON
    head
    match
    ;

  # In floats: the largest sizes do not fit into an integer.
  factors = {
    "" = 1.0;
    K = 1024.0;
    M = 1024.0 * 1024;
    G = 1024.0 * 1024 * 1024;
    T = 1024.0 * 1024 * 1024 * 1024;
  };

  # A size as a number, and whether that is one of percent of the RAM.
  amountOf =
    size:
    let
      parts = match "([0-9]+)([KMGT%]?)" (toString size);
      number = fromJSON (head parts);
      unit = elemAt parts 1;
    in
    {
      isPercent = unit == "%";
      hasUnit = unit != "";
      value = if unit == "%" then number else number * factors.${unit};
    };
in
{
  inherit amountOf;

  # A finding where less than `least` is given, nearly always for want of a unit.
  tooSmall =
    option: size: least:
    let
      amount = amountOf size;
    in
    if amount.isPercent || amount.value >= (amountOf least).value then
      [ ]
    else
      [
        {
          inherit option;
          problem =
            if amount.hasUnit then
              "`${size}` is too small to hold anything"
            else
              "`${size}` has no unit, so it counts bytes";
          fix =
            if amount.hasUnit then
              "Write at least `${least}`"
            else
              "Write a unit, as in `${size}G` or `${size}M`";
        }
      ];
}
