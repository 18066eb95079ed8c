"""The driver against a guest that is not one: protocol, waiting, and what a script sees."""

import ast
import inspect
import json
import os
import tempfile
import time
import unittest
from datetime import timedelta
from pathlib import Path
from unittest import mock

from vm_driver.driver import Driver
from vm_driver.durations import RequestedAssertionFailed, retry, seconds
from vm_driver.machine import Machine
from vm_driver.report import Report
from vm_driver.shell import ShellClosed

from .with_machine import GUEST, WithMachine

STUB = Path(__file__).parents[3] / "generated-modules/tests/driver.pyi"


class Protocol(WithMachine):
    def test_output_and_status(self) -> None:
        self.assertEqual(self.machine.execute("echo out; echo err >&2; exit 3"), (3, "out\n"))
        self.assertEqual(self.machine.execute("true"), (0, ""))
        self.assertEqual(self.machine.succeed("echo a", "echo 'b c'"), "a\nb c\n")

    def test_a_pipe_fails_with_its_first_command(self) -> None:
        self.assertEqual(self.machine.execute("false | true")[0], 1)

    def test_large_and_odd_output(self) -> None:
        text = self.machine.succeed("head -c 300000 /dev/zero | tr '\\0' x")
        self.assertEqual(text, "x" * 300000)
        self.assertEqual(self.machine.succeed("printf '\\303\\251'"), "é")

    def test_quotes_survive(self) -> None:
        self.assertEqual(self.machine.succeed("echo \"it's\" '$HOME \\'"), "it's $HOME \\\n")

    def test_a_command_reads_nothing_of_the_next(self) -> None:
        self.assertEqual(self.machine.succeed("cat"), "")
        self.assertEqual(self.machine.succeed("echo still there"), "still there\n")

    def test_a_timeout_is_status_124(self) -> None:
        self.assertEqual(self.machine.execute("sleep 30", timeout=1)[0], 124)
        with self.assertRaises(RequestedAssertionFailed):
            self.machine.succeed("sleep 30", timeout=timedelta(seconds=1))

    def test_what_is_not_asked_for(self) -> None:
        self.assertEqual(self.machine.execute("echo x; exit 1", check_return=False), (-1, "x\n"))

    def test_an_answer_that_nobody_read_is_not_that_of_the_next(self) -> None:
        self.assertEqual(self.machine.execute("sleep 0.2; echo x", check_output=False), (-2, ""))
        self.assertEqual(self.machine.execute("echo y"), (0, "y\n"))

    def test_fail_and_succeed_are_opposites(self) -> None:
        self.machine.fail("false")
        with self.assertRaisesRegex(RequestedAssertionFailed, "exit code 7.*reason"):
            self.machine.succeed("echo reason; exit 7")
        with self.assertRaisesRegex(RequestedAssertionFailed, "unexpectedly succeeded"):
            self.machine.fail("true")

    def test_copies(self) -> None:
        tree = self.folder / "tree"
        (tree / "sub").mkdir(parents=True)
        (tree / "sub/file").write_bytes(os.urandom(200_000))
        target = str(self.folder / "copied")
        # The guest is this machine, whose /run is not the test's.
        if os.geteuid() == 0:
            self.machine.copy_from_host(str(tree), target)
            self.assertEqual(
                Path(target, "sub/file").read_bytes(), (tree / "sub/file").read_bytes()
            )
            # As with `cp`: what is a directory already gets it inside.
            self.machine.copy_from_host(str(tree / "sub/file"), target)
            self.assertTrue(Path(target, "file").is_file())
        self.machine.copy_from_machine(str(tree / "sub/file"), "got")
        self.assertEqual(
            (self.folder / "out/got/file").read_bytes(), (tree / "sub/file").read_bytes()
        )

    def test_a_link_is_copied_as_what_it_leads_to(self) -> None:
        (self.folder / "real").write_text("x")
        (self.folder / "link").symlink_to(self.folder / "real")
        self.machine.copy_from_machine(str(self.folder / "link"))
        copied = self.folder / "out/link"
        self.assertFalse(copied.is_symlink())
        self.assertEqual(copied.read_text(), "x")

    def test_a_file_is_waited_for_by_a_pattern(self) -> None:
        self.machine.execute(f"(sleep 1; touch {self.folder}/came-1) > /dev/null &")
        self.machine.wait_for_file(f"{self.folder}/came-*", timeout=10)


class Power(WithMachine):
    def test_shutdown_and_start_again(self) -> None:
        self.assertFalse(self.machine.is_up())
        self.machine.succeed("true")
        self.assertTrue(self.machine.is_up())
        self.machine.shutdown()
        self.assertFalse(self.machine.is_up())
        self.machine.succeed("true")

    def test_crash_leaves_no_process(self) -> None:
        shell = int(self.machine.succeed("echo $PPID"))
        self.machine.crash()
        self.assertFalse(self.machine.is_up())
        self.assert_ends(shell)

    def test_a_machine_that_does_not_start_says_why(self) -> None:
        with mock.patch.dict(os.environ, {"FAKE_GUEST": "broken"}):
            with self.assertRaisesRegex(ShellClosed, "no such machine"):
                self.machine.start()

    def test_a_machine_that_dies_is_noticed(self) -> None:
        with mock.patch.dict(os.environ, {"FAKE_GUEST": "dies"}):
            with self.assertRaises(ShellClosed):
                self.machine.succeed("true")

    def test_monitor_and_console(self) -> None:
        self.assertIn("answer to info", self.machine_started().send_monitor_command("info"))
        self.machine.wait_for_console_text("console .*ks", timeout=5)
        self.assertIn("the console speaks", self.machine.get_console_log())
        with self.assertRaises(RequestedAssertionFailed):
            self.machine.wait_for_console_text("never", timeout=0.1)

    def test_the_network_is_unplugged_or_says_why_not(self) -> None:
        self.machine_started().block()
        self.machine.unblock()
        self.machine.release()
        with mock.patch.dict(os.environ, {"FAKE_GUEST": "no-network"}):
            with self.assertRaisesRegex(RequestedAssertionFailed, "no such device"):
                self.machine_started().block()

    def test_the_console_can_be_read_when_the_machine_is_off(self) -> None:
        with mock.patch.dict(os.environ, {"FAKE_GUEST": "dies"}):
            self.machine.start()
            self.machine.wait_for_shutdown()
        self.machine.wait_for_console_text("speaks\nand", timeout=5)
        self.assertFalse(self.machine.is_up())
        self.assertIn("the console speaks\nand again", self.machine.get_console_log())
        with self.assertRaisesRegex(ShellClosed, "never"):
            self.machine.wait_for_console_text("never")

    def machine_started(self) -> Machine:
        self.machine.start()
        return self.machine


class Units(WithMachine):
    def test_commands_for_a_user_keep_their_quotes(self) -> None:
        su = self.folder / "bin/su"
        su.write_text('#!/bin/sh\nwhile [ "$1" != -c ]; do shift; done\necho "$2"\n')
        su.chmod(0o755)
        _, said = self.machine.systemctl("show 'a b'", user="alice")
        self.assertIn("systemctl --user show 'a b'", said)

    def with_states(self, *states: str, jobs: str = "No jobs running.") -> None:
        """A `systemctl` that shows one state after the other, and the last for ever."""
        tool = self.folder / "bin/systemctl"
        state = self.folder / "state"
        state.write_text("\n".join(states) + "\n")
        tool.write_text(
            "#!/bin/sh\n"
            f'case "$*" in *list-jobs*) echo "{jobs}"; exit;; esac\n'
            f"echo ActiveState=$(head -n 1 {state})\n"
            f"if [ $(wc -l < {state}) -gt 1 ]; then sed -i 1d {state}; fi\n"
        )
        tool.chmod(0o755)

    def test_a_unit_that_becomes_active(self) -> None:
        self.with_states("activating", "active")
        self.machine.wait_for_unit("x")
        self.machine.require_unit_state("x")

    def test_a_unit_that_failed(self) -> None:
        self.with_states("activating", "failed")
        with self.assertRaisesRegex(RequestedAssertionFailed, "failed"):
            self.machine.wait_for_unit("x")

    def test_a_unit_that_nothing_starts(self) -> None:
        self.with_states("inactive")
        with self.assertRaisesRegex(RequestedAssertionFailed, "no pending jobs"):
            self.machine.wait_for_unit("x")

    def test_a_unit_that_waits_for_a_job(self) -> None:
        self.with_states("inactive", "active", jobs="12 x.service start waiting")
        self.machine.wait_for_unit("x", timeout=5)


class Scripts(WithMachine):
    def run_script(self, script: str, timeout: float = 30) -> tuple[bool, Report]:
        config = {
            "vms": {"one-more": {"name": "one-more", "start_script": str(GUEST)}},
            "containers": {},
            "vlans": [],
            "global_timeout": timeout,
            "test_script": script,
        }
        report = Report(self.folder)
        with mock.patch("builtins.print"):
            passed = Driver(config, self.folder, self.folder, report).run()
        return passed, report

    def test_names_of_a_script(self) -> None:
        passed, report = self.run_script(
            "start_all()\n"
            "with subtest('a'):\n    assert machine is one_more and machines == [machine]\n"
            "t.assertEqual(machine.succeed('echo x'), 'x\\n')\n"
            "retry(lambda last: True)\nmachine.log('x')\n"
        )
        self.assertTrue(passed, report.result)
        written = json.loads((self.folder / "result.json").read_text())
        self.assertEqual([subtest["name"] for subtest in written["subtests"]], ["a"])
        self.assertIsNone(written["failure"])

    def test_the_log_takes_lines_of_scripts(self) -> None:
        passed, report = self.run_script("log.info('one')\nlog.warning('two')\nlog.error('three')")
        self.assertTrue(passed, report.result)
        written = (self.folder / "driver.log").read_text()
        for line in ("one", "warning: two", "error: three"):
            self.assertIn(line, written)

    def test_a_script_may_be_in_a_file(self) -> None:
        file = self.folder / "script.py"
        file.write_text("t.fail('of the file')\n")
        passed, report = self.run_script(str(file))
        self.assertFalse(passed)
        self.assertIn("of the file", report.result.failure or "")

    def test_a_failure_names_its_subtest_and_line(self) -> None:
        passed, report = self.run_script("\nwith subtest('b'):\n    machine.succeed('exit 9')\n")
        self.assertFalse(passed)
        self.assertIn("exit code 9", report.result.failure or "")
        self.assertIn("line 3", report.result.failure or "")
        self.assertIsNotNone(report.result.subtests[0].failure)

    def test_a_crash_of_the_emulator_is_told_from_other_failures(self) -> None:
        for mode, crashed in (("crashes", True), ("dies", False)):
            with mock.patch.dict(os.environ, {"FAKE_GUEST": mode}):
                passed, report = self.run_script("machine.succeed('true')")
            self.assertFalse(passed)
            self.assertEqual(report.result.crashed, crashed)
            self.assertEqual("an assertion failed" in (report.result.failure or ""), crashed)

    def test_the_global_timeout_ends_a_script(self) -> None:
        start = time.monotonic()
        passed, report = self.run_script("machine.start()\nmachine.sleep(60)", timeout=1)
        self.assertFalse(passed)
        self.assertIn("more than 1 seconds", report.result.failure or "")
        self.assertLess(time.monotonic() - start, 20)


class Durations(unittest.TestCase):
    def test_both_kinds(self) -> None:
        self.assertEqual(seconds(timedelta(minutes=1)), seconds(60))

    def test_retry_tries_once_more_at_the_end(self) -> None:
        calls: list[bool] = []

        def fn(last: bool) -> bool:
            calls.append(last)
            return last

        retry(fn, 0)
        self.assertEqual(calls, [True])
        with self.assertRaises(RequestedAssertionFailed):
            retry(lambda last: False, timedelta(0))


class Signatures(unittest.TestCase):
    """The stub that scripts are checked against says what the driver is."""

    def test_every_method_has_the_parameters_of_the_stub(self) -> None:
        stubs = {node.name: node for node in self.stub() if isinstance(node, ast.ClassDef)}
        self.assertEqual(stubs.keys(), {"Machine", "Log"})
        for stub, real in ((stubs["Machine"], Machine), (stubs["Log"], Report)):
            methods = [node for node in stub.body if isinstance(node, ast.FunctionDef)]
            for method in methods:
                self.assertEqual(
                    self.parameters(method), self.real(getattr(real, method.name)), method.name
                )
            # The rest of the report is for the driver.
            if real is Machine:
                public = {name for name in vars(real) if not name.startswith("_")}
                self.assertLessEqual(public, {method.name for method in methods})

    def test_every_name_is_there(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            config = {"vms": {}, "test_script": ""}
            names = Driver(config, Path(folder), Path(folder), Report()).symbols()
        for node in self.stub():
            if isinstance(node, ast.FunctionDef):
                self.assertIn(node.name, names)
            elif isinstance(node, ast.AnnAssign):
                self.assertIn(ast.unparse(node.target), names)
        [function] = [node for node in self.stub() if getattr(node, "name", "") == "retry"]
        assert isinstance(function, ast.FunctionDef)
        self.assertEqual(self.parameters(function), self.real(retry))

    @staticmethod
    def stub() -> list[ast.stmt]:
        return ast.parse(STUB.read_text()).body

    @staticmethod
    def parameters(function: ast.FunctionDef) -> list[str]:
        arguments = function.args
        names = [argument.arg for argument in arguments.args]
        defaults = [ast.literal_eval(default) for default in arguments.defaults]
        missing = len(names) - len(defaults)
        shown = [
            name if index < missing else f"{name}={defaults[index - missing]!r}"
            for index, name in enumerate(names)
        ]
        if arguments.vararg:
            shown.append(f"*{arguments.vararg.arg}")
        for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults):
            shown.append(f"{argument.arg}={ast.literal_eval(value)!r}" if value else argument.arg)
        return shown

    @staticmethod
    def real(function: object) -> list[str]:
        assert callable(function)
        shown = []
        for parameter in inspect.signature(function).parameters.values():
            name = parameter.name
            if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
                name = f"*{name}"
            elif parameter.default is not inspect.Parameter.empty:
                name = f"{name}={parameter.default!r}"
            shown.append(name)
        return shown


if __name__ == "__main__":
    unittest.main()
