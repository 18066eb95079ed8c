# What other entries, users and stores may say without changing the units of a mount, by name.
let
  directory = path: entry: { stateless.stores.main.directories.${path} = entry; };
in
{
  a-neighbour = directory "/srv/other" { };
  a-directory-inside = {
    fileSystems."/cache" = {
      device = "/dev/disk/by-label/cache";
      fsType = "ext4";
      neededForBoot = true;
    };
    stateless.presetStore = "main";
    stateless.stores.cache = {
      path = "/cache";
      directories = [ "/srv/db/cache" ];
    };
  };
  the-owner-of-what-is-around = directory "/srv/uploads/in" {
    parents."/srv" = {
      user = "alice";
      group = "users";
    };
  };
  what-is-around-for-everybody = directory "/srv/uploads/in" {
    parents."/srv".mode = "1777";
  };
  a-home-around.users.users.bob = {
    isNormalUser = true;
    uid = 1001;
    home = "/srv";
  };
  the-owner-of-all-homes = directory "/home/shared/music" {
    parents."/home" = {
      user = "alice";
      group = "users";
    };
  };
  a-file-that-refuses = {
    stateless.stores.main.files."/srv/settings" = { };
  };
  a-link = directory "/srv/linked" { how = "symlink"; };
  more-of-the-user.stateless.stores.main.users.alice.directories = [ "Music" ];
  another-user = {
    users.users.bob = {
      isNormalUser = true;
      uid = 1001;
    };
    stateless.stores.main.users.bob.directories = [ ".ssh" ];
  };
}
