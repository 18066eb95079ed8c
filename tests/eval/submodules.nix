# Definitions of submodules, each as a list of modules, with options in `x`: by `types.submodule`, or
# by the type under test, which must make the same of them, errors included.
#
#   nix-instantiate --eval --strict --json tests/eval/submodules.nix --arg types '…' -A value.lists
{
  # Our own types, to test `plainSubmodule`; null tests what it is compared with.
  types ? null,
  lib ? import <nixpkgs/lib>,
}:
let
  inherit (lib)
    mkAfter
    mkBefore
    mkDefault
    mkForce
    mkIf
    mkMerge
    mkOption
    mkOptionDefault
    mkOverride
    ;
  inherit (lib.types)
    attrsOf
    bool
    enum
    int
    listOf
    nullOr
    str
    ;

  submodule = if types == null then lib.types.submodule else types.plainSubmodule;

  inner = submodule {
    options = {
      number = mkOption {
        type = int;
        default = 1;
      };
      needed = mkOption { type = str; };
    };
  };
  outer = submodule {
    options = {
      flag = mkOption {
        type = bool;
        default = true;
      };
      text = mkOption {
        type = nullOr str;
        default = null;
      };
      kind = mkOption {
        type = enum [
          "a"
          "b"
        ];
        default = "a";
      };
      list = mkOption {
        type = listOf str;
        default = [ "default" ];
      };
      inner = mkOption {
        type = attrsOf inner;
        default = { };
      };
    };
  };

  evaluate =
    definitions:
    (lib.evalModules {
      modules = [
        {
          options.x = mkOption { type = attrsOf outer; };
          options.here = mkOption {
            type = bool;
            default = true;
          };
        }
      ]
      ++ definitions;
    }).config.x;

  x = value: { x = value; };
in
lib.mapAttrs (_: lib.mapAttrs (_: evaluate)) {
  value = {
    nothing = [ (x { a = { }; }) ];
    leaf = [ (x { a.text = "t"; }) ];
    two-modules = [
      (x {
        a = {
          text = "t";
          list = [ "1" ];
        };
      })
      (x {
        a = {
          kind = "b";
          list = [ "2" ];
        };
        b = { };
      })
      (x { a.list = [ "3" ]; })
    ];
    order = [
      (x { a.list = mkAfter [ "last" ]; })
      (x { a.list = [ "middle" ]; })
      (x { a.list = mkBefore [ "first" ]; })
    ];
    leaf-off = [ (x { a.text = mkIf false "t"; }) ];
    leaf-on = [ (x { a.text = mkIf true "t"; }) ];
    leaf-empty = [ (x { a.list = mkMerge [ (mkIf false [ "1" ]) ]; }) ];
    leaf-merge = [
      (x {
        a.list = mkMerge [
          [ "1" ]
          (mkIf true [ "2" ])
        ];
      })
    ];
    entry-off = [ (x { a = mkIf false { text = "t"; }; }) ];
    entry-partly-off = [
      (x { a = mkIf false { text = "t"; }; })
      (x { a.kind = "b"; })
    ];
    entry-merge = [
      (x {
        a = mkMerge [
          { list = [ "1" ]; }
          (mkIf true { list = [ "2" ]; })
          { text = mkIf false "t"; }
        ];
      })
    ];
    entry-nothing = [ (x { a = mkMerge [ ]; }) ];
    forced-leaf = [
      (x { a.text = "t"; })
      (x { a.text = mkForce "u"; })
    ];
    forced-entry = [
      (x {
        a.text = "t";
        a.kind = "b";
      })
      (x { a = mkForce { text = "u"; }; })
    ];
    default-leaf = [
      (x { a.text = mkDefault "t"; })
      (x { a.text = "u"; })
    ];
    default-alone = [ (x { a.list = mkDefault [ "t" ]; }) ];
    default-entry = [
      (x { a = mkDefault { text = "u"; }; })
      (x { a.kind = "b"; })
    ];
    # As strong as the default of the option, and weaker.
    with-the-default = [ (x { a.list = mkOptionDefault [ "t" ]; }) ];
    below-the-default = [ (x { a.list = mkOverride 2000 [ "t" ]; }) ];
    whole-attribute = [
      (mkIf true (x {
        a = {
          text = "t";
        };
      }))
      (mkForce (x {
        a.kind = "b";
      }))
    ];
    nested = [
      (x { a.inner.b.needed = "n"; })
      (x {
        a.inner.b.number = 2;
        a.inner.c = mkIf false { };
      })
    ];
    function = [ (x { a = { name, ... }: { text = name; }; }) ];
    function-and-set = [
      (x { a = { config, ... }: { text = if config.flag then "on" else "off"; }; })
      (x { a.flag = false; })
    ];
    unchecked = [
      (x {
        a = {
          _module.check = false;
          unknown = 1;
        };
      })
    ];
    more-options = [
      {
        options.x = mkOption {
          type = attrsOf (
            lib.types.submodule (
              { name, config, ... }:
              {
                options.more = mkOption {
                  type = str;
                  default = name;
                };
                config.text = mkIf config.flag "from the other declaration";
              }
            )
          );
        };
      }
      (x { a = { }; })
      (x {
        b.flag = false;
        b.more = "m";
      })
    ];
    other-option = [
      (
        { config, ... }:
        {
          x = mkIf config.here { a.text = "t"; };
        }
      )
    ];
  };

  error = {
    unknown = [ (x { a.txet = "t"; }) ];
    unknown-beside = [
      (x { a.text = "t"; })
      (x { a.nothing = mkIf false 1; })
    ];
    unknown-inside = [
      (x {
        a.inner.b = {
          needed = "n";
          nubmer = 1;
        };
      })
    ];
    module-attributes = [
      (x {
        a = {
          config.text = "t";
          imports = [ ];
        };
      })
    ];
    wrong-leaf = [ (x { a.text = 1; }) ];
    wrong-of-two = [
      (x { a.list = [ "1" ]; })
      (x { a.list = 2; })
    ];
    wrong-inside = [
      (x {
        a.inner.b = {
          needed = "n";
          number = "1";
        };
      })
    ];
    no-value = [ (x { a.inner.b.number = 2; }) ];
    no-value-off = [ (x { a.inner.b.needed = mkIf false "n"; }) ];
    conflict = [
      (x { a.text = "t"; })
      (x { a.text = "u"; })
    ];
    not-in-enum = [ (x { a.kind = "c"; }) ];
    null-entry = [ (x { a = null; }) ];
    text-entry = [ (x { a = "t"; }) ];
    list-entry = [ (x { a = [ ]; }) ];
    condition = [ (x { a.text = mkIf "yes" "t"; }) ];
    thrown = [ (x { a.text = throw "from the configuration"; }) ];
    unknown-property = [
      (x {
        a = {
          _type = "unknown";
        };
      })
    ];
  };
}
