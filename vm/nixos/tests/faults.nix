# Entries that cannot be mounted, one of each kind: the machine comes up without them, and says which they
# are. Only the numbers of users and groups are worth stopping for.
{
  name = "faults";
  meta.timeout = 3600;

  nodes = {
    machine = { lib, ... }: {
      imports = [ ./base.nix ];

      # No option says that there is a link, a directory or data where an entry is to be.
      system.activationScripts.in-the-way.text = ''
        mkdir -p /elsewhere /srv/file-is-directory /srv/hides-data
        ln -sfn /elsewhere /srv/link
        echo data > /srv/hides-data/data
        # At the first boot it would be adopted.
        if test -e /persist/srv/directory-is-file; then
          echo > /srv/directory-is-file
        fi
      '';

      # What these say would be said before, and as errors.
      stateless.checks = {
        dynamic-user = "off";
        store-not-needed-for-boot = "off";
        unknown-user = "off";
      };

      virtualisation.emptyDiskImages = lib.mkForce [
        256
        64
      ];
      virtualisation.fileSystems = {
        # systemd takes it for one of the network.
        "/remote" = {
          device = "/dev/vdc";
          fsType = "ext4";
          autoFormat = true;
          options = [ "_netdev" ];
        };
        "/missing" = {
          device = "/dev/disk/by-label/missing";
          fsType = "ext4";
          options = [
            "nofail"
            "x-systemd.device-timeout=3s"
          ];
        };
        "/missing-early" = {
          device = "/dev/disk/by-label/missing-early";
          fsType = "ext4";
          neededForBoot = true;
          options = [
            "nofail"
            "x-systemd.device-timeout=3s"
          ];
        };
      };

      stateless.presetStore = "main";
      stateless.stores = {
        main = {
          directories = {
            "/srv/good" = { };
            "/etc/good".phase = "initrd";
            "/srv/link" = { };
            "/srv/link/below" = { };
            "/srv/directory-is-file" = { };
            "/srv/hides-data".onConflict = "fail";
            "/srv/refused".mountOptions = [ "X-mount.idmap=/nowhere" ];
            "/etc/refused" = {
              phase = "initrd";
              mountOptions = [ "X-mount.idmap=/nowhere" ];
            };
            "/srv/owner-is-unknown".user = "nobody-knows";
            "/srv/store-has-file" = { };
            "/var/lib/dynamic/inside" = { };
          };
          files = {
            "/srv/file-is-directory" = { };
            "/srv/store-has-directory" = { };
          };
        };
        remote = {
          path = "/remote";
          directories = [
            "/srv/remote"
            "/srv/good/remote"
          ];
          files."/srv/remote-file" = { };
          files."/srv/remote.conf".how = "synced";
        };
        missing = {
          path = "/missing";
          directories = [
            "/srv/missing"
            "/srv/good/missing"
          ];
          files = [ "/srv/missing-file" ];
        };
        missing-early = {
          path = "/missing-early";
          directories."/etc/missing-early".phase = "initrd";
        };
      };

      # systemd moves its directory to `/var/lib/private`, with what is mounted in it.
      systemd.services.dynamic = {
        wantedBy = [ "multi-user.target" ];
        serviceConfig = {
          DynamicUser = true;
          StateDirectory = "dynamic";
          ExecStart = "/run/current-system/sw/bin/sleep infinity";
        };
      };
    };

    accounts = {
      imports = [ ./base.nix ];
      stateless.stores.main.directories."/var/lib/nixos".mountOptions = [ "X-mount.idmap=/nowhere" ];
    };
  };

  testScript = builtins.readFile ./faults.py;
}
