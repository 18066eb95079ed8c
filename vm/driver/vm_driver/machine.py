"""A machine, with the methods that the NixOS test driver gives it."""

import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from .console import Console
from .durations import Duration, RequestedAssertionFailed, TimedOut, retry, seconds
from .files import Files
from .process import Qemu
from .report import Report
from .shell import ShellClosed

_BOOT = 600.0
"""Seconds until a guest must have a shell."""

_LINK = "virtio-net-pci.1"
"""The network device of a machine, as QEMU names it for NixOS."""

_EXAMINE = 20
"""Seconds for a question to a machine after a failure."""


class Machine(Files):
    """One guest. It starts with the first method that needs it."""

    def __init__(self, name: str, start_script: str, state: Path, out: Path, report: Report) -> None:
        super().__init__(out)
        self.name = name
        self._start_script = start_script
        self._state = state
        self._report = report
        self._qemu: Qemu | None = None
        # Of the last start, also when the machine is off again.
        self._console: Console | None = None
        self._connected = False
        self._blocked = False
        state.mkdir(parents=True, exist_ok=True)

    # Power

    def start(self, allow_reboot: bool = False) -> None:
        """Switches the machine on; nothing where it is on."""
        if self.is_up():
            return
        with self.nested("starting the machine"):
            self._connected = False
            self._console = Console(self._state / "console.log")
            self._qemu = Qemu(self._start_script, self._state, allow_reboot, self._console)
        if self._blocked:
            self.block()

    def connect(self) -> None:
        """Waits for the root shell of a machine, and starts the machine if need be."""
        if self._connected and self.is_up():
            return
        self.start()
        with self.nested("waiting for the machine to finish booting"):
            self._running().shell.wait_for_greeting(_BOOT)
        self._connected = True

    def shutdown(self) -> None:
        """Shuts the machine down in order, and waits until it is off."""
        if not self.is_up():
            return
        self.connect()
        self._running().shell.send("poweroff\n")
        self.wait_for_shutdown()

    def crash(self) -> None:
        """Cuts the power: what the guest has not flushed is lost."""
        if not self.is_up():
            return
        self.log("forced crash")
        self._running().kill()
        self._forget()

    def reboot(self) -> None:
        """Presses Ctrl+Alt+Del. The machine must have been started with `allow_reboot`."""
        self.connect()
        self.send_key("ctrl-alt-delete")
        self._connected = False

    def is_up(self) -> bool:
        """Whether the machine is on."""
        return self._qemu is not None and self._qemu.is_alive()

    def wait_for_shutdown(self) -> None:
        """Waits until the machine is off."""
        if self._qemu is None:
            return
        with self.nested("waiting for the machine to power off"):
            self._qemu.wait(_BOOT)
        self._forget()

    def release(self) -> None:
        """Ends the machine at the end of a run, whatever it does."""
        if self._qemu is not None:
            self._qemu.kill()
        self._forget()

    def _forget(self) -> None:
        self._qemu = None
        self._connected = False

    def _running(self) -> Qemu:
        if self._qemu is None:
            raise ShellClosed(f"{self.name} is not running")
        return self._qemu

    # Commands

    def execute(
        self,
        command: str,
        check_return: bool = True,
        check_output: bool = True,
        timeout: Duration | None = 900,
    ) -> tuple[int, str]:
        """Runs a shell command; gives its status and its output."""
        self.connect()
        status, output = self._running().shell.execute(
            command, check_return, check_output, timeout
        )
        self.log(f"status {status}: {output[:2000].strip()}")
        return status, output

    def succeed(self, *commands: str, timeout: Duration | None = None) -> str:
        """Runs commands, each of which must succeed; gives their outputs in one."""
        return self._each(commands, timeout, must_succeed=True)

    def fail(self, *commands: str, timeout: Duration | None = None) -> str:
        """Runs commands, each of which must fail; gives their outputs in one."""
        return self._each(commands, timeout, must_succeed=False)

    def _each(self, commands: tuple[str, ...], timeout: Duration | None, must_succeed: bool) -> str:
        outputs = ""
        for command in commands:
            with self.nested(f"must {'succeed' if must_succeed else 'fail'}: {command}"):
                status, output = self.execute(command, timeout=timeout)
                if (status == 0) != must_succeed:
                    problem = f"failed (exit code {status})" if must_succeed else "unexpectedly succeeded"
                    raise RequestedAssertionFailed(f"command `{command}` {problem}: {output.strip()}")
                outputs += output
        return outputs

    def wait_until_succeeds(self, command: str, timeout: Duration = 900) -> str:
        """Repeats a command each second until it succeeds; gives its output."""
        return self._until(command, timeout, succeeds=True)

    def wait_until_fails(self, command: str, timeout: Duration = 900) -> str:
        """Repeats a command each second until it fails; gives its output."""
        return self._until(command, timeout, succeeds=False)

    def _until(self, command: str, timeout: Duration, succeeds: bool) -> str:
        output = ""

        def ended(last: bool) -> bool:
            nonlocal output
            status, output = self.execute(command, timeout=timeout)
            if last:
                self.log(f"last output of `{command}`, with status {status}: {output}")
            return (status == 0) == succeeds

        with self.nested(f"waiting for {'success' if succeeds else 'failure'}: {command}"):
            self._retry(ended, timeout, f"`{command}` did not {'succeed' if succeeds else 'fail'}")
        return output

    def _retry(self, fn: Callable[[bool], bool], timeout: Duration, what: str) -> None:
        try:
            retry(fn, timeout)
        except TimedOut:
            raise TimedOut(f"{what} within {seconds(timeout):g} seconds") from None

    # Units

    def systemctl(self, q: str, user: str | None = None) -> tuple[int, str]:
        """Runs `systemctl`, of the system or of a user who has a session."""
        if user is None:
            return self.execute(f"systemctl {q}")
        # Inside of `$'…'`, where a quote is escaped.
        q = q.replace("'", "\\'")
        return self.execute(
            f"su -l {user} --shell /bin/sh -c "
            f"$'XDG_RUNTIME_DIR=/run/user/`id -u` systemctl --user {q}'"
        )

    def get_unit_info(self, unit: str, user: str | None = None) -> dict[str, str]:
        """The properties of a unit, as `systemctl show` prints them."""
        status, lines = self.systemctl(f'--no-pager show "{unit}"', user)
        if status != 0:
            raise RequestedAssertionFailed(f"no information about unit {unit}: status {status}")
        pairs = (line.split("=", 1) for line in lines.splitlines() if "=" in line)
        return {key: value for key, value in pairs if re.fullmatch(r"[A-Za-z0-9]+", key)}

    def get_unit_property(self, unit: str, property: str, user: str | None = None) -> str:
        """One property of a unit."""
        status, line = self.systemctl(f'--no-pager show "{unit}" --property="{property}"', user)
        key, found, value = line.partition("=")
        if status != 0 or not found or key != property:
            raise RequestedAssertionFailed(f"unit {unit} has no property {property}: {line}")
        return value.rstrip("\n")

    def require_unit_state(self, unit: str, require_state: str = "active") -> None:
        """Fails unless a unit is in a state now."""
        state = self.get_unit_property(unit, "ActiveState")
        if state != require_state:
            raise RequestedAssertionFailed(f"unit {unit} is {state}, not {require_state}")

    def wait_for_unit(self, unit: str, user: str | None = None, timeout: Duration = 900) -> None:
        """Waits until a unit is active. One that failed, or that nothing will start, is an error."""

        def is_active(_last: bool) -> bool:
            state = self.get_unit_property(unit, "ActiveState", user)
            if state == "failed":
                raise RequestedAssertionFailed(f'unit "{unit}" reached state "{state}"')
            if state == "inactive":
                _, jobs = self.systemctl("list-jobs --full 2>&1", user)
                # Between the two questions it may have started.
                again = self.get_unit_property(unit, "ActiveState", user)
                if "No jobs" in jobs and again == state:
                    raise RequestedAssertionFailed(
                        f'unit "{unit}" is inactive and there are no pending jobs'
                    )
            return state == "active"

        with self.nested(f"waiting for unit {unit}"):
            self._retry(is_active, timeout, f'unit "{unit}" did not become active')

    def start_job(self, jobname: str, user: str | None = None) -> tuple[int, str]:
        """Starts a unit."""
        return self.systemctl(f"start {jobname}", user)

    def stop_job(self, jobname: str, user: str | None = None) -> tuple[int, str]:
        """Stops a unit."""
        return self.systemctl(f"stop {jobname}", user)

    # Waiting

    def wait_for_open_port(
        self, port: int, addr: str = "localhost", timeout: Duration = 900
    ) -> None:
        """Waits until something listens on a TCP port."""
        self.wait_until_succeeds(f"(: < /dev/tcp/{addr}/{port}) 2> /dev/null", timeout)

    def wait_for_closed_port(
        self, port: int, addr: str = "localhost", timeout: Duration = 900
    ) -> None:
        """Waits until nothing listens on a TCP port."""
        self.wait_until_fails(f"(: < /dev/tcp/{addr}/{port}) 2> /dev/null", timeout)

    def wait_for_open_unix_socket(
        self, addr: str, is_datagram: bool = False, timeout: Duration = 900
    ) -> None:
        """Waits until something listens on a Unix socket."""
        # The fifth column is the type, the last the path.
        kind = "0002" if is_datagram else "0001"
        self.wait_until_succeeds(f"grep -q ' {kind} .* {addr}$' /proc/net/unix", timeout)

    def wait_for_console_text(self, regex: str, timeout: Duration | None = None) -> None:
        """Waits until a line on the console matches, or several in a row."""
        limit = None if timeout is None else seconds(timeout)
        # What a machine said last can be waited for when it is off.
        if self._console is None:
            self.start()
        assert self._console
        with self.nested(f"waiting for {regex} to appear on console"):
            self._console.wait_for(regex, limit)

    def get_console_log(self) -> str:
        """What the console has said since the last start."""
        return "\n".join(self._console.lines if self._console else [])

    def sleep(self, secs: Duration) -> None:
        """Lets time pass in the guest."""
        self.succeed(f"sleep {seconds(secs):g}")

    # The machine from outside

    def send_monitor_command(self, command: str) -> str:
        """Sends a command to the monitor of QEMU; gives the answer."""
        return self._running().monitor(command)

    def send_key(self, key: str, delay: float | None = 0.01, log: bool | None = True) -> None:
        """Presses a key, named as QEMU's monitor names it."""
        if log:
            self.log(f"pressing {key}")
        self.send_monitor_command(f"sendkey {key}")
        if delay is not None:
            time.sleep(delay)

    def block(self) -> None:
        """Unplugs the network."""
        self._blocked = True
        self._set_link("off")

    def unblock(self) -> None:
        """Plugs the network in again."""
        self._blocked = False
        self._set_link("on")

    def _set_link(self, state: str) -> None:
        # QEMU says nothing where it was done.
        answer = self.send_monitor_command(f"set_link {_LINK} {state}")
        if "Error" in answer:
            raise RequestedAssertionFailed(f"the network cannot be switched {state}: {answer}")

    # Saying what happens

    def log(self, msg: str) -> None:
        """A line in the log of the run."""
        self._report.log(f"{self.name}: {msg}")

    def nested(self, msg: str) -> AbstractContextManager[None]:
        """A part of the log, with the time that it took."""
        return self._report.nested(f"{self.name}: {msg}")


def crash_of(machine: Machine) -> str | None:
    """What QEMU said last, where it crashed. No part of what scripts can use."""
    return machine._qemu.crash() if machine._qemu else None


def examine(machine: Machine) -> None:
    """After a failure: logs what the units and the journal of a machine say, if it answers. No part of
    what scripts can use."""
    if not (machine.is_up() and machine._connected):
        return
    if machine._running().shell.is_busy:
        machine.log("is not asked: it still runs a command")
        return
    for command in ("systemctl --failed --no-pager", "journalctl -b --no-pager -n 200"):
        _, output = machine._running().shell.execute(command, True, True, _EXAMINE)
        machine.log(f"{command}\n{output}")
