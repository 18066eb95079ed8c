# A system of NixOS for `cargo xtask bench --eval --nixpkgs`, with `count` paths. The value is what has to
# be evaluated for `nixos-rebuild`; what counts is the work.
#
#   NIX_SHOW_STATS=1 nix-instantiate --readonly-mode --eval tests/eval/bench-nixos.nix \
#     --argstr nixpkgs ~/nixpkgs --argstr subject stateless --arg count 1000
{
  # A checkout with `nixos/`.
  nixpkgs,
  # How many paths. Without any, the modules are there and not used.
  count,
  # The modules: none, stateless, impermanence or preservation.
  subject ? "none",
  # Their folder.
  folder ? ../../generated-modules,
  # Whose options the manual of the system has: nobody makes one (`none`), those of NixOS (`nixos`), those of
  # NixOS with the modules in its list (`list`), or those of all modules of the system (`all`).
  manual ? "none",
}:
let
  nixos = /. + nixpkgs + "/nixos";
  lib = import (/. + nixpkgs + "/lib");

  inherit (import ./bench-paths.nix { inherit lib count; }) ours lists host;
  some = lib.mkIf (count > 0);

  module =
    {
      stateless = /. + folder;
      impermanence = /. + folder + "/nixos.nix";
      preservation = /. + folder + "/module.nix";
    }
    .${subject};
  settings = {
    none = { };
    stateless.stateless.stores = some { main = ours; };
    impermanence.environment.persistence = some { "/persist" = lists; };
    preservation.preservation = some {
      enable = true;
      preserveAt."/persist" = lists;
    };
  };

  system = import (nixos + "/lib/eval-config.nix") {
    system = "x86_64-linux";
    baseModules =
      import (nixos + "/modules/module-list.nix") ++ lib.optional (manual == "list") module;
    modules = [
      host
      settings.${subject}
      {
        boot.initrd.systemd.enable = true;
        boot.loader.grub.enable = false;
        documentation.nixos.enable = manual != "none";
        documentation.nixos.includeAllModules = manual == "all";
        fileSystems."/" = {
          device = "none";
          fsType = "tmpfs";
          options = [ "mode=0755" ];
        };
        fileSystems."/nix" = {
          device = "/dev/disk/by-label/nix";
          fsType = "ext4";
          neededForBoot = true;
        };
        system.stateVersion = lib.trivial.release;
      }
    ]
    ++ lib.optional (subject != "none" && manual != "list") module;
  };
in
system.config.system.build.toplevel.drvPath
