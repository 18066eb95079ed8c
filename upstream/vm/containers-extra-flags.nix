{
  name = "containers-extra-flags";
  meta.maintainers = [ ];

  nodes.machine = {
    systemd.tmpfiles.rules = [
      "d '/srv/two words' 0755 root root"
      "f '/srv/two words/file' 0644 root root - found"
    ];

    containers.words = {
      bindMounts."/srv/two words" = { };
      extraFlags = [
        "--setenv=GREETING=hello * $HOME \"world\""
        "--link-journal=no"
      ];
      config = { };
    };
  };

  testScript = ''
    machine.wait_for_unit("multi-user.target")
    machine.succeed("nixos-container start words")

    with subtest("A bind mount may have a blank"):
        assert machine.succeed("nixos-container run words -- cat '/srv/two words/file'") == "found"

    with subtest("A flag reaches systemd-nspawn as it is written"):
        leader = machine.succeed("machinectl show --property=Leader --value words").strip()
        environment = machine.succeed(f"cat /proc/{leader}/environ").split("\0")
        assert 'GREETING=hello * $HOME "world"' in environment, environment

    with subtest("A later flag wins"):
        machine_id = machine.succeed("nixos-container run words -- cat /etc/machine-id").strip()
        machine.fail(f"test -e /var/log/journal/{machine_id}")

    with subtest("The variable still works where nothing is declared"):
        machine.succeed("nixos-container stop words")
        machine.succeed(
            "cp --remove-destination $(readlink --canonicalize /etc/nixos-containers/words.conf) /run/words.conf",
            "echo 'EXTRA_NSPAWN_FLAGS=\"--setenv=ONE=1 --setenv=TWO=2\"' >> /run/words.conf",
            "mkdir --parents /run/systemd/system/container@words.service.d",
            "printf '[Service]\nEnvironmentFile=/run/words.conf\n'"
            " > /run/systemd/system/container@words.service.d/test.conf",
            "systemctl daemon-reload",
            "nixos-container start words",
        )
        leader = machine.succeed("machinectl show --property=Leader --value words").strip()
        environment = machine.succeed(f"cat /proc/{leader}/environ").split("\0")
        assert "ONE=1" in environment and "TWO=2" in environment, environment
  '';
}
