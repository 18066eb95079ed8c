{
  name = "stateless-root";
  meta.maintainers = [ ];

  nodes.machine = {
    boot.initrd.systemd.enable = true;
    virtualisation = {
      emptyDiskImages = [ 512 ];
      # The profile of virtual machines replaces `fileSystems`.
      fileSystems = {
        "/" = {
          device = "tmpfs";
          fsType = "tmpfs";
          options = [
            "size=256M"
            "mode=0755"
          ];
          neededForBoot = true;
        };
        "/persist" = {
          device = "/dev/vdb";
          fsType = "ext4";
          autoFormat = true;
          neededForBoot = true;
        };
      };
    };
    stateless.stores.main = {
      path = "/persist";
      directories."/var/lib/kept" = {
        mode = "0750";
      };
    };
  };

  testScript = ''
    machine.start(allow_reboot=True)
    machine.wait_for_unit("multi-user.target")

    with subtest("the root is a tmpfs"):
        assert machine.succeed("findmnt --noheadings --output FSTYPE /").strip() == "tmpfs"

    with subtest("a kept directory has its mode before anything writes to it"):
        assert machine.succeed("stat --format %a /var/lib/kept").strip() == "750"

    machine.succeed("echo kept > /var/lib/kept/file", "echo lost > /var/lib/lost", "sync")
    machine.reboot()
    machine.wait_for_unit("multi-user.target")

    with subtest("what is declared survives a reboot, and nothing else"):
        assert machine.succeed("cat /var/lib/kept/file").strip() == "kept"
        machine.fail("test -e /var/lib/lost")
  '';
}
