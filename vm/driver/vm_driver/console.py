"""What a machine says on its serial console: kept, written to a file, and waited for."""

import queue
import re
import time
from pathlib import Path
from typing import IO

from .durations import RequestedAssertionFailed
from .shell import ShellClosed


class Console:
    """The lines of one start."""

    def __init__(self, log: Path) -> None:
        self.lines: list[str] = []
        self._log = log
        self._new: queue.Queue[str | None] = queue.Queue()

    def read(self, output: IO[bytes]) -> None:
        """Takes lines until there are no more. Runs in a thread of its own."""
        with output, self._log.open("ab", buffering=0) as log:
            for raw in output:
                log.write(raw)
                line = raw.decode(errors="replace").rstrip("\r\n")
                self.lines.append(line)
                self._new.put(line)
        self._new.put(None)

    def wait_for(self, regex: str, timeout: float | None) -> None:
        """Waits until a line matches, or the lines since the call do together. Each is looked at once."""
        pattern = re.compile(regex)
        deadline = None if timeout is None else time.monotonic() + timeout
        together = ""
        while True:
            line = self._next(regex, timeout, deadline)
            together += line + "\n"
            if pattern.search(line) or pattern.search(together):
                return

    def _next(self, regex: str, timeout: float | None, deadline: float | None) -> str:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        try:
            line = self._new.get(timeout=left)
        except queue.Empty:
            raise RequestedAssertionFailed(
                f"the console did not say /{regex}/ within {timeout} seconds"
            ) from None
        if line is None:
            # For whoever waits next.
            self._new.put(None)
            raise ShellClosed(f"QEMU ended before its console said /{regex}/")
        return line
