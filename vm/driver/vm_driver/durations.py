"""Durations and retries.

The NixOS driver took numbers of seconds, and takes `datetime.timedelta` from 26.11 on: both do here.
"""

import time
from collections.abc import Callable
from datetime import timedelta

Duration = timedelta | float
"""A duration: a `timedelta`, or a number of seconds."""


def seconds(duration: Duration) -> float:
    """The number of seconds in a duration of either kind."""
    if isinstance(duration, timedelta):
        return duration.total_seconds()
    return float(duration)


class RequestedAssertionFailed(AssertionError):
    """Something that the script asked for is not so."""


class TimedOut(RequestedAssertionFailed):
    """What was waited for did not happen in time."""


def retry(fn: Callable[[bool], bool], timeout_seconds: Duration = 900) -> None:
    """Calls `fn(False)` each second until it is true; at the end once more, with `True`.

    Raises `TimedOut` when that is false too.
    """
    deadline = time.monotonic() + seconds(timeout_seconds)
    while time.monotonic() < deadline:
        if fn(False):
            return
        time.sleep(1)
    if not fn(True):
        raise TimedOut(f"action timed out after {seconds(timeout_seconds)} seconds")
