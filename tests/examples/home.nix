# A home-manager configuration that declares the paths of its programs. The machine declares the store. On
# machines without Stateless these options have no effect, so the same home works everywhere.
#
# On NixOS, add generated-modules/home-manager to `home-manager.sharedModules`, and import this file in
# `home-manager.users.alice`.
{ lib, ... }:
{
  stateless.stores.main = {
    # Relative to the home. Its user owns them.
    directories = {
      ".ssh" = { };
      ".gnupg" = { };
      ".mozilla" = { };
      ".config/app" = {
        # The parent directory is created too. Other settings in it are private.
        parents.".config".mode = "0700";
        reason = "Accounts of the app";
      };
      # A default, which the machine can override.
      "Games".enable = lib.mkDefault false;
    };
    files = {
      # These programs replace their file by renaming.
      ".local/share/fish/fish_history".how = "synced";
      ".config/mimeapps.list" = {
        how = "synced";
        mode = "0644";
      };
    };
  };
}
