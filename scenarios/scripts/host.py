import json

ODD = "/srv/odd/100% it's a \"test\" \\ é"
LONG = "/srv/" + "n" * 190
LONGER = "/srv/" + "n" * 200

# What is written into each entry, by the path that is written.
CONTENT = {
    "/var/lib/app/data": "of a service",
    "/var/lib/nixos/data": "of the initrd",
    "/srv/closed/data": "closed",
    "/srv/linked/data": "through a link",
    "/srv/adopted/data": "adopts",
    "/srv/refused/data": "refuses",
    "/srv/hidden/data": "hides",
    "/srv/removed/data": "stays",
    ODD + "/data": "odd",
    LONG + "/data": "long",
    LONGER + "/data": "longer, through a link",
    "/etc/plain": "a file",
    "/etc/linked": "a linked file",
    "/etc/synced": "a synced file",
    "/home/alice/.ssh/data": "of alice",
    "/home/alice/notes/data": "of alice, early",
    "/home/alice/.config/app/state.json": "a file of alice",
}

# Mode, owner and group of declared paths, which are the same in the store; and of what lies above them.
OWNERS = {
    "/var/lib/app": "750 1000 100",
    "/var/lib/nixos": "755 0 0",
    "/srv/closed": "700 0 0",
    "/srv/enforced": "710 0 0",
    "/srv/linked": "701 1000 0",
    "/srv/adopted": "755 0 0",
    "/srv/refused": "755 0 0",
    "/srv/hidden": "755 0 0",
    "/srv/removed": "755 0 0",
    ODD: "755 0 0",
    LONG: "755 0 0",
    LONGER: "755 0 0",
    "/etc/plain": "640 0 100",
    "/etc/seeded": "600 0 0",
    "/etc/linked": "604 0 0",
    "/etc/synced": "600 0 100",
    "/home/alice": "700 1000 100",
    "/home/alice/.config": "755 1000 100",
    "/home/alice/.config/app": "755 1000 100",
    "/home/alice/.ssh": "700 1000 100",
    "/home/alice/notes": "711 1000 100",
    "/home/alice/.config/app/state.json": "600 1000 100",
}

WRITER = (
    "i=0; while :; do i=$((i + 1));"
    ' echo "$1 $i" >> /var/lib/app/writes; sync /var/lib/app/writes;'
    " echo $i > /run/written.new; mv /run/written.new /run/written; done"
)


def quote(path: str) -> str:
    """A path for the shell."""
    return "'" + path.replace("'", "'\\''") + "'"


def check_content() -> None:
    """Everything that was written is there."""
    files = " ".join(quote(path) for path in CONTENT)
    found = machine.succeed(f"tail -v -n +1 {files}")
    expected = "\n".join(f"==> {path} <==\n{text}\n" for path, text in CONTENT.items())
    t.assertEqual(found, expected)


def check_owners() -> None:
    """Each entry has the owner and mode that it was declared with."""
    for root in "", "/persist":
        paths = " ".join(quote(root + path) for path in OWNERS)
        found = machine.succeed(f"stat -L -c '%a %u %g' -- {paths}").splitlines()
        t.assertEqual(dict(zip(OWNERS, found)), OWNERS, root)


def check_nothing_else() -> None:
    """What nobody declared is gone."""
    machine.fail("test -e /srv/undeclared")
    machine.fail("test -e /etc/undeclared")
    machine.fail("test -e /home/alice/undeclared")


def check_booted() -> None:
    """The machine came up without a unit that failed, and its mounts are from the store."""
    machine.wait_for_unit("multi-user.target")
    failed = machine.succeed("systemctl list-units --failed --plain --no-legend 'stateless*' '*.mount'")
    t.assertEqual(failed, "")
    check_content()
    check_owners()
    check_nothing_else()
    t.assertEqual(machine.succeed("cat /etc/machine-id"), machine_id)


def recoveries() -> int:
    """How often the store was found without having been unmounted: by fsck, which NixOS runs first, or by
    the kernel when it mounted it."""
    by_kernel = "dmesg | grep -c 'EXT4-fs (vdb): recovery complete' || true"
    by_fsck = "journalctl --boot --output=cat | grep -c 'vdb: recovering journal' || true"
    return sum(int(machine.succeed(command)) for command in (by_kernel, by_fsck))


def power_cut(cycle: int) -> None:
    """Cuts the power under a writer, and looks for what it had acknowledged."""
    machine.succeed(
        "echo lost > /srv/undeclared",
        f"systemd-run --unit=writer --quiet /bin/sh -c '{WRITER}' writer {cycle}",
        "while [ ! -e /run/written ]; do sleep 0.1; done; sleep 1",
    )
    acknowledged = int(machine.succeed("cat /run/written"))
    machine.crash()
    machine.start(allow_reboot=True)
    check_booted()
    # A line that was not acknowledged may be there, and may be cut off.
    found = machine.succeed(f"sed -n 's/^{cycle} //p' /var/lib/app/writes").split()
    expected = [str(number + 1) for number in range(acknowledged)]
    t.assertEqual(found[:acknowledged], expected)
    t.assertGreater(acknowledged, 0)


machine.start(allow_reboot=True)
machine.wait_for_unit("multi-user.target")

with subtest("the root is a tmpfs of the declared size"):
    root = machine.succeed("findmnt --noheadings --raw --output FSTYPE,OPTIONS /")
    t.assertTrue(root.startswith("tmpfs "), root)
    t.assertIn("size=98304k", root)
    t.assertIn("mode=755", root)

with subtest("entries have their owners and modes at the first boot"):
    check_owners()

with subtest("permissions are final when the mount appears"):
    t.assertEqual(machine.succeed("cat /run/permissions-early").strip(), "750 1000 100")

with subtest("entries of the initrd are mounted before any service"):
    early = machine.succeed("cat /run/mounts-early")
    for path in ["/var/log", "/var/lib/nixos", "/etc/machine-id", "/home/alice/notes"]:
        t.assertIn(f" {path} ", early)
    t.assertNotIn(" /srv/closed ", early)

with subtest("a file is seeded once, and then belongs to the machine"):
    t.assertEqual(machine.succeed("cat /etc/seeded"), "100% seeded\n")
    machine.succeed("echo changed > /etc/seeded")

with subtest("the manifest names every entry"):
    manifest = json.loads(machine.succeed("cat /etc/stateless/manifest.json"))
    paths = {entry["path"] for entry in manifest["paths"]}
    t.assertLessEqual({ODD, LONG, LONGER, "/etc/synced", "/home/alice/.ssh"}, paths)

with subtest("every entry can be written"):
    for path, text in CONTENT.items():
        machine.succeed(f"echo {quote(text)} > {quote(path)}")
    machine.succeed("echo x > /etc/undeclared", "echo x > /home/alice/undeclared")
    machine.succeed("chmod 0777 /srv/enforced", "echo x > /srv/scratch/build")
    # Below the same store, and nobody's to empty.
    machine.succeed("echo of another > /persist/builds/neighbour", "test -s /persist/builds/srv/scratch/build")
    check_content()

with subtest("a synced file reaches the store without a shutdown"):
    machine.wait_until_succeeds("grep -qx 'a synced file' /persist/etc/synced", timeout=60)

with subtest("mount points are in the store, and links lead there"):
    t.assertEqual(machine.succeed("readlink /srv/linked /etc/linked"), "/persist/srv/linked\n/persist/etc/linked\n")
    source = machine.succeed("findmnt --noheadings --raw --output SOURCE /var/lib/app").strip()
    t.assertEqual(source, "/dev/vdb[/var/lib/app]")

with subtest("data at the target of an entry is adopted into an empty store"):
    machine.succeed(
        "umount /srv/adopted",
        "mv /persist/srv/adopted /persist/aside",
        "echo found > /srv/adopted/found; chmod 0751 /srv/adopted",
        "systemctl restart stateless-tmpfiles-main.service",
        "systemctl start srv-adopted.mount",
    )
    t.assertEqual(machine.succeed("cat /persist/srv/adopted/found /srv/adopted/found"), "found\nfound\n")
    OWNERS["/srv/adopted"] = "751 0 0"
    check_owners()
    machine.succeed("rm /srv/adopted/found", "mv /persist/aside/data /srv/adopted/data", "rmdir /persist/aside")

with subtest("an entry with onConflict = fail does not hide data, and says so"):
    check = "systemctl is-failed stateless-mounted@srv-refused.service"
    machine.succeed("umount /srv/refused", "echo mine > /srv/refused/mine")
    machine.fail("systemctl start srv-refused.mount")
    machine.wait_until_succeeds(check, timeout=60)
    t.assertEqual(machine.succeed("cat /srv/refused/mine"), "mine\n")
    machine.succeed("rm /srv/refused/mine", "systemctl start srv-refused.mount")
    machine.wait_until_fails(check, timeout=60)
    t.assertEqual(machine.succeed("cat /srv/refused/data"), "refuses\n")

with subtest("an entry with onConflict = hide does, and leaves it alone"):
    machine.succeed("umount /srv/hidden", "echo mine > /srv/hidden/mine", "systemctl start srv-hidden.mount")
    t.assertEqual(machine.succeed("ls /srv/hidden"), "data\n")
    machine.succeed("umount /srv/hidden", "grep mine /srv/hidden/mine", "rm /srv/hidden/mine")
    machine.succeed("systemctl start srv-hidden.mount")

with subtest("an entry that is removed keeps its mount and its data"):
    machine.succeed(
        "systemd-run --unit=user-of-it --quiet /bin/sh -c 'exec 3>> /srv/removed/open; while :; do echo x >&3; sleep 0.2; done'",
        "mount --bind /dev/null /etc/systemd/system/srv-removed.mount",
        "systemctl daemon-reload",
        "sleep 1; mountpoint -q /srv/removed",
    )
    machine.require_unit_state("user-of-it.service")
    t.assertEqual(machine.succeed("cat /persist/srv/removed/data"), "stays\n")
    machine.succeed("umount /etc/systemd/system/srv-removed.mount", "systemctl daemon-reload")
    machine.succeed("systemctl stop user-of-it", "rm /srv/removed/open")
    unit = machine.succeed("systemctl cat srv-removed.mount")
    t.assertIn("\nX-StopOnRemoval=false\n", unit)

machine_id = machine.succeed("cat /etc/machine-id")
with subtest("the machine has an id of its own, in the store"):
    t.assertRegex(machine_id, "^[0-9a-f]{32}\n$")
    t.assertEqual(machine.succeed("cat /persist/etc/machine-id"), machine_id)

with subtest("a shutdown unmounts the store, and everything is there afterwards"):
    # Without what waits for changes, only the shutdown itself can copy this one.
    machine.succeed("systemctl stop stateless-sync-etc-synced.path")
    machine.succeed("echo lost > /srv/undeclared", "echo 'at shutdown' > /etc/synced")
    CONTENT["/etc/synced"] = "at shutdown"
    machine.shutdown()
    machine.start(allow_reboot=True)
    check_booted()
    t.assertEqual(recoveries(), 0)

with subtest("a seed does not come back, and enforced modes do"):
    t.assertEqual(machine.succeed("cat /etc/seeded"), "changed\n")
    t.assertEqual(machine.succeed("stat -c %a /srv/enforced"), "710\n")

with subtest("a scratch store is emptied at boot, and nothing beside its entries"):
    t.assertEqual(machine.succeed("ls -A /srv/scratch /persist/builds/srv/scratch | grep -v :$ || true").strip(), "")
    t.assertEqual(machine.succeed("cat /persist/builds/neighbour"), "of another\n")
    machine.succeed("mountpoint -q /srv/scratch")

with subtest("the first boot was the first only once"):
    t.assertEqual(machine.succeed("cat /var/lib/nixos/first-boots"), "first\n")

with subtest("a link that a user planted is not followed, and the machine boots"):
    machine.succeed(
        "su alice -s /bin/sh -c '"
        "mv /persist/home/alice/.config /persist/home/alice/kept;"
        " ln -s /srv/closed /persist/home/alice/.config'"
    )
    machine.reboot()
    machine.wait_for_unit("multi-user.target")
    t.assertEqual(machine.succeed("ls -A /srv/closed"), "data\n")
    machine.fail("mountpoint -q /home/alice/.config/app/state.json")
    machine.succeed(
        "rm /persist/home/alice/.config",
        "mv /persist/home/alice/kept /persist/home/alice/.config",
    )

with subtest("a reboot keeps everything"):
    machine.succeed("echo lost > /srv/undeclared")
    machine.reboot()
    check_booted()

with subtest("after each power cut every acknowledged write is there, and nothing undeclared"):
    for cycle in range(POWER_CUTS):
        power_cut(cycle)
        t.assertGreater(recoveries(), 0)

with subtest("the journal has every boot that ended in order"):
    boots = machine.succeed("journalctl --list-boots --quiet --no-pager").splitlines()
    t.assertGreaterEqual(len(boots), 4)
