# What other modules for persistent paths need of NixOS beyond ../nixos, so that the same paths can be
# measured with them: typed as NixOS types it, or light. In both forms `bench.output` is what NixOS
# would build from; nothing is forced that it would not read.
{
  typed,
  lib,
}:
let
  inherit (lib)
    concatStrings
    last
    mapAttrsToList
    mkOption
    mkOptionType
    optionalAttrs
    toList
    types
    zipAttrsWith
    ;
  systemd = import ../../codegen/nix/lib/systemd.nix { inherit lib; };
  unit = import ../nixos/lib/unit.nix { inherit lib; };

  # A script counts as its text: NixOS makes a derivation of it.
  built = name: text: builtins.seq (builtins.stringLength text) "/nix/store/${name}";

  section =
    settings:
    concatStrings (
      lib.concatLists (
        mapAttrsToList (name: value: map (item: "${name}=${toString item}\n") (toList value)) settings
      )
    );

  # Of nixos/lib/systemd-unit-options.nix and the modules in nixos/lib/systemd-lib.nix that turn
  # these options into settings of the section.
  orders = {
    after = "After";
    before = "Before";
    bindsTo = "BindsTo";
    conflicts = "Conflicts";
    partOf = "PartOf";
    requires = "Requires";
    requisite = "Requisite";
    upholds = "Upholds";
    wants = "Wants";
  };
  names = mkOption {
    type = types.listOf unit.unitName;
    default = [ ];
  };
  settings = mkOption {
    type = types.attrsOf unit.unitOption;
    default = { };
  };
  text =
    default:
    mkOption {
      type = types.str;
      inherit default;
    };
  commonOptions = lib.genAttrs (lib.attrNames orders) (_: names) // {
    wantedBy = names;
    requiredBy = names;
    upheldBy = names;
    aliases = names;
    enable = mkOption {
      type = types.bool;
      default = true;
    };
    overrideStrategy = text "asDropinIfExists";
    description = text "";
    unitConfig = settings;
  };
  common =
    { config, ... }:
    {
      options = commonOptions;
      config.unitConfig =
        lib.concatMapAttrs (
          name: key: optionalAttrs (config.${name} != [ ]) { ${key} = toString config.${name}; }
        ) orders
        // optionalAttrs (config.description != "") { Description = config.description; };
    };
  mount =
    { config, ... }:
    {
      options = {
        what = mkOption { type = types.str; };
        where = mkOption { type = types.str; };
        type = text "";
        options = text "";
        mountConfig = settings;
      };
      config.mountConfig = {
        What = config.what;
        Where = config.where;
      }
      // optionalAttrs (config.type != "") { Type = config.type; }
      // optionalAttrs (config.options != "") { Options = config.options; };
    };
  rendered = unit: more: {
    inherit (unit)
      aliases
      enable
      overrideStrategy
      requiredBy
      upheldBy
      wantedBy
      ;
    text = "[Unit]\n" + section unit.unitConfig + more;
  };
  mounts = mkOption {
    type = types.listOf (
      types.submodule [
        common
        mount
      ]
    );
    default = [ ];
  };
  targets = mkOption {
    type = types.attrsOf (types.submodule common);
    default = { };
  };
  unitsOf =
    mounts: targets:
    lib.listToAttrs (
      map (
        mount:
        lib.nameValuePair (systemd.mountName mount.where) (
          rendered mount "\n[Mount]\n${section mount.mountConfig}"
        )
      ) mounts
    )
    // lib.mapAttrs' (name: target: lib.nameValuePair "${name}.target" (rendered target "")) targets;

  # Of nixos/modules/system/boot/systemd/tmpfiles.nix.
  rule = types.submodule (
    { name, ... }:
    {
      options = {
        type = text name;
        mode = text "-";
        user = text "-";
        group = text "-";
        age = text "-";
        argument = text "";
      };
    }
  );
  tmpfiles = mkOption {
    type = types.attrsOf (types.attrsOf (types.attrsOf rule));
    default = { };
  };
  tmpfilesText =
    paths:
    concatStrings (
      lib.concatLists (
        mapAttrsToList (
          path: rules:
          mapAttrsToList (
            _: rule:
            "'${rule.type}' '${path}' '${rule.mode}' '${rule.user}' '${rule.group}' '${rule.age}' ${rule.argument}\n"
          ) rules
        ) paths
      )
    );
  script = types.either types.str (
    types.submodule {
      options = {
        deps = mkOption {
          type = types.listOf types.str;
          default = [ ];
        };
        text = mkOption { type = types.lines; };
      };
    }
  );
  service =
    { config, ... }:
    {
      options = {
        description = text "";
        path = mkOption {
          type = types.listOf types.str;
          default = [ ];
        };
      };
      config.unitConfig = optionalAttrs (config.description != "") { Description = config.description; };
    };

  typedModule =
    { config, ... }:
    let
      cfg = config.systemd;
      inherit (config.boot) initrd;
    in
    {
      options = {
        boot.initrd.systemd = {
          inherit mounts targets;
          tmpfiles.settings = tmpfiles;
        };
        system.activationScripts = mkOption {
          type = types.attrsOf script;
          default = { };
        };
        systemd = {
          inherit mounts targets;
          services = mkOption { type = types.attrsOf (types.submodule service); };
          tmpfiles.settings = tmpfiles;
        };
      };
      config = {
        systemd.units = unitsOf cfg.mounts cfg.targets;
        boot.initrd.systemd.units = unitsOf initrd.systemd.mounts initrd.systemd.targets;
        bench.output = {
          scripts = config.system.activationScripts;
          tmpfiles = map (lib.mapAttrs (_: tmpfilesText)) [
            cfg.tmpfiles.settings
            initrd.systemd.tmpfiles.settings
          ];
        };
      };
    };

  # Definitions are joined without a look at what is in them.
  joined = mkOption {
    type = mkOptionType {
      name = "attributes, not looked into";
      merge = _: definitions: zipAttrsWith (_: last) (lib.getValues definitions);
    };
    default = { };
  };
  joinedIn = joined // {
    type = types.attrsOf joined.type;
  };
  list = mkOption {
    type = types.listOf types.raw;
    default = [ ];
  };
  lightModule =
    { config, ... }:
    {
      options = {
        boot.initrd.systemd = {
          mounts = list;
          targets = joined;
          tmpfiles.settings = joinedIn;
        };
        system.activationScripts = joined;
        systemd = {
          mounts = list;
          targets = joined;
          tmpfiles.settings = joinedIn;
        };
      };
      config.bench.output = {
        inherit (config.system) activationScripts;
        inherit (config.systemd) mounts services targets;
        inherit (config.systemd.tmpfiles) settings;
        initrd = {
          inherit (config.boot.initrd.systemd) mounts targets;
          inherit (config.boot.initrd.systemd.tmpfiles) settings;
        };
      };
    };
in
{
  imports = [ (if typed then typedModule else lightModule) ];

  options = {
    bench.output = mkOption { type = types.raw; };
    boot.initrd.postMountCommands = mkOption {
      type = types.lines;
      default = "";
    };
    boot.initrd.systemd.suppressedUnits = list;
  };

  config._module.args = {
    pkgs = lib.mkForce {
      bash = "/nix/store/bash";
      util-linux = "/nix/store/util-linux";
      callPackage = file: arguments: import file ({ inherit lib; } // arguments);
      runCommand =
        name: _: _:
        "/nix/store/${name}";
      writeShellScript = built;
    };
    utils = {
      escapeSystemdPath = systemd.escapePath;
      pathsNeededForBoot = [
        "/"
        "/nix"
        "/nix/store"
        "/var"
        "/var/log"
        "/var/lib"
        "/var/lib/nixos"
        "/etc"
        "/usr"
      ];
    };
  };
}
