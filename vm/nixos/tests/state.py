import json

KEPT = {
    "/var/lib/database": "700 database database",
    "/var/lib/private/dynamic": "750",
    "/var/lib/instances": "755 root root",
    "/srv/ruled": "710 ruled ruled",
    "/var/lib/at-home": "700 at-home at-home",
}
LOGS = [
    "/var/lib/database/main/journal",
    "/var/lib/dynamic/log",
    "/var/lib/instances/one/log",
    "/srv/ruled/log",
    "/var/lib/at-home/log",
]
LOST = ["/var/lib/left-out/log", "/var/lib/turned-off/log"]


def starts(path: str) -> int:
    """How many lines a log has."""
    return int(machine.succeed(f"wc -l < {path}"))


def boot(count: int) -> None:
    """Services are up, and have state of so many boots."""
    machine.wait_for_unit("multi-user.target")
    machine.succeed("systemctl start instance@one.service")
    t.assertEqual(machine.succeed("systemctl list-units --failed --plain --no-legend").strip(), "")
    for path in LOGS:
        t.assertEqual(starts(path), count, path)
    for path, owner in KEPT.items():
        machine.succeed(f"mountpoint -q {path}")
        t.assertTrue(machine.succeed(f"stat -c '%a %U %G' {path}").strip().startswith(owner), path)
    t.assertEqual(machine.succeed("stat -c '%a %U' /var/lib/private").strip(), "700 root")
    machine.succeed("test -L /var/lib/dynamic")


machine.start(allow_reboot=True)

with subtest("state of services and users is in the store, with their owners and modes"):
    boot(1)

with subtest("the manifest says who keeps it, and what is lost"):
    manifest = json.loads(machine.succeed("cat /etc/stateless/manifest.json"))
    state = {item["path"]: item for item in manifest["state"]}
    for path in KEPT:
        t.assertTrue(state[path]["kept"], path)
        t.assertEqual(state[path]["store"], "main")
    t.assertFalse(state["/var/lib/turned-off"]["kept"])
    t.assertNotIn("/var/lib/left-out", state)

machine.reboot()

with subtest("it survives a reboot without a line about it"):
    boot(2)

with subtest("what is excluded or turned off is lost"):
    for path in LOST:
        t.assertEqual(starts(path), 1, path)

machine.succeed("sync")
machine.crash()
machine.start()

with subtest("it survives a power cut"):
    boot(3)
