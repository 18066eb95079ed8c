"""One QEMU process, with its shell, its monitor and its console."""

import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

from .console import Console
from .durations import RequestedAssertionFailed
from .shell import Shell, ShellClosed

_PROMPT = b"(qemu) "

_CRASHES = (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGILL)

_ENDING = 5
"""Seconds that a process may take to end."""


class Qemu:
    """Starts the script of a machine in its state directory; ends with `kill`."""

    def __init__(
        self, start_script: str, state: Path, allow_reboot: bool, console: Console
    ) -> None:
        self._console = console
        with _listen(state / "shell") as shells, _listen(state / "monitor") as monitors:
            self._process = self._spawn(start_script, state, allow_reboot)
            try:
                self._monitor = self._accept(monitors)
                connection = self._accept(shells)
            except BaseException:
                self.kill()
                raise
        self.shell = Shell(connection, self.is_alive)
        self._read_monitor()

    def _spawn(
        self, start_script: str, state: Path, allow_reboot: bool
    ) -> subprocess.Popen[bytes]:
        options = [
            *([] if allow_reboot else ["-no-reboot"]),
            "-device virtio-serial -device virtconsole,chardev=shell",
            f"-chardev socket,id=shell,path={state}/shell",
            f"-monitor unix:{state}/monitor -serial stdio -display none",
        ]
        # In a session of its own: an interrupt at the terminal is for the driver, which then kills
        # this whole group.
        process = subprocess.Popen(
            [start_script],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=state,
            env={**os.environ, "QEMU_OPTS": " ".join(options)},
            start_new_session=True,
        )
        assert process.stdout
        self._reader = threading.Thread(
            target=self._console.read, args=(process.stdout,), daemon=True
        )
        self._reader.start()
        return process

    def _accept(self, listener: socket.socket) -> socket.socket:
        deadline = time.monotonic() + 60
        listener.settimeout(0.5)
        while True:
            try:
                return listener.accept()[0]
            except TimeoutError:
                if not self.is_alive() or time.monotonic() > deadline:
                    said = "\n".join(self._console.lines[-5:])
                    raise ShellClosed(f"QEMU did not start: {said}") from None

    def monitor(self, command: str) -> str:
        """Sends a command to QEMU's monitor, and gives its answer."""
        self._monitor.sendall(command.encode() + b"\n")
        return self._read_monitor()

    def _read_monitor(self) -> str:
        self._monitor.settimeout(60)
        answer = b""
        while not answer.endswith(_PROMPT):
            chunk = self._monitor.recv(4096)
            if not chunk:
                break
            answer += chunk
        return answer.removesuffix(_PROMPT).decode(errors="replace")

    def is_alive(self) -> bool:
        """Whether QEMU runs."""
        return self._process.poll() is None

    def crash(self) -> str | None:
        """What QEMU said last, where a mistake of its own ended it."""
        try:
            # Its connections end a little before it.
            status = self._process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            return None
        if status not in _CRASHES:
            return None
        self._reader.join(timeout=10)
        return "\n".join(self._console.lines[-1:])

    def wait(self, timeout: float) -> None:
        """Waits until QEMU has ended by itself."""
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise RequestedAssertionFailed(
                f"the machine did not shut down within {timeout:g} seconds"
            ) from None
        self._close()

    def kill(self) -> None:
        """Ends QEMU and all that it started, at once: for the guest, the power is cut."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()
        self._close()

    def _close(self) -> None:
        # Ends with the process that wrote to it.
        self._reader.join(timeout=10)
        for name in ("shell", "_monitor"):
            if hasattr(self, name):
                getattr(self, name).close()


def _listen(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    listener.listen(1)
    return listener
