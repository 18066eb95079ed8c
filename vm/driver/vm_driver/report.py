"""What a person sees of a run, and what is left of it for other programs."""

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Subtest:
    """One part of a test."""

    name: str
    seconds: float
    failure: str | None
    """Why it failed; `None` where it passed."""


@dataclass
class Result:
    """A whole run, as `result.json` holds it."""

    seconds: float = 0.0
    failure: str | None = None
    """What ended the script early, outside of subtests or in one."""
    crashed: bool = False
    """Whether that was a crash of QEMU."""
    subtests: list[Subtest] = field(default_factory=list)


class Report:
    """Collects subtests and prints them as they end. Without `out`, nothing is written."""

    def __init__(self, out: Path | None = None, verbose: bool = False) -> None:
        self.result = Result()
        self._out = out
        self._verbose = verbose
        self._start = time.monotonic()
        self._lock = threading.Lock()
        # Opened for each line: whatever ends the run, nothing is left to flush.
        self._log = out / "driver.log" if out else None

    def log(self, message: str) -> None:
        """A line for whoever looks for the cause of a failure: in `driver.log`."""
        line = f"[{time.monotonic() - self._start:8.2f}] {message}"
        with self._lock:
            if self._log:
                with self._log.open("a") as log:
                    log.write(line + "\n")
            if self._verbose:
                print(line, file=sys.stderr, flush=True)

    def info(self, message: str) -> None:
        """A line of a script, as scripts write it with the logger of NixOS."""
        self.log(message)

    def warning(self, message: str) -> None:
        """The same, for what is not as it should be."""
        self.log(f"warning: {message}")

    def error(self, message: str) -> None:
        """The same, for what is wrong; it does not end the script."""
        self.log(f"error: {message}")

    @contextmanager
    def nested(self, message: str) -> Iterator[None]:
        """Says what is being done, and how long it took."""
        start = time.monotonic()
        self.log(message)
        yield
        self.log(f"(finished: {message}, in {time.monotonic() - start:.2f} seconds)")

    @contextmanager
    def subtest(self, name: str) -> Iterator[None]:
        """A named part of the test; an exception in it ends the test."""
        start = time.monotonic()
        self.log(f"subtest: {name}")
        try:
            yield
        except BaseException as error:
            self._ended(name, start, describe(error))
            raise
        self._ended(name, start, None)

    def _ended(self, name: str, start: float, failure: str | None) -> None:
        elapsed = time.monotonic() - start
        self.result.subtests.append(Subtest(name, elapsed, failure))
        word = "failed" if failure else "passed"
        self.log(f"subtest {word}: {name}")
        print(f"  {word} {elapsed:6.1f} s  {name}", flush=True)
        self.write()

    def write(self) -> None:
        """Puts what is known so far into `result.json`, as a whole file."""
        self.result.seconds = time.monotonic() - self._start
        if self._out:
            partial = self._out / "result.json.part"
            partial.write_text(json.dumps(asdict(self.result)))
            partial.rename(self._out / "result.json")


def describe(error: BaseException) -> str:
    """An exception in one text: its kind, where that says more than the message."""
    message = str(error)
    if isinstance(error, AssertionError) and message:
        return message
    return f"{type(error).__name__}: {message}" if message else type(error).__name__
