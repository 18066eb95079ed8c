"""What tests of the driver start from."""

import os
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

from vm_driver.machine import Machine
from vm_driver.report import Report

GUEST = Path(__file__).with_name("fake_guest.py")


class WithMachine(unittest.TestCase):
    """A machine in a folder of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        # The guest's `poweroff` ends its shell.
        poweroff = self.folder / "bin/poweroff"
        poweroff.parent.mkdir()
        poweroff.write_text("#!/bin/sh\nkill -KILL $PPID\n")
        poweroff.chmod(0o755)
        self.environment = mock.patch.dict(os.environ, {"FAKE_BIN": str(poweroff.parent)})
        self.environment.start()
        self.addCleanup(self.environment.stop)
        (self.folder / "out").mkdir()
        self.report = Report(self.folder / "out")
        self.machine = Machine(
            "fake", str(GUEST), self.folder / "fake", self.folder / "out", self.report
        )
        self.addCleanup(self.machine.release)

    def assert_ends(self, process: int) -> None:
        """It is gone soon, where it was killed and only has to be waited for."""
        deadline = time.monotonic() + 5
        while Path(f"/proc/{process}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertFalse(Path(f"/proc/{process}").exists())
