def inside(name: str, command: str) -> str:
    """What a command says in a container."""
    return machine.succeed(f"systemd-run --machine={name} --pipe --quiet --wait /bin/sh -c '{command}'")


def check(name: str, declared: str) -> None:
    """The container is up, with the system that is declared and what it keeps."""
    machine.wait_for_unit(f"container@{name}.service")
    machine.wait_until_succeeds(f"systemctl --machine={name} is-active multi-user.target")
    t.assertEqual(inside(name, "cat /etc/declared"), declared)
    t.assertEqual(inside(name, "cat /var/lib/app/data"), f"of {name}\n")


def invocation(name: str) -> str:
    """Another one after each start."""
    return machine.succeed(f"systemctl show --property=InvocationID container@{name}.service")


machine.start()
machine.wait_for_unit("multi-user.target")
base = machine.succeed("readlink -f /run/booted-system").strip()
other = machine.succeed("readlink -f /run/booted-system/specialisation/other").strip()

with subtest("containers run a system of NixOS, on a root of the declared size"):
    for name, declared in {"changed": "before", "steady": "steady"}.items():
        machine.wait_until_succeeds(f"systemctl --machine={name} is-active multi-user.target")
        inside(name, f"echo of {name} > /var/lib/app/data; echo lost > /undeclared")
        check(name, declared)
        t.assertEqual(inside(name, "stat --file-system --format=%T /").strip(), "tmpfs")
        t.assertEqual(inside(name, "df --output=size --block-size=1M / | tail -n 1").strip(), "32")
        t.assertEqual(inside(name, "systemctl list-units --failed --plain --no-legend"), "")

before = {name: invocation(name) for name in ("changed", "steady")}

if machine.execute(f"{base}/bin/switch-to-configuration check")[0] == 69:
    print("  skipped: subtests that switch, because no --switch-to-configuration was given")
else:
    with subtest("a switch restarts the container that changed, with a fresh root"):
        machine.log(machine.succeed(f"{other}/bin/switch-to-configuration switch 2>&1"))
        check("changed", "after")
        t.assertNotEqual(invocation("changed"), before["changed"])
        t.assertEqual(inside("changed", "test -e /undeclared || echo gone"), "gone\n")

    with subtest("the other container runs on"):
        t.assertEqual(invocation("steady"), before["steady"])
        t.assertEqual(inside("steady", "cat /undeclared"), "lost\n")

with subtest("after SIGKILL of nspawn the container starts again at once, with what it keeps"):
    for attempt in range(2):
        machine.succeed("systemctl kill --signal=KILL --kill-whom=main container@steady.service")
        machine.wait_until_succeeds("systemctl --machine=steady is-active multi-user.target")
        check("steady", "steady")
        t.assertEqual(inside("steady", "test -e /undeclared || echo gone"), "gone\n")
        inside("steady", "echo lost > /undeclared")
    said = machine.succeed("journalctl --boot --unit=container@steady.service --output=cat")
    t.assertNotIn("Reached max depth", said)
    t.assertNotIn("exists already", said)
