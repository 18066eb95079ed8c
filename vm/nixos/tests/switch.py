UNTOUCHED = ["/persist", "/var/log", "/var/lib/nixos", "/etc/machine-id", "/var/lib/steady"]
WRITERS = ["steady", "changed"]


def mounts() -> dict[str, str]:
    """Mount points and the number that the kernel gave each when it was mounted."""
    lines = machine.succeed("cut -d ' ' -f 1,5 /proc/self/mountinfo").splitlines()
    return {point: number for number, point in (line.split(" ", 1) for line in lines)}


def acknowledged(name: str) -> int:
    """The last number that a writer said to have written."""
    return int(machine.succeed(f"cat /run/{name}/acknowledged"))


def check_writes(name: str, at_least: int) -> None:
    """The store has every number up to the last, once."""
    found = machine.succeed(f"cat /persist/var/lib/{name}/writes").split()
    t.assertEqual(found, [str(number + 1) for number in range(len(found))])
    t.assertGreaterEqual(len(found), at_least)


def check_units() -> None:
    """No unit failed."""
    t.assertEqual(machine.succeed("systemctl list-units --failed --plain --no-legend"), "")


def switch(system: str, action: str) -> str:
    """Runs the switch-to-configuration of a system while the writers write."""
    before = {name: acknowledged(name) for name in WRITERS}
    said = machine.succeed(f"{system}/bin/switch-to-configuration {action} 2>&1")
    machine.log(said)
    for name in WRITERS:
        machine.wait_until_succeeds(f"test $(cat /run/{name}/acknowledged) -gt {before[name] + 3}")
        check_writes(name, before[name] + 3)
    return said


machine.start()
machine.wait_for_unit("multi-user.target")
base = machine.succeed("readlink -f /run/booted-system").strip()
other = machine.succeed("readlink -f /run/booted-system/specialisation/other").strip()
machine_id = machine.succeed("cat /etc/machine-id")
check_units()

if machine.execute(f"{base}/bin/switch-to-configuration check")[0] == 69:
    print("  skipped: subtests that switch, because no --switch-to-configuration was given")
else:
    machine.succeed("mkdir /var/lib/added", "echo mine > /var/lib/added/old", "echo stays > /var/lib/removed/data")
    before = mounts()
    invocation = machine.succeed("systemctl show --property=InvocationID write-steady.service")

    with subtest("a switch adds, changes and removes entries, and no write is lost"):
        switch(other, "switch")
        check_units()

    with subtest("what did not change stays mounted, and its service runs on"):
        after = mounts()
        for point in UNTOUCHED:
            t.assertEqual(after[point], before[point], point)
        t.assertEqual(machine.succeed("systemctl show --property=InvocationID write-steady.service"), invocation)

    with subtest("an added entry adopts the data that was there"):
        t.assertIn("/var/lib/added", after)
        t.assertEqual(machine.succeed("cat /persist/var/lib/added/old /var/lib/added/old"), "mine\nmine\n")

    with subtest("a changed mode is applied without unmounting"):
        t.assertEqual(machine.succeed("stat -c %a /var/lib/changed").strip(), "711")
        t.assertEqual(after["/var/lib/changed"], before["/var/lib/changed"])

    with subtest("a removed entry keeps its mount until the reboot, and its data"):
        t.assertIn("/var/lib/removed", after)
        t.assertEqual(machine.succeed("cat /persist/var/lib/removed/data"), "stays\n")

    with subtest("switching back loses no write and unmounts nothing"):
        switch(base, "switch")
        check_units()
        t.assertEqual(mounts(), after)
        t.assertEqual(machine.succeed("stat -c %a /var/lib/changed").strip(), "755")

    with subtest("boot changes nothing now"):
        switch(other, "boot")
        t.assertEqual(mounts(), after)
        t.assertEqual(machine.succeed("readlink -f /run/current-system").strip(), base)

    machine.succeed("logger only-in-the-first-boot", "journalctl --sync")
    with subtest("the shutdown unmounts everything from the shutdown ramfs"):
        machine.shutdown()
        console = machine.get_console_log()
        t.assertIn("Entering exitrd", console)
        t.assertRegex(console.split("Entering exitrd")[-1], r" shutdown\[1\]: All filesystems unmounted")

    with subtest("the reboot enters the specialisation: entries are as it declares them"):
        machine.start()
        machine.wait_for_unit("multi-user.target")
        t.assertEqual(machine.succeed("readlink -f /run/booted-system").strip(), other)
        check_units()
        later = mounts()
        t.assertIn("/var/lib/added", later)
        t.assertNotIn("/var/lib/removed", later)
        t.assertEqual(machine.succeed("cat /persist/var/lib/removed/data"), "stays\n")
        t.assertEqual(machine.succeed("stat -c %a /var/lib/changed").strip(), "711")

    with subtest("no write was lost by the reboot"):
        for name in WRITERS:
            check_writes(name, 1)

    with subtest("the machine id is kept, and the journal knows the boot before"):
        t.assertEqual(machine.succeed("cat /etc/machine-id /persist/etc/machine-id"), machine_id * 2)
        machine.succeed("journalctl --boot=-1 --output=cat | grep -Fx only-in-the-first-boot")

    with subtest("one boot was the first"):
        t.assertEqual(machine.succeed("cat /var/lib/nixos/first-boots"), "first\n")

    with subtest("an entry that comes back finds its data"):
        switch(base, "switch")
        check_units()
        t.assertEqual(machine.succeed("cat /var/lib/removed/data"), "stays\n")
