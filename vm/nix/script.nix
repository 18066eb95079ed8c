# The script of a test and the names of its machines, without evaluating a machine; null where the script
# is made of them.
#
#   nix-instantiate --eval --strict --json vm/nix/script.nix --argstr test FILE
{ test }:
let
  definition = import (/. + test);
  isPlain = builtins.isAttrs definition && builtins.isString definition.testScript;
in
if isPlain then
  {
    inherit (definition) testScript;
    machines = builtins.attrNames definition.nodes;
  }
else
  null
