# The host's `/` on a tmpfs.
{ config, lib, ... }:
let
  inherit (lib)
    mkDefault
    mkIf
    mkMerge
    optional
    ;

  cfg = config.stateless.root;
  systemd = import ../lib/systemd.nix { inherit lib; };
in
{
  config = mkIf cfg.enable (mkMerge [
    {
      # Each field by itself is a default, so that a partitioning tool or the user can own the file
      # system and give only some of them.
      fileSystems."/" = {
        device = mkDefault "tmpfs";
        # Required since 26.05: there is no "auto" any more.
        fsType = mkDefault "tmpfs";
        # A disk that somebody else puts at `/` must not be mounted with options of a tmpfs. The
        # kernel's default mode would be 1777, and any definition replaces NixOS' own "defaults".
        options = mkIf (config.fileSystems."/".fsType == "tmpfs") (
          mkDefault (
            [
              "mode=${cfg.mode}"
              "size=${toString cfg.size}"
            ]
            ++ optional (cfg.inodes != null) "nr_inodes=${toString cfg.inodes}"
          )
        );
        neededForBoot = mkDefault true;
      };
    }

    (mkIf (cfg.buildDir != null) {
      # Known to Nix since 2.30 under this name; the settings take free keys.
      nix.settings.build-dir = cfg.buildDir;

      # Nix refuses a build directory that others can write to, and does not create it. Plain
      # rules, because the settings form cannot quote every path. No age: nothing is cleaned.
      systemd.tmpfiles.rules = [
        (systemd.tmpfilesLine "d" cfg.buildDir "0755" "root" "root" "-")
      ];

      # A list, because NixOS gives this key already and two scalars conflict.
      # Only where the daemon is: a definition for a unit that nobody else makes would make it.
      systemd.services = mkIf (config.nix.enable or true) {
        nix-daemon.unitConfig.RequiresMountsFor = [ (systemd.word cfg.buildDir) ];
      };
    })
  ]);
}
