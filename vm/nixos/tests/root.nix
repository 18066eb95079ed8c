# The root has the declared size and mode, whatever mount options NixOS, a disko-like module or the user
# adds to it.
{
  name = "root";
  meta.timeout = 2400;

  nodes = {
    # NixOS adds `x-initrd.mount`.
    plain = ./base.nix;

    # disko defines the whole file system, with options of its own.
    disko = {
      imports = [ ./base.nix ];
      fileSystems."/" = {
        device = "none";
        fsType = "tmpfs";
        options = [ "nodev" ];
      };
    };

    # A user says something else.
    user = {
      imports = [ ./base.nix ];
      fileSystems."/".options = [
        "size=64M"
        "mode=0711"
        "noatime"
      ];
    };
  };

  testScript = ''
    EXPECTED = {
        plain: (["size=98304k", "mode=755"], 98304, "755"),
        disko: (["size=98304k", "mode=755", "nodev"], 98304, "755"),
        user: (["size=65536k", "mode=711", "noatime"], 65536, "711"),
    }

    for machine, (options, blocks, mode) in EXPECTED.items():
        machine.start()
        machine.wait_for_unit("multi-user.target")
        with subtest(f"{machine.name}: the root has its size, its mode and every option"):
            fs_type, shown = machine.succeed("findmnt --noheadings --raw --output FSTYPE,OPTIONS /").split()
            t.assertEqual(fs_type, "tmpfs")
            for option in options:
                t.assertIn(option, shown.split(","))
            t.assertEqual(machine.succeed("stat -c %a /").strip(), mode)
            size = machine.succeed("df --output=size --block-size=1K / | tail -n 1")
            t.assertEqual(int(size), blocks)
        with subtest(f"{machine.name}: nobody but root writes to the root"):
            machine.fail("setpriv --reuid=nobody --clear-groups touch /planted")
        machine.shutdown()
  '';
}
