GOOD = ["/srv/good", "/etc/good", "/var/log", "/var/lib/nixos", "/etc/machine-id"]
REMOTE = ["/srv/remote", "/srv/good/remote", "/srv/remote-file"]
FAULTY = [
    "/srv/link",
    "/srv/link/below",
    "/srv/hides-data",
    "/srv/refused",
    "/etc/refused",
    "/srv/file-is-directory",
    "/srv/missing",
    "/srv/good/missing",
    "/srv/missing-file",
    "/etc/missing-early",
]
# From the second boot on, when there is something else in the place of what is mounted, or over which.
REPLACED = ["/srv/store-has-file", "/srv/store-has-directory", "/srv/directory-is-file"]


def failed_units() -> list[str]:
    """Names of the units that failed."""
    lines = machine.succeed("systemctl list-units --failed --plain --no-legend").splitlines()
    return [line.split()[0] for line in lines]


def is_up() -> None:
    """The machine came up, past every target that mounts belong to."""
    machine.wait_for_unit("multi-user.target")
    machine.succeed("systemctl is-active local-fs.target sysinit.target multi-user.target")
    machine.fail("systemctl is-active emergency.target")
    t.assertNotRegex(machine.get_console_log(), "Emergency (Shell|Mode)")


def check(good: list[str], faulty: list[str]) -> None:
    """Each path is mounted, or is one for which a unit failed."""
    for path in good:
        machine.succeed(f"mountpoint -q {path}")
    failed = failed_units()
    for path in faulty:
        machine.fail(f"mountpoint -q {path}")
        unit = machine.succeed(f"systemd-escape --path {path}").strip()
        t.assertTrue({f"{unit}.mount", f"stateless-mounted@{unit}.service"} & set(failed), f"{path}: {failed}")
    for path in good:
        unit = machine.succeed(f"systemd-escape --path {path}").strip()
        t.assertNotIn(f"stateless-mounted@{unit}.service", failed)


machine.start(allow_reboot=True)
with subtest("the machine comes up, whatever cannot be mounted"):
    is_up()
with subtest("each path that is not mounted has a unit that failed, and the others are mounted"):
    check([*GOOD, "/srv/owner-is-unknown", *REPLACED], FAULTY)
with subtest("what is kept on the network is mounted after local paths, without a cycle"):
    machine.wait_for_unit("remote-fs.target")
    check(REMOTE, [])
    machine.succeed("systemctl is-active stateless-sync-srv-remote.conf.service")
    t.assertNotIn("ordering cycle", machine.succeed("journalctl --boot --no-pager"))
    after = machine.get_unit_property("srv-remote.mount", "After").split()
    t.assertIn("remote-fs-pre.target", after)
    t.assertNotIn("local-fs-pre.target", after)
with subtest("nothing is written where a store is missing, and nothing through a link"):
    machine.fail("test -e /missing/srv", "test -e /missing-early/etc")
    t.assertEqual(machine.succeed("ls -A /elsewhere"), "")
with subtest("data that an entry refuses to hide is there"):
    t.assertEqual(machine.succeed("cat /srv/hides-data/data"), "data\n")

with subtest("starting all targets again, as a switch does, leaves the machine up"):
    # systemd made it a link when the service started, and moved what was mounted below.
    machine.wait_until_succeeds("test -L /var/lib/dynamic")
    machine.succeed("systemctl daemon-reload")
    machine.execute("systemctl restart local-fs.target sysinit-reactivation.target")
    is_up()
    check([], FAULTY)
    t.assertIn("var-lib-dynamic-inside.mount", failed_units())

machine.succeed("echo kept > /srv/remote/data", "echo changed > /srv/remote.conf")
machine.succeed("echo kept > /srv/good/data", "umount /srv/store-has-file /srv/store-has-directory")
machine.succeed("rmdir /persist/srv/store-has-file", "echo > /persist/srv/store-has-file")
machine.succeed("rm /persist/srv/store-has-directory", "mkdir /persist/srv/store-has-directory")
machine.reboot()
with subtest("a store with something else in the place of an entry does not keep the machine from coming up"):
    is_up()
    check([*GOOD, "/srv/owner-is-unknown"], [*FAULTY, *REPLACED])
    t.assertEqual(machine.succeed("cat /srv/good/data"), "kept\n")
with subtest("what is kept on the network survives"):
    machine.wait_for_unit("remote-fs.target")
    check(REMOTE, [])
    t.assertEqual(machine.succeed("cat /srv/remote/data /srv/remote.conf"), "kept\nchanged\n")
machine.shutdown()

accounts.start()
with subtest("without the numbers of users and groups the machine stops, before activation gives out others"):
    accounts.wait_for_console_text("Emergency (Shell|Mode)")
    t.assertNotIn("multi-user.target", accounts.get_console_log())
accounts.release()
