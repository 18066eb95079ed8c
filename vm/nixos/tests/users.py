DECLARED = "$6$0123456789abcdef$"


def shadow(user: str) -> str:
    """The password of a user as it is stored."""
    return machine.succeed(f"getent shadow {user}").split(":")[1]


def check_home() -> None:
    """The home is the user's own, and so is what it keeps."""
    t.assertEqual(machine.succeed("stat -c '%a %U %G' /home/alice").strip(), "700 alice users")
    t.assertEqual(machine.succeed("stat -c '%U %G' /home/alice/notes").strip(), "alice users")
    machine.succeed("mountpoint -q /home/alice/notes", "mountpoint -q /home/alice/.config/app/keys")
    for place in ("/home/alice", "/persist/home/alice"):
        for path in (".config", ".config/app", ".config/app/keys"):
            t.assertEqual(machine.succeed(f"stat -c '%a %U %G' {place}/{path}").strip(), "755 alice users")
    t.assertEqual(machine.succeed("systemctl list-units --failed --plain --no-legend 'stateless*'"), "")
    machine.succeed("setpriv --reuid=alice --regid=users --clear-groups touch /home/alice/notes/mine")


def check_accounts() -> None:
    """Both accounts are there, and root is first."""
    t.assertEqual(machine.succeed("getent passwd root").split(":")[2], "0")
    t.assertGreaterEqual(int(machine.succeed("id -u alice")), 1000)
    t.assertLess(int(machine.succeed("id -u worker")), 1000)
    t.assertEqual(machine.succeed("id -gn worker").strip(), "worker")


def has_program() -> bool:
    """Whether what manages the accounts was given to the rig."""
    if machine.name != "userborn":
        return True
    find = "systemctl cat userborn.service | sed -n 's/^ExecStart=\\([^ ]*\\).*/\\1/p'"
    return machine.execute(f"$({find}) --help")[0] != 69


for machine in (activation, userborn):
    machine.start(allow_reboot=True)
    machine.wait_for_unit("multi-user.target")
    if not has_program():
        print("  skipped: subtests of Userborn, because no --userborn was given")
        continue

    with subtest(f"{machine.name}: accounts, homes and passwords at the first boot"):
        check_accounts()
        check_home()
        t.assertTrue(shadow("alice").startswith(DECLARED))

    numbers = machine.succeed("id alice; id worker")
    machine.succeed("echo 'alice:second' | chpasswd")
    t.assertFalse(shadow("alice").startswith(DECLARED))
    changed = shadow("alice")
    machine.succeed("rm /home/alice/notes/mine", "touch /home/alice/lost")
    machine.reboot()
    machine.wait_for_unit("multi-user.target")

    with subtest(f"{machine.name}: the same numbers at the next boot, and an empty home"):
        check_accounts()
        check_home()
        t.assertEqual(machine.succeed("id alice; id worker"), numbers)
        machine.fail("test -e /home/alice/lost")

    if machine.name == "activation":
        with subtest("activation: the declared password is back"):
            t.assertTrue(shadow("alice").startswith(DECLARED))
    else:
        with subtest("userborn: the changed password is kept, and readable by root alone"):
            t.assertEqual(shadow("alice"), changed)
            for path in ("/etc/shadow", "/persist/etc/shadow"):
                t.assertEqual(machine.succeed(f"stat -c '%a %U' {path}").strip(), "0 root")
            machine.fail("systemctl --failed --no-legend --plain | grep stateless")

        with subtest("userborn: a password changed just before a crash is kept"):
            machine.succeed("echo 'alice:third' | chpasswd")
            changed = shadow("alice")
            machine.wait_until_succeeds("cmp /etc/shadow /persist/etc/shadow")
            machine.crash()
            machine.start(allow_reboot=True)
            machine.wait_for_unit("multi-user.target")
            t.assertEqual(shadow("alice"), changed)
            check_accounts()

        with subtest("userborn: what was not restored is not copied"):
            machine.succeed("systemctl stop stateless-sync-etc-shadow.service")
            machine.succeed("echo 'alice:fourth' | chpasswd")
            machine.succeed("systemctl restart stateless-restored-etc-shadow.service || true")
            machine.fail("systemctl start stateless-sync-etc-shadow.service")
            machine.fail("cmp /etc/shadow /persist/etc/shadow")
    machine.shutdown()
