"""A run: machines from a configuration, and the script with its names."""

import signal
import threading
import traceback
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .durations import Duration, retry
from .machine import Machine, crash_of, examine
from .report import Report, describe
from .shell import ShellClosed


class GlobalTimeout(Exception):
    """The test took longer than it may."""


class Driver:
    """Machines by name, and what a script sees of them."""

    def __init__(self, config: dict[str, Any], state: Path, out: Path, report: Report) -> None:
        if config.get("containers"):
            raise ValueError("machines are QEMU guests here: `containers` is not supported")
        self.machines = [
            Machine(name, vm["start_script"], state / name, out, report)
            for name, vm in config["vms"].items()
        ]
        self.report = report
        self._script = _script(config["test_script"])
        self._timeout = float(config.get("global_timeout") or 3600)

    def symbols(self) -> dict[str, Any]:
        """The names that a script can use."""
        names: dict[str, Any] = {
            "start_all": self.start_all,
            "join_all": self.join_all,
            "subtest": self.report.subtest,
            "log": self.report,
            "machines": self.machines,
            "retry": retry,
            "driver": self,
            "Machine": Machine,
            "t": _asserter(),
        }
        names.update({machine.name.replace("-", "_"): machine for machine in self.machines})
        if len(self.machines) == 1:
            names["machine"] = self.machines[0]
        return names

    def start_all(self) -> None:
        """Switches all machines on."""
        for machine in self.machines:
            machine.start()

    def join_all(self) -> None:
        """Waits until all machines are off."""
        for machine in self.machines:
            machine.wait_for_shutdown()

    def run(self) -> bool:
        """Runs the script; whether it came to its end. No machine is left afterwards."""
        result = self.report.result
        with self._limited():
            try:
                code = compile(self._script, "<test script>", "exec")
                exec(code, self.symbols())  # noqa: S102
            except BaseException as error:
                result.failure = f"{describe(error)}{_place(error)}"
                self.report.log("".join(traceback.format_exception(error)))
                if isinstance(error, ShellClosed):
                    self._blame()
                # Nobody waits for it who ends the run.
                if not isinstance(error, Exception):
                    raise
                self._examine()
            finally:
                self.release()
                self.report.write()
        return result.failure is None

    def _blame(self) -> None:
        """Says it where QEMU itself crashed: neither the script nor the guest is to blame."""
        for machine in self.machines:
            said = crash_of(machine)
            if said is not None:
                self.report.result.crashed = True
                self.report.result.failure = f"QEMU crashed under {machine.name}: {said}"

    def _examine(self) -> None:
        """Asks each machine that still answers what went wrong in it, for the log."""
        for machine in self.machines:
            try:
                examine(machine)
            except Exception as error:
                machine.log(f"cannot be asked: {describe(error)}")

    def release(self) -> None:
        """Ends every machine."""
        for machine in self.machines:
            machine.release()

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Raises in the script when the time is over; signals only reach the main thread."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def over(_signal: int, _frame: object) -> None:
            raise GlobalTimeout(f"the test took more than {self._timeout:g} seconds")

        before = signal.signal(signal.SIGALRM, over)
        signal.setitimer(signal.ITIMER_REAL, self._timeout)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


def _script(text: str) -> str:
    """The script of a configuration: itself, or, as NixOS writes it, the path of its file."""
    if text.startswith("/") and "\n" not in text:
        return Path(text).read_text()
    return text


def _asserter() -> unittest.TestCase:
    """Assertions that show all of a difference."""
    case = unittest.TestCase()
    case.maxDiff = None
    return case


def _place(error: BaseException) -> str:
    """The line of the script in which an error came up."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<test script>"]
    return f" (line {lines[-1]} of the script)" if lines else ""


__all__ = ["Driver", "Duration"]
