WRITER = (
    "i=0; while :; do i=$((i + 1));"
    ' echo "$1 $i" >> /var/lib/app/writes; sync /var/lib/app/writes;'
    " echo $i > /run/written.new; mv /run/written.new /run/written; done"
)


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
    machine.wait_for_unit("multi-user.target")
    # A line that was not acknowledged may be there, and may be cut off.
    found = machine.succeed(f"sed -n 's/^{cycle} //p' /var/lib/app/writes").split()
    expected = [str(number + 1) for number in range(acknowledged)]
    t.assertEqual(found[:acknowledged], expected)
    t.assertGreater(acknowledged, 0)
    machine.fail("test -e /srv/undeclared")


machine.start()
machine.wait_for_unit("multi-user.target")

with subtest("after each power cut every acknowledged write is there, and nothing undeclared"):
    for cycle in range(POWER_CUTS):
        with machine.nested(f"power cut {cycle + 1}"):
            power_cut(cycle)

with subtest("no earlier write was lost by a later power cut"):
    cycles = machine.succeed("cut -d ' ' -f 1 /var/lib/app/writes | sort -nu").split()
    t.assertEqual(cycles, [str(cycle) for cycle in range(POWER_CUTS)])
