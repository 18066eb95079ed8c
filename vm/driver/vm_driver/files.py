"""Copies between host and guest, through the shell: the guest needs no share and no network."""

import base64
import io
import shlex
import tarfile
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from .durations import Duration

_CHUNK = 48 * 1024
"""Bytes in one command line: well below what a terminal and bash take."""

_SAFELY: dict[str, Any] = {"filter": "data"}
"""Nothing is written outside of the target. Not every mypy that Debian has knows this parameter."""


class Files(ABC):
    """The part of a machine that copies."""

    def __init__(self, out: Path) -> None:
        self._out = out

    @abstractmethod
    def succeed(self, *commands: str, timeout: Duration | None = None) -> str:
        """Runs commands that must succeed."""

    @abstractmethod
    def wait_until_succeeds(self, command: str, timeout: Duration = 900) -> str:
        """Repeats a command until it succeeds."""

    def wait_for_file(self, filename: str, timeout: Duration = 900) -> None:
        """Waits until a file exists. The name goes to the shell as it is, as in NixOS."""
        self.wait_until_succeeds(f"test -e {filename}", timeout)

    def copy_from_host(self, source: str, target: str) -> None:
        """Copies a file or a directory of the host to a path of the guest, or into a directory there."""
        path = Path(source)
        name = shlex.quote(path.name)
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w:gz") as tar:
            tar.add(path, arcname=path.name)
        place = shlex.quote(target)
        self.succeed("rm -rf /run/vm-driver", "mkdir -p /run/vm-driver/x", "> /run/vm-driver/in")
        data = archive.getvalue()
        for start in range(0, len(data), _CHUNK):
            chunk = base64.b64encode(data[start : start + _CHUNK]).decode()
            self.succeed(f"echo {chunk} | base64 -d >> /run/vm-driver/in")
        self.succeed(
            "tar -C /run/vm-driver/x --no-same-owner -xzf /run/vm-driver/in",
            f'mkdir -p "$(dirname {place})"',
            f"cp -r /run/vm-driver/x/{name} {place}",
            "rm -rf /run/vm-driver",
        )

    def copy_from_host_via_shell(self, source: str, target: str) -> None:
        """The same: here every copy goes through the shell."""
        self.copy_from_host(source, target)

    def copy_from_machine(self, source: str, target_dir: str = "") -> None:
        """Copies a file or a directory of the guest into the results of the run."""
        folder = shlex.quote(str(Path(source).parent))
        name = shlex.quote(Path(source).name)
        # A link that is asked for by name is what it leads to; here it would lead nowhere.
        data = self.succeed(
            f"follow=; test -d {folder}/{name} || follow=--dereference;"
            f" tar -C {folder} $follow -czf - {name} | base64 -w 0"
        )
        target = self._out / target_dir
        target.mkdir(parents=True, exist_ok=True)
        with tarfile.open(fileobj=io.BytesIO(base64.b64decode(data)), mode="r:gz") as tar:
            tar.extractall(target, **_SAFELY)
