# A module for a configuration of home-manager: what the programs of this home keep, in the file that
# configures them. The store itself is the machine's; on one without Stateless nothing happens, so
# the same home works everywhere.
#
# On NixOS, `home-manager.sharedModules` has generated-modules/home-manager, and
# `home-manager.users.alice` imports this file.
{ lib, ... }:
{
  stateless.stores.main = {
    # Relative to the home, whose user owns them.
    directories = {
      ".ssh" = { };
      ".gnupg" = { };
      ".mozilla" = { };
      ".config/app" = {
        # The directory above is made too; it has other settings next to it that are private.
        parents.".config".mode = "0700";
        reason = "Accounts of the app";
      };
      # A machine can take its own decision: this is a default like any other.
      "Games".enable = lib.mkDefault false;
    };
    files = {
      # These programs write a new file and rename it.
      ".local/share/fish/fish_history".how = "synced";
      ".config/mimeapps.list" = {
        how = "synced";
        mode = "0644";
      };
    };
  };
}
