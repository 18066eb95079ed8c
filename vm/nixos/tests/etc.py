KINDS = {"links": "tmpfs", "mutable": "overlay", "immutable": "overlay"}


def check() -> None:
    """The machine came up, and `/etc` is what it is said to be."""
    machine.wait_for_unit("multi-user.target")
    failed = machine.succeed("systemctl list-units --failed --plain --no-legend 'stateless*' '*.mount'")
    t.assertEqual(failed, "")
    fs_type = machine.succeed("stat --file-system --format=%T /etc").strip()
    t.assertEqual({"overlayfs": "overlay"}.get(fs_type, fs_type), KINDS[machine.name])
    t.assertEqual(machine.succeed("cat /etc/declared"), "by NixOS")
    machine.succeed("mountpoint -q /etc/kept", "mountpoint -q /etc/file", "mountpoint -q /etc/machine-id")
    t.assertEqual(machine.succeed("stat -c %a /etc/file").strip(), "640")


def check_app() -> None:
    """A persisted directory has the files of `environment.etc`, in the store too."""
    for place in ("/etc/app", "/persist/etc/app"):
        t.assertEqual(machine.succeed(f"cat {place}/linked {place}/copied"), "currentcurrent")


for machine in (links, mutable, immutable):
    machine.start(allow_reboot=True)
    with subtest(f"{machine.name}: entries in /etc are mounted"):
        check()
    with subtest(f"{machine.name}: what is not declared can be written where /etc can"):
        status, _ = machine.execute("echo lost > /etc/undeclared")
        t.assertEqual(status != 0, machine.name == "immutable")
    machine.succeed("echo kept > /etc/kept/data", "echo content > /etc/file")
    if machine == links:
        with subtest("links: files of environment.etc are written through the mount"):
            check_app()
        machine.succeed("echo stale > /persist/etc/app/copied", "ln -sfn /nowhere /persist/etc/app/linked")
        machine.succeed("echo own > /etc/app/own")
    machine_id = machine.succeed("cat /etc/machine-id")
    t.assertRegex(machine_id, "^[0-9a-f]{32}\n$")
    machine.reboot()
    with subtest(f"{machine.name}: entries survive a reboot, and nothing else does"):
        check()
        t.assertEqual(machine.succeed("cat /etc/kept/data /etc/file"), "kept\ncontent\n")
        machine.fail("test -e /etc/undeclared")
    if machine == links:
        with subtest("links: files of environment.etc are those of the configuration at each boot"):
            check_app()
            t.assertEqual(machine.succeed("cat /etc/app/own"), "own\n")
    with subtest(f"{machine.name}: the machine id is kept, and one boot was the first"):
        t.assertEqual(machine.succeed("cat /etc/machine-id"), machine_id)
        t.assertEqual(machine.succeed("cat /var/lib/nixos/first-boots"), "first\n")
    machine.shutdown()
