# Checks of what a root on tmpfs loses. For each id: a configuration with exactly this finding, and one
# that is nearly the same and fine. Both are set on top of `host.nix`.
let
  main = store: {
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
  };
  withApp = {
    users.users.app = {
      isSystemUser = true;
      group = "app";
    };
    users.groups.app.gid = 990;
  };
  # As NixOS has it by default, and without the preset, which names the store instead.
  hostKey = store: {
    services.openssh.enable = true;
    stateless.presets.ssh-host-keys.enable = false;
    stateless.stores.main = {
      path = "/persist";
    }
    // store;
  };
in
{
  root-on-disk = {
    rejects.fileSystems."/" = {
      device = "/dev/disk/by-label/nixos";
      fsType = "btrfs";
      options = [ "subvol=root" ];
    };
    accepts.fileSystems."/" = {
      fsType = "tmpfs";
      options = [ "size=2G" ];
    };
  };
  password-lost = {
    rejects = main { } // {
      users.mutableUsers = true;
    };
    accepts = {
      users.mutableUsers = true;
      stateless.passwords = "unmanaged";
      stateless.stores.main.path = "/persist";
    };
  };
  uid-map-lost = {
    rejects = main { directories."/srv".user = "app"; } // withApp;
    accepts =
      main {
        directories = {
          "/srv".user = "app";
          "/var/lib/nixos" = { };
        };
      }
      // withApp;
  };
  host-key-file = {
    rejects = hostKey { files = [ "/etc/ssh/ssh_host_ed25519_key" ]; };
    accepts = hostKey { directories = [ "/etc/ssh" ]; };
  };
  path-lost = {
    rejects = main { } // {
      services.tailscale = {
        enable = true;
        authKeyFile = "/etc/tailscale.key";
      };
    };
    accepts = main { files = [ "/etc/tailscale.key" ]; } // {
      services.tailscale = {
        enable = true;
        authKeyFile = "/etc/tailscale.key";
      };
    };
  };
  bind-mount-lost = {
    rejects.containers.web = {
      bindMounts."/data".hostPath = "/srv/data";
      stateless.enable = true;
    };
    accepts.containers.web = {
      bindMounts."/data".hostPath = "/persist/data";
      stateless.enable = true;
    };
  };
}
