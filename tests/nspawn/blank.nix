# A blank where it would end a flag: NixOS has the shell split them.
{
  containers.blank.stateless = {
    enable = true;
    persist.directories."/srv/two words" = { };
  };
}
