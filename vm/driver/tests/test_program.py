"""The whole program, as `cargo xtask vm` starts it: what an interrupt leaves."""

import json
import signal
import subprocess
import sys
import time
import unittest

from .with_machine import GUEST, WithMachine


class Interrupted(WithMachine):
    """Runs that somebody ends."""

    def start(self, *more: str) -> tuple[subprocess.Popen[bytes], int]:
        """A run in the middle of a script, and the shell of its guest."""
        state = self.folder / "state"
        state.mkdir()
        (self.folder / "shell").unlink(missing_ok=True)
        config = {
            "vms": {"machine": {"name": "machine", "start_script": str(GUEST)}},
            "test_script": f"machine.succeed('echo $PPID > {self.folder}/shell; sleep 60')",
        }
        (state / "config.json").write_text(json.dumps(config))
        driver = subprocess.Popen(
            [sys.executable, "-B", "-m", "vm_driver", str(state / "config.json")]
            + ["--state", str(state), "--out", str(self.folder / "out"), *more],
            cwd=GUEST.parents[1],
        )
        self.addCleanup(driver.wait)
        self.addCleanup(driver.kill)
        shell = self.folder / "shell"
        deadline = time.monotonic() + 30
        while not (shell.exists() and shell.read_text().endswith("\n")):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        return driver, int(shell.read_text())

    def test_no_guest_is_left(self) -> None:
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(ending):
                driver, shell = self.start("--discard")
                driver.send_signal(ending)
                self.assertEqual(driver.wait(20), 130)
                self.assert_ends(shell)
                self.assertFalse((self.folder / "state").exists())

    def test_the_folder_of_somebody_else_is_left_alone(self) -> None:
        driver, _ = self.start()
        driver.terminate()
        self.assertEqual(driver.wait(20), 130)
        self.assertTrue((self.folder / "state/config.json").exists())

    def test_the_last_limit_keeps_what_there_is(self) -> None:
        driver, shell = self.start("--discard")
        driver.send_signal(signal.SIGUSR1)
        self.assertEqual(driver.wait(20), 1)
        self.assert_ends(shell)
        self.assertTrue((self.folder / "state/config.json").exists())
        result = json.loads((self.folder / "out/result.json").read_text())
        self.assertIn("time limit", result["failure"])


if __name__ == "__main__":
    unittest.main()
