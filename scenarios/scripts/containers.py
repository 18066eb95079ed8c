ROOT = "/run/nixos-containers/web"
KEPT = "/persist/containers/web/var/lib/app"


def inside(command: str, name: str = "web") -> str:
    """The shell command that runs another one in a container."""
    leader = f"$(machinectl show {name} --property=Leader --value)"
    return f"nsenter --target {leader} --all sh -c '{command}'"


def start(name: str = "web") -> None:
    """Starts a container, and waits until it is up."""
    machine.succeed(f"systemctl start container@{name}.service", timeout=180)
    machine.require_unit_state(f"container@{name}.service")


def has_capability(name: str, number: int) -> bool:
    """Whether anything in a container can ever have a capability."""
    bounding = machine.succeed(inside("grep CapBnd: /proc/1/status", name)).split()[1]
    return bool(int(bounding, 16) >> number & 1)


def leader(name: str) -> str:
    """The process that is the init of a container."""
    return machine.execute(f"machinectl show {name} --property=Leader --value")[1].strip()


machine.start()
machine.wait_for_unit("multi-user.target")
start()

with subtest("the root of the container is a tmpfs of its own size"):
    t.assertEqual(machine.succeed(inside("stat -f -c %T /")).strip(), "tmpfs")
    size = int(machine.succeed(inside("df --output=size --block-size=1M / | tail -n 1")))
    t.assertEqual(size, 32)

with subtest("what the container keeps belongs to its own root"):
    owner = machine.succeed(inside("stat -c \"%a %u %g\" /var/lib/app")).strip()
    t.assertEqual(owner, "750 0 0")
    machine.succeed(inside("echo kept > /var/lib/app/data"))
    t.assertEqual(machine.succeed(f"stat -c '%u %g' {KEPT}/data").strip(), "0 0")
    shift = machine.succeed(inside("cat /proc/self/uid_map")).split()
    t.assertGreater(int(shift[1]), 0)

with subtest("a container that fills its root does not fill the host"):
    before = int(machine.succeed("df --output=avail --block-size=1M /run | tail -n 1"))
    machine.fail(inside("head -c 64M /dev/zero > /var/tmp/full"))
    after = int(machine.succeed("df --output=avail --block-size=1M /run | tail -n 1"))
    t.assertLess(before - after, 8)
    machine.succeed("echo x > /run/still-writable")
    machine.succeed(inside("echo more > /var/lib/app/more"))

with subtest("a restart wipes the root, and keeps what is declared"):
    machine.succeed(inside("rm /var/tmp/full; touch /undeclared /var/lib/undeclared"))
    machine.succeed("systemctl restart container@web.service", timeout=180)
    machine.fail(inside("test -e /undeclared"))
    machine.fail(inside("test -e /var/lib/undeclared"))
    t.assertEqual(machine.succeed(inside("cat /var/lib/app/data")), "kept\n")

with subtest("after SIGKILL of nspawn nothing is left of the container"):
    machine.succeed("systemctl kill --signal=KILL --kill-whom=main container@web.service")
    machine.wait_until_fails("systemctl is-active --quiet container@web.service", timeout=60)
    machine.execute("systemctl stop container@web.service")
    machine.wait_until_fails(f"mountpoint -q {ROOT}", timeout=60)
    machine.fail(f"ls -A {ROOT} | grep .")
    machine.succeed("systemctl start container@web.service", timeout=180)
    t.assertEqual(machine.succeed(inside("cat /var/lib/app/data")), "kept\n")

with subtest("a credential arrives, and limits hold"):
    machine.succeed("printf secret > /persist/token && chmod 600 /persist/token")
    start("guarded")
    t.assertEqual(machine.succeed(inside("cat /run/host/credentials/token", "guarded")), "secret")
    limits = machine.succeed(inside("cat /proc/1/limits", "guarded"))
    t.assertRegex(limits, r"Max open files +1234 +1234 ")
    # Of the init, as a user namespace alone forbids `mknod`; and the other container has it.
    t.assertEqual([has_capability(name, 27) for name in ("web", "guarded")], [True, False])
    unit = "container@guarded.service"
    t.assertEqual(machine.get_unit_property(unit, "MemoryMax"), str(200 * 1024 * 1024))
    t.assertEqual(machine.get_unit_property(unit, "TasksMax"), "321")

with subtest("the machine id and the journal are the same after a restart"):
    identity = machine.succeed(inside("cat /etc/machine-id", "guarded")).strip()
    t.assertRegex(identity, "^[0-9a-f]{32}$")
    t.assertNotEqual(identity, machine.succeed("cat /etc/machine-id").strip())
    machine.succeed(inside("echo said-before | systemd-cat; journalctl --sync", "guarded"))
    machine.succeed("systemctl restart container@guarded.service", timeout=180)
    t.assertEqual(machine.succeed(inside("cat /etc/machine-id", "guarded")).strip(), identity)
    kept = f"journalctl --directory /var/log/journal/{identity} --output cat"
    t.assertIn("said-before", machine.succeed(kept))

with subtest("a failing health check restarts the container"):
    first = leader("guarded")
    machine.succeed("systemctl start stateless-health-guarded.service", timeout=60)
    t.assertEqual(leader("guarded"), first)
    machine.succeed(inside("touch /run/sick", "guarded"))
    machine.execute("systemctl start --no-block stateless-health-guarded.service")
    retry(lambda _: leader("guarded") not in ("", first), timeout_seconds=180)
    machine.wait_for_unit("container@guarded.service")
    machine.fail(inside("test -e /run/sick", "guarded"))

with subtest("a link that the guest planted stops its next start"):
    machine.succeed(
        "mkdir /run/closed",
        inside("umount /srv/outer/a/inner; mv /srv/outer/a /srv/outer/b", "guarded"),
        inside("ln -s /run/closed /srv/outer/a", "guarded"),
        "systemctl stop container@guarded.service",
    )
    machine.execute("systemctl start container@guarded.service")
    machine.fail("systemctl is-active --quiet container@guarded.service")
    t.assertEqual(machine.succeed("ls -A /run/closed"), "")
    machine.succeed("rm /persist/containers/guarded/srv/outer/a")
    start("guarded")

with subtest("what the container wrote is there after a power cut"):
    machine.succeed(inside("echo synced > /var/lib/app/synced; sync /var/lib/app/synced"))
    machine.crash()
    machine.start()
    machine.wait_for_unit("multi-user.target")
    t.assertEqual(machine.succeed(f"cat {KEPT}/synced"), "synced\n")
    start()
    t.assertEqual(machine.succeed(inside("cat /var/lib/app/synced")), "synced\n")
