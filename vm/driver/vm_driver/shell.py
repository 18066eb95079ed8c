"""The root shell of a guest, at the other end of a virtual console.

For each command the host sends `COMMAND | (base64 -w 0; echo)`, reads what it said, and asks for the
exit status with a second line. The output comes in parts, each of which the host answers before the
next: QEMU drops what a console says while its reader is late, without a word to either side. An empty
line ends it.
"""

import base64
import queue
import select
import shlex
import socket
import threading
import time
from collections.abc import Callable

from .durations import Duration, RequestedAssertionFailed, seconds

GREETING = b"Spawning backdoor root shell..."
"""What a guest prints when its shell is about to read."""

_PART = 48 * 1024
"""Bytes of output in one part: encoded, less than a socket holds."""

_GRACE = 60.0
"""Seconds that a guest has beyond the timeout of a command, which it keeps itself."""


class ShellClosed(Exception):
    """The guest has gone while something was expected of it."""


class Shell:
    """One connection. `is_alive` tells whether the process behind it runs."""

    def __init__(self, connection: socket.socket, is_alive: Callable[[], bool]) -> None:
        self._connection = connection
        self._connection.settimeout(_GRACE)
        self._is_alive = is_alive
        self._buffer = bytearray()
        # A thread that does nothing else is hardly ever late.
        self._received: queue.Queue[bytes | None] = queue.Queue()
        threading.Thread(target=self._receive, daemon=True).start()
        self.is_busy = False
        """Whether a command was given up on: what comes next is of that one."""

    def wait_for_greeting(self, timeout: float) -> None:
        """Drops everything up to and with the greeting."""
        self.is_busy = False
        self._read_until(GREETING + b"\n", time.monotonic() + timeout, "the guest did not come up")
        # Where parts of a pipeline find the answers of the host.
        self._send("exec 3<&0\n")

    def execute(
        self, command: str, check_return: bool, check_output: bool, timeout: Duration | None
    ) -> tuple[int, str]:
        """Runs a command with bash. What is not asked for is -2 or -1, and an empty text.

        A command that takes longer than `timeout` ends with the status 124.
        """
        limit = None if timeout is None else seconds(timeout)
        script = shlex.quote(f"set -euo pipefail; {command}")
        run = f"timeout {limit:g} bash -c {script}" if limit is not None else f"bash -c {script}"
        # Nothing may read the commands that follow.
        run += " < /dev/null 3<&-"
        if not check_output:
            self._send(f"{run} > /dev/null\n")
            return (-2, "")
        encode = "base64 -w 0; echo; read -r _ <&3"
        self._send(f"{run} | (split --bytes={_PART} --filter='{encode}' -; echo)\n")
        self.is_busy = True
        answer = self._answer(command, check_return, limit)
        self.is_busy = False
        return answer

    def _answer(self, command: str, check_return: bool, limit: float | None) -> tuple[int, str]:
        deadline = None if limit is None else time.monotonic() + limit + _GRACE
        parts = []
        while line := self._line(deadline, command):
            parts.append(base64.b64decode(line))
            self._send("\n")
        output = b"".join(parts).decode(errors="replace")
        if not check_return:
            return (-1, output)
        self._send("echo ${PIPESTATUS[0]}\n")
        status = self._line(time.monotonic() + _GRACE, "the status of a command")
        return (int(status), output)

    def send(self, text: str) -> None:
        """Sends a command whose end is not awaited."""
        self._send(text)

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def _send(self, text: str) -> None:
        try:
            self._connection.sendall(text.encode())
        except OSError as error:
            raise ShellClosed(f"the guest takes no commands: {error}") from error

    def _line(self, deadline: float | None, what: str) -> bytes:
        return self._read_until(b"\n", deadline, f"no answer: {what}").strip()

    def _read_until(self, end: bytes, deadline: float | None, message: str) -> bytes:
        looked_at = 0
        while (found := self._buffer.find(end, looked_at)) < 0:
            looked_at = max(0, len(self._buffer) - len(end))
            if deadline is not None and time.monotonic() > deadline:
                raise RequestedAssertionFailed(f"{message} (timeout)")
            try:
                chunk = self._received.get(timeout=0.5)
            except queue.Empty:
                if not self._is_alive():
                    raise ShellClosed(f"{message}: QEMU has ended") from None
                continue
            if chunk is None:
                self._received.put(None)
                raise ShellClosed(f"{message}: the connection was closed")
            # A console has carriage returns.
            self._buffer += chunk.replace(b"\r", b"")
        before = bytes(self._buffer[:found])
        del self._buffer[: found + len(end)]
        return before

    def _receive(self) -> None:
        try:
            while True:
                select.select([self._connection], [], [])
                chunk = self._connection.recv(1 << 20)
                if not chunk:
                    break
                self._received.put(chunk)
        except (OSError, ValueError):
            # Closed on this side.
            pass
        self._received.put(None)
