# The evaluation that `cargo xtask bench --eval` measures: a configuration with `count` paths, and
# everything that the modules make of it. The value is `true`; what counts is the work.
#
# For the subjects that are containers, `count` is a number of those, with five paths each.
#
#   NIX_SHOW_STATS=1 nix-instantiate --eval --strict tests/eval/bench.nix --arg count 1000
{
  count,
  # The modules whose options are used: stateless, impermanence or preservation; or `containers`, and
  # `by-hand` for the same containers without our modules.
  subject ? "stateless",
  # Their folder.
  folder ? ../../generated-modules,
  # Typed stand-ins for NixOS, or light ones, which leave nearly nothing but the modules' own work.
  standIns ? "typed",
  lib ? import <nixpkgs/lib>,
}:
let
  inherit (builtins) elemAt genList;
  homes = [
    "alice"
    "bob"
    "carol"
    "dave"
    "erin"
  ];

  # Of ten paths: six plain directories, one with owner and mode, two in homes, one file.
  numbers = lib.groupBy (
    number:
    let
      digit = number - number / 10 * 10;
    in
    if digit < 6 then
      "plain"
    else if digit == 6 then
      "owned"
    else if digit == 9 then
      "files"
    else
      # Two of ten in five homes: every home gets the same number of paths.
      elemAt homes (number / 5 - number / 25 * 5)
  ) (genList (number: number) count);

  pathsOf = kind: toPath: map (number: toPath (toString number)) (numbers.${kind} or [ ]);
  paths = {
    plain = pathsOf "plain" (number: "/var/lib/service-${number}");
    owned = pathsOf "owned" (number: "/srv/data-${number}");
    files = pathsOf "files" (number: "/etc/service-${number}.conf");
    homes = lib.genAttrs homes (name: pathsOf name (number: ".local/share/app-${number}"));
  };

  owned = {
    user = "service";
    group = "service";
    mode = "0750";
  };

  # The same paths in the form of each subject: of a path that has nothing but defaults the shortest
  # one. Ours takes lists too; sets cost more, and are what its examples show.
  ours = {
    path = "/persist";
    directories = lib.mkMerge [
      paths.plain
      (lib.genAttrs paths.owned (_: owned))
    ];
    files = lib.genAttrs paths.files (_: { });
    users = lib.mapAttrs (_: paths: { directories = lib.genAttrs paths (_: { }); }) paths.homes;
  };
  lists = {
    directories = paths.plain ++ map (directory: owned // { inherit directory; }) paths.owned;
    inherit (paths) files;
    users = lib.mapAttrs (_: directories: { inherit directories; }) paths.homes;
  };
  peers = import ./peers.nix {
    inherit lib;
    typed = standIns == "typed";
  };
  some = lib.mkIf (count > 0);

  containers = import ./bench-containers.nix { inherit lib count; };

  subjects = {
    containers = {
      imports = [ folder ];
      inherit (containers) containers;
    };
    by-hand = containers.byHand;
    stateless = {
      imports = [ folder ];
      stateless.stores = some { main = ours; };
    };
    impermanence = {
      imports = [
        peers
        (folder + "/nixos.nix")
      ];
      environment.persistence = some { "/persist" = lists; };
    };
    preservation = {
      imports = [
        peers
        (folder + "/module.nix")
      ];
      preservation.enable = true;
      preservation.preserveAt = some { "/persist" = lists; };
    };
  };

  # Numbers and homes are written out: light stand-ins have no defaults for them.
  users =
    lib.listToAttrs (
      lib.imap1 (
        index: name:
        lib.nameValuePair name {
          isNormalUser = true;
          uid = 1000 + index;
          group = "users";
          home = "/home/${name}";
          homeMode = "0700";
        }
      ) homes
    )
    // {
      root = {
        uid = 0;
        group = "root";
        home = "/root";
      };
      service = {
        isSystemUser = true;
        uid = 990;
        group = "service";
        home = "/var/empty";
      };
    };

  evaluated = lib.evalModules {
    modules = [
      (if standIns == "typed" then ../nixos else ../nixos/light.nix)
      subjects.${subject}
      {
        users.groups.service.gid = 990;
        users.groups.users.gid = 100;
        users = { inherit users; };
        fileSystems."/persist" = {
          device = "/dev/disk/by-label/persist";
          fsType = "ext4";
          neededForBoot = true;
        };
      }
    ];
  };
  inherit (evaluated) config;

  unit = unit: {
    text = unit.text or null;
    wantedBy = unit.wantedBy or [ ];
    requiredBy = unit.requiredBy or [ ];
  };
  texts = lib.mapAttrs (_: file: file.text or null);
in
builtins.deepSeq {
  units = lib.mapAttrs (_: unit) config.systemd.units;
  etc = texts config.environment.etc;
  initrdUnits = lib.mapAttrs (_: unit) config.boot.initrd.systemd.units;
  initrdContents = texts config.boot.initrd.systemd.contents;
  tmpfiles = config.systemd.tmpfiles.rules;
  manifest = config.stateless.manifest or null;
  containers = lib.mapAttrs (_: container: {
    inherit (container)
      bindMounts
      ephemeral
      extraFlags
      tmpfs
      ;
  }) config.containers;
  inherit (config) assertions warnings;
  output = config.bench.output or null;
} true
