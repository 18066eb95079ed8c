# A root on btrfs: each boot has a new one, the old ones are kept for some days, and a power cut at any step
# of the exchange loses nothing.
let
  disk = subvolume: {
    device = "/dev/vdb";
    fsType = "btrfs";
    options = [
      "subvol=${subvolume}"
      "noatime"
    ];
    neededForBoot = true;
  };

  common =
    { lib, ... }:
    {
      imports = [ ./base.nix ];

      stateless.root = {
        kind = "btrfs";
        size = lib.mkForce "25%";
        btrfs.keepDays = 3;
      };
      users.mutableUsers = false;
      fileSystems = {
        "/" = disk "root";
        "/persist" = lib.mkForce (disk "persist");
      };

      virtualisation.emptyDiskImages = lib.mkForce [
        512
        1
      ];
      # Only for the VM profile of NixOS, which overrides the file systems.
      virtualisation.fileSystems = {
        "/" = lib.mkForce (disk "root");
        "/persist" = lib.mkForce (disk "persist");
      };

      boot.initrd.systemd.services.make-disk = {
        description = "Format the disk of the test";
        unitConfig.DefaultDependencies = false;
        requires = [ "dev-vdb.device" ];
        after = [ "dev-vdb.device" ];
        before = [
          "stateless-replace-root.service"
          "sysroot.mount"
        ];
        wantedBy = [ "initrd.target" ];
        serviceConfig.Type = "oneshot";
        script = ''
          if ! btrfs filesystem show /dev/vdb; then
            mkfs.btrfs --quiet /dev/vdb
            mkdir -p /new
            mount -t btrfs /dev/vdb /new
            btrfs subvolume create /new/persist
            btrfs subvolume create /new/blank
            echo template > /new/blank/template
            umount /new
          fi
        '';
      };
    };
in
{
  name = "btrfs";
  meta.timeout = 5400;

  nodes = {
    machine = { lib, ... }: {
      imports = [ common ];

      # The third disk has a list of commands, by their numbers. At each start the script stops before the
      # first of them and takes it off the list, so that the power can be cut there.
      boot.initrd.systemd.settings.Manager.DefaultEnvironment =
        lib.mkForce "PATH=/bin:/sbin BASH_ENV=/etc/cut";
      boot.initrd.systemd.contents."/etc/cut".text = ''
        if [[ $0 == *-stateless-replace-root ]]; then
          read -r -d / -a cuts < /dev/vdc || cuts=()
          step=0
          set -o functrace
          trap 'case $BASH_COMMAND in "mkdir --parents \"\$old\""|btrfs*|chmod*|mv*|echo*)
            step=$((step + 1))
            if [ "$step" = "''${cuts[0]:-}" ]; then
              echo "''${cuts[*]:1}/" > /dev/vdc
              /bin/sync /dev/vdc
              echo "stopped before: ''${BASH_COMMAND%% *}" > /dev/console
              while :; do /bin/sleep 1; done
            fi
          esac' DEBUG
        fi
      '';
    };

    template = {
      imports = [ common ];
      stateless.root.mode = "0711";
      stateless.root.btrfs = {
        template = "/blank";
        oldRoots = "/persist/old roots";
      };
    };
  };

  testScript = builtins.readFile ./btrfs.py;
}
