# The modules and the data that describes them. No inputs: a flake that uses this one gets one entry
# in its lock file, and nothing else has to be fetched.
{
  description = "An ephemeral root, persisted paths and ephemeral containers for NixOS";

  outputs =
    _:
    let
      # Named by path, so that the module system takes each file once, however often it is imported;
      # in a set, because `nix flake check` of older Nix refuses a bare path.
      module = path: { imports = [ path ]; };
    in
    {
      nixosModules = {
        default = module ./generated-modules;
        root = module ./generated-modules/root;
        stores = module ./generated-modules/stores;
        presets = module ./generated-modules/presets;
        containers = module ./generated-modules/containers;
      };

      # For `home-manager.sharedModules`.
      homeModules.default = module ./generated-modules/home-manager;

      # The tests that boot, as derivations of the given packages: `checks.x86_64-linux =
      # stateless.nixosTests nixpkgs.legacyPackages.x86_64-linux` makes them checks of a flake.
      nixosTests = pkgs: import ./vm/nixos-tests.nix { inherit pkgs; };

      # Files about the options: what nixosOptionsDoc would make of them, and a JSON Schema of a
      # configuration.
      lib = {
        optionsJSON = ./generated-modules/options.json;
        jsonSchema = ./generated-modules/schema.json;
      };
    };
}
