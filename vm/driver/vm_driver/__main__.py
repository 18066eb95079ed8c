"""Command line: runs the script of a configuration, or opens a shell in one of its machines."""

import argparse
import json
import select
import shutil
import signal
import sys
from pathlib import Path

from .driver import Driver
from .report import Report

_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    """Exit status: 0 passed, 1 failed, 130 interrupted."""
    parser = argparse.ArgumentParser(prog="vm_driver", description=__doc__)
    parser.add_argument("config", type=Path, help="JSON: vms, global_timeout, test_script")
    parser.add_argument("--state", type=Path, required=True, help="disks and sockets")
    parser.add_argument("--out", type=Path, required=True, help="logs and result.json")
    parser.add_argument("--shell", metavar="MACHINE", help="a shell, instead of the script")
    parser.add_argument("--verbose", action="store_true", help="the log to stderr as well")
    parser.add_argument("--discard", action="store_true", help="interrupted, remove STATE")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    # What was cut short leaves no machine: the handlers of `run` do the rest.
    for ending in _ENDINGS:
        signal.signal(ending, _interrupt)
    signal.signal(signal.SIGUSR1, _over)
    report = Report(args.out, args.verbose)
    driver = Driver(json.loads(args.config.read_text()), args.state, args.out, report)
    try:
        if args.shell:
            return _interact(driver, args.shell)
        return 0 if driver.run() else 1
    except Interrupted:
        # Who made the folder is gone as well.
        if args.discard:
            shutil.rmtree(args.state, ignore_errors=True)
        return 130
    except KeyboardInterrupt:
        return 1


class Interrupted(KeyboardInterrupt):
    """Somebody wants the run to end. No script catches it by mistake."""


def _interrupt(_signal: int, _frame: object) -> None:
    # Once is enough: the next would cut the cleaning up short.
    for ending in _ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    raise Interrupted


def _over(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt("the script did not end at its time limit")


def _interact(driver: Driver, name: str) -> int:
    """Lines of the terminal to the guest, and its answers back. `poweroff` or ^D ends it."""
    [machine] = [machine for machine in driver.machines if machine.name == name]
    try:
        print(f"booting {name} …", file=sys.stderr)
        machine.start(allow_reboot=True)
        machine.wait_for_unit("multi-user.target")
        print(f"root shell of {name}; ^D ends the machine", file=sys.stderr)
        while machine.is_up():
            print(f"{name}# ", end="", file=sys.stderr, flush=True)
            select.select([sys.stdin], [], [])
            line = sys.stdin.readline()
            if not line:
                break
            if line.strip():
                _, output = machine.execute(f"({line.rstrip()}) 2>&1", timeout=None)
                print(output, end="", flush=True)
        return 0
    finally:
        driver.release()


if __name__ == "__main__":
    sys.exit(main())
