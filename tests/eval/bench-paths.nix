# Paths to measure with: `count` of them, in the form of each module, and who owns them.
{ lib, count }:
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
in
{
  inherit ours lists;

  # A module: the accounts, and the file system of the store.
  host = {
    users.groups.service.gid = 990;
    users.groups.users.gid = 100;
    users = { inherit users; };
    fileSystems."/persist" = {
      device = "/dev/disk/by-label/persist";
      fsType = "ext4";
      neededForBoot = true;
    };
  };
}
