import time


def fill(path: str, percent: int) -> None:
    """Makes the root at least so full, with files like PATH."""
    machine.execute(
        f"while [ $(df --output=pcent / | tail -n 1 | tr -dc 0-9) -lt {percent} ]; do"
        f" head -c 1M /dev/zero >> {path} || break; done"
    )


def said(what: str, priority: str) -> str:
    """The command that looks for lines of the watch in the journal."""
    return f"journalctl -u stateless-root-watch -p {priority} -o cat | grep -F '{what}'"


machine.start()
machine.wait_for_unit("multi-user.target")

with subtest("the watch is a timer that runs"):
    machine.require_unit_state("stateless-root-watch.timer")

with subtest("below the limit nothing is said"):
    machine.succeed("systemctl start stateless-root-watch.service")
    machine.fail(said("% full", "debug"))

with subtest("at warnAt there is a warning that names the directory"):
    machine.succeed("mkdir /srv/growing")
    fill("/srv/growing/data", 75)
    machine.succeed("systemctl start stateless-root-watch.service", "journalctl --sync")
    machine.succeed(said("% full", "warning"), said("/srv/growing", "warning"))
    machine.fail(said("% full", "crit"))

with subtest("the same is not said twice"):
    before = machine.succeed(said("% full", "warning"))
    machine.succeed("systemctl start stateless-root-watch.service", "journalctl --sync")
    t.assertEqual(machine.succeed(said("% full", "warning")), before)

with subtest("at criticalAt it is critical"):
    fill("/srv/growing/data", 93)
    machine.succeed("systemctl start stateless-root-watch.service", "journalctl --sync")
    machine.succeed(said("% full", "crit"))

with subtest("the root takes no more than its size"):
    fill("/srv/growing/data", 101)
    machine.fail("head -c 1M /dev/zero > /srv/growing/more")
    size = int(machine.succeed("df --output=size --block-size=1M / | tail -n 1"))
    t.assertEqual(size, 64)

with subtest("the store takes writes while the root is full"):
    machine.succeed(
        "head -c 8M /dev/zero > /var/lib/app/data",
        "sync /var/lib/app/data",
        "test $(stat -c %s /var/lib/app/data) = 8388608",
    )

with subtest("the watch looks by itself, and will again"):
    timer = "stateless-root-watch.timer"
    retry(lambda _: machine.get_unit_property(timer, "LastTriggerUSecMonotonic") != "0", timeout_seconds=180)
    retry(lambda _: machine.get_unit_property(timer, "NextElapseUSecMonotonic") not in ("0", "infinity"), timeout_seconds=60)

with subtest("what was written then is there after a power cut, and the root is empty again"):
    time.sleep(1)
    machine.crash()
    machine.start()
    machine.wait_for_unit("multi-user.target")
    machine.succeed("test $(stat -c %s /var/lib/app/data) = 8388608")
    machine.fail("test -e /srv/growing")
    used = int(machine.succeed("df --output=pcent / | tail -n 1 | tr -dc 0-9"))
    t.assertLess(used, 50)
