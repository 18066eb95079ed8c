TOP = "/run/test-top"
# The commands of the script that change the disk, and the one after them.
COMMANDS = ["mkdir", "btrfs", "chmod", "mv", "echo"]


def is_up() -> None:
    """The machine came up with a root of its own."""
    guest.wait_for_unit("multi-user.target")
    t.assertNotRegex(guest.get_console_log(), "Emergency (Shell|Mode)")
    options = guest.succeed("findmnt --noheadings --output FSROOT,OPTIONS /")
    t.assertEqual(options.split()[0], "/root")
    guest.succeed(f"mkdir -p {TOP}", f"mount -o subvolid=5 /dev/vdb {TOP}")


def restart() -> None:
    """Reboots in order."""
    guest.shutdown()
    guest.start()
    is_up()


def old_roots() -> list[str]:
    """Names of the old roots."""
    return guest.succeed(f"ls {OLD_ROOTS}").split()


def holding(path: str) -> list[str]:
    """Names of the old roots that have a path."""
    return [name for name in old_roots() if guest.execute(f"test -e {OLD_ROOTS}/{name}/{path}")[0] == 0]


def delete_on(date: str) -> None:
    """Runs the service that deletes old roots on a day."""
    machine.succeed(f"date --utc --set '{date} 12:00'", "systemctl start stateless-old-roots.service")


guest, OLD_ROOTS = machine, f"{TOP}/old-roots"
machine.start()
is_up()
with subtest("a missing root is made"):
    t.assertEqual(old_roots(), [])
    t.assertEqual(machine.succeed(f"stat -c %a / {OLD_ROOTS}").split(), ["755", "700"])
with subtest("the top level is not left mounted"):
    t.assertEqual(machine.succeed("findmnt --noheadings --list --output TARGET /run/stateless/btrfs || true"), "")

machine.succeed(
    "echo first > /srv/lost",
    "echo kept > /persist/data",
    "btrfs subvolume create /srv/nested",
    "echo nested > /srv/nested/data",
)
restart()
with subtest("at the next boot the root is empty, and the old one is whole"):
    machine.fail("test -e /srv/lost")
    (first,) = old_roots()
    t.assertRegex(first, "^stateless-[0-9-]+T[0-9-]+Z$")
    t.assertEqual(machine.succeed(f"cat {OLD_ROOTS}/{first}/srv/lost"), "first\n")
    t.assertEqual(machine.succeed(f"cat {OLD_ROOTS}/{first}/srv/nested/data"), "nested\n")
with subtest("what is on another subvolume is kept"):
    t.assertEqual(machine.succeed("cat /persist/data"), "kept\n")
with subtest("nobody but root can read old roots"):
    machine.fail(f"setpriv --reuid=nobody --clear-groups ls {OLD_ROOTS}")



def cut_power(*commands: str) -> None:
    """Cuts the power at the next starts, before one command each, and starts the machine once more."""
    steps = " ".join(str(COMMANDS.index(command) + 1) for command in commands)
    machine.succeed(
        f"echo written > /srv/before-{commands[0]}",
        f"echo {commands[0]} >> /persist/cuts",
        f"echo {steps}/ > /dev/vdc",
        "sync",
    )
    machine.crash()
    for command in commands:
        machine.start()
        machine.wait_for_console_text(f"stopped before: {command}")
        machine.crash()
    machine.start()
    is_up()
    machine.fail(f"test -e /srv/before-{commands[0]}")
    t.assertEqual(len(holding(f"srv/before-{commands[0]}")), 1)


with subtest("after a power cut before and after the exchange the machine boots, and no root is lost"):
    cut_power("mv")
    cut_power("echo")
with subtest("after power cuts before each command, one after the other, the machine boots"):
    cut_power(*COMMANDS)
with subtest("every root of before is still there, and every write to the store"):
    t.assertEqual(holding("srv/lost"), [first])
    for command in ["mv", "echo", COMMANDS[0]]:
        t.assertEqual(len(holding(f"srv/before-{command}")), 1)
    t.assertEqual(machine.succeed("cat /persist/cuts").split(), ["mv", "echo", COMMANDS[0]])

with subtest("old roots are kept for as many days as the machine saw them, whatever its clock says"):
    names = old_roots()
    for date in ["2040-01-01", "2040-01-01", "2001-01-01", "2040-01-02"]:
        delete_on(date)
        t.assertEqual(old_roots(), names)
with subtest("only names of old roots are deleted, and nothing that is mounted"):
    mounted = holding("srv/before-mv")[0]
    machine.succeed(
        f"mv {OLD_ROOTS}/{holding('srv/before-echo')[0]} {OLD_ROOTS}/to-keep",
        f"mkdir {OLD_ROOTS}/stateless-mine",
        f"mkdir /run/mounted && mount -o subvol=old-roots/{mounted} /dev/vdb /run/mounted",
    )
    delete_on("2040-01-03")
    t.assertEqual(old_roots(), ["stateless-mine", mounted, "to-keep"])
    t.assertEqual(machine.succeed("cat /run/mounted/srv/before-mv"), "written\n")
    machine.succeed("umount /run/mounted")
    delete_on("2040-01-03")
    t.assertEqual(old_roots(), ["stateless-mine", "to-keep"])
    t.assertEqual(machine.succeed(f"ls {OLD_ROOTS}/.days"), "")
with subtest("subvolumes in an old root are deleted with it"):
    listed = machine.succeed(f"btrfs subvolume list -o {TOP}; btrfs subvolume list {TOP}")
    t.assertNotIn("nested", listed)
with subtest("the root and the store are untouched"):
    t.assertEqual(machine.succeed("cat /persist/data"), "kept\n")
    machine.succeed("touch /srv/writable")
with subtest("the root of this boot is older than the next one"):
    restart()
    t.assertEqual(len(holding("srv/writable")), 1)
machine.shutdown()

guest, OLD_ROOTS = template, f"'{TOP}/persist/old roots'"
template.start()
is_up()
with subtest("a new root is a snapshot of the template, with the declared mode"):
    t.assertEqual(template.succeed("cat /template"), "template\n")
    t.assertEqual(template.succeed("stat -c %a /").strip(), "711")
with subtest("the template is not written to"):
    template.succeed("echo changed > /template", "echo lost > /srv/lost")
    restart()
    t.assertEqual(template.succeed("cat /template"), "template\n")
    t.assertEqual(len(holding("srv/lost")), 1)
with subtest("without the template the machine boots with the last root, and a unit fails"):
    template.succeed("echo still here > /srv/kept", f"mv {TOP}/blank {TOP}/elsewhere")
    restart()
    t.assertEqual(template.succeed("cat /srv/kept"), "still here\n")
    template.fail("systemctl start stateless-old-roots.service")
    template.succeed("journalctl -u stateless-old-roots -o cat | grep 'was not replaced'")
    template.succeed("journalctl -u stateless-replace-root -o cat | grep 'was not replaced'")
with subtest("it is replaced again once the template is there"):
    template.succeed(f"mv {TOP}/elsewhere {TOP}/blank")
    restart()
    template.fail("test -e /srv/kept")
    t.assertEqual(len(holding("srv/kept")), 1)
    template.succeed("systemctl start stateless-old-roots.service")
