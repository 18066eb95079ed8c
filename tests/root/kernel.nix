# What the kernel is told about `/` in each case of `options.nix`.
{
  lib,
  # From a list of modules to the whole configuration of a machine.
  evaluate,
}:
let
  inherit (lib)
    attrValues
    concatMap
    elemAt
    filter
    findFirst
    foldl'
    hasPrefix
    mapAttrs
    splitString
    ;

  host =
    { lib, ... }:
    {
      stateless.root = mapAttrs (_: lib.mkDefault) {
        enable = true;
        mode = "0755";
        size = "2G";
      };
      fileSystems."/nix" = {
        device = "/dev/disk/by-label/nix";
        fsType = "ext4";
      };
    };

  isOfKernel = option: option != "defaults" && !hasPrefix "x-" option;

  # The kernel reads from left to right.
  read =
    settings: option:
    let
      words = splitString "=" option;
    in
    settings
    // {
      ${elemAt words 0} = if builtins.length words > 1 then elemAt words 1 else "";
    };

  found =
    configuration:
    let
      config = evaluate [
        host
        configuration
      ];
      root = findFirst (fileSystem: fileSystem.mountPoint == "/") null (attrValues config.fileSystems);
    in
    # Two defaults for one device conflict.
    builtins.seq root.device (
      foldl' read { } (filter isOfKernel (concatMap (splitString ",") root.options))
    );
in
mapAttrs (_: case: {
  expected = case.kernel;
  found = found case.configuration;
}) (import ./options.nix { inherit lib; })
