# Behaviour as it is really written: helpers, a library, a submodule and a manifest.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib)
    concatMap
    filterAttrs
    mapAttrs
    mapAttrsToList
    mkDefault
    mkIf
    mkMerge
    mkOption
    types
    ;
  units = import ../lib/units.nix { inherit lib; };

  cfg = config.s;

  # Both forms of a set of entries.
  entries = value: if lib.isList value then lib.genAttrs value (_: { }) else value;

  ofStore =
    name: store:
    let
      entry =
        kind: home: path: value:
        value
        // {
          inherit kind path;
          target = "${home}${path}";
          source = "${store.path}/${path}";
        };
      all = kind: home: value: mapAttrsToList (entry kind home) (entries value);
    in
    all "dir" "" store.dirs
    ++ all "file" "" store.files
    ++ concatMap (user: all "file" "/home/${user}" store.users.${user}.files) (
      builtins.attrNames store.users
    );

  persistent = filterAttrs (_: store: store.tier != "scratch") cfg.stores;
  list = concatMap ({ name, value }: ofStore name value) (lib.attrsToList persistent);
  byTarget = lib.groupBy (entry: entry.target) list;

  rule =
    {
      target,
      mode ? "0755",
      user ? "root",
      ...
    }:
    "d ${target} ${mode} ${user}";

  seed =
    entry:
    if entry.kind == "file" && entry ? seed then
      lib.optional (entry.seed ? text) entry.seed.text
    else
      [ ];
in
{
  imports = [ ../lib/watch.nix ];

  options.containers = mkOption {
    type = types.attrsOf (
      types.submodule (
        { name, config, ... }:
        {
          config = mkIf config.s.enable {
            bindMounts = mapAttrs (path: dir: {
              hostPath = "/persist/${name}/${path}";
              inherit (dir) mode;
              owner = dir.user;
            }) config.s.dirs;
          };
        }
      )
    );
  };

  config = mkIf cfg.enable (mkMerge [
    {
      fileSystems."/" = mkDefault { options = lib.optional (cfg.size != null) "size=${cfg.size}"; };
      environment.etc."x.conf".text = lib.concatMapStringsSep "\n" rule list;
      boot.seeds = concatMap seed list;
      assertions = mapAttrsToList (target: same: {
        assertion = builtins.length same == 1;
        message = "${target} occurs in ${toString (map (entry: entry.source) same)}";
      }) byTarget;
      s.manifest = builtins.toJSON (map (entry: { inherit (entry) source target; }) list);
      systemd.services = lib.pipe cfg.stores [
        (mapAttrsToList (_: store: lib.nameValuePair (units.escape store.path) (units.mount store)))
        lib.listToAttrs
      ];
    }
    (mkIf (cfg.health != null) { x.script = pkgs.writeShellScript "x" cfg.health.command; })
    (mkIf (cfg.tags != { }) { y = lib.attrValues cfg.tags; })
    {
      z = lib.concatMapAttrs (option: setting: { ${setting} = cfg.limits.${option}; }) {
        cpu = "CPUQuota";
        memory = "MemoryMax";
      };
      ports = map (forward: forward.port) cfg.ports;
    }
  ]);
}
