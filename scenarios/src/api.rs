//! The API of scripts: the table from which the stub, its checks and the documentation are made.
//! Names and signatures equal those of the NixOS test driver.

use codegen::vm::{Api, Method};

/// The API of test scripts.
pub static API: Api = Api {
    machine: &MACHINE,
    log: &LOG,
    functions: &FUNCTIONS,
    variables: &[
        ("machines", "list[Machine]"),
        ("log", "Log"),
        ("t", "TestCase"),
    ],
};

const fn method(name: &'static str, signature: &'static str, doc: &'static str) -> Method {
    Method {
        name,
        signature,
        doc,
    }
}

#[rustfmt::skip]
static FUNCTIONS: [Method; 4] = [
    method("start_all", "() -> None", "Switches all machines on."),
    method("join_all", "() -> None", "Waits until all machines are off."),
    method("subtest", "(name: str) -> AbstractContextManager[None]", "A named part of the test. What it asserts is its name."),
    method("retry", "(fn: Callable[[bool], bool], timeout_seconds: Duration = 900) -> None", "Calls a function each second until it is true, and once more at the end, with `True`."),
];

#[rustfmt::skip]
static LOG: [Method; 5] = [
    method("log", "(self, message: str) -> None", "A line in the log of the run."),
    method("info", "(self, message: str) -> None", "The same."),
    method("warning", "(self, message: str) -> None", "The same, for what is not as it should be."),
    method("error", "(self, message: str) -> None", "The same, for what is wrong. It does not end the script."),
    method("nested", "(self, message: str) -> AbstractContextManager[None]", "A part of the log, with the time that it took."),
];

#[rustfmt::skip]
static MACHINE: [Method; 36] = [
    method("start", "(self, allow_reboot: bool = False) -> None", "Switches the machine on. Without `allow_reboot`, a reboot ends it."),
    method("connect", "(self) -> None", "Waits for the root shell; starts the machine if need be."),
    method("shutdown", "(self) -> None", "Shuts the machine down in order, and waits until it is off."),
    method("crash", "(self) -> None", "Cuts the power: what the guest has not flushed is lost."),
    method("reboot", "(self) -> None", "Presses Ctrl+Alt+Del. The machine must have been started with `allow_reboot`."),
    method("is_up", "(self) -> bool", "Whether the machine is on."),
    method("wait_for_shutdown", "(self) -> None", "Waits until the machine is off."),
    method("wait_for_unit", "(self, unit: str, user: str | None = None, timeout: Duration = 900) -> None", "Waits until a unit is active. One that failed, or that is inactive without a job, is an error."),
    method("wait_for_file", "(self, filename: str, timeout: Duration = 900) -> None", "Waits until a file exists. The name goes to the shell as it is."),
    method("wait_for_open_port", "(self, port: int, addr: str = \"localhost\", timeout: Duration = 900) -> None", "Waits until something listens on a TCP port."),
    method("wait_for_closed_port", "(self, port: int, addr: str = \"localhost\", timeout: Duration = 900) -> None", "Waits until nothing listens on a TCP port."),
    method("wait_until_succeeds", "(self, command: str, timeout: Duration = 900) -> str", "Repeats a command each second until it succeeds; gives its output."),
    method("wait_until_fails", "(self, command: str, timeout: Duration = 900) -> str", "Repeats a command each second until it fails; gives its output."),
    method("execute", "(self, command: str, check_return: bool = True, check_output: bool = True, timeout: Duration | None = 900) -> tuple[int, str]", "Runs a shell command; gives its status and its output. Status 124 is a timeout."),
    method("succeed", "(self, *commands: str, timeout: Duration | None = None) -> str", "Runs commands, each of which must succeed; gives their outputs in one."),
    method("fail", "(self, *commands: str, timeout: Duration | None = None) -> str", "Runs commands, each of which must fail; gives their outputs in one."),
    method("systemctl", "(self, q: str, user: str | None = None) -> tuple[int, str]", "Runs `systemctl`, of the system or of a user who has a session."),
    method("get_unit_info", "(self, unit: str, user: str | None = None) -> dict[str, str]", "The properties of a unit, as `systemctl show` prints them."),
    method("get_unit_property", "(self, unit: str, property: str, user: str | None = None) -> str", "One property of a unit."),
    method("require_unit_state", "(self, unit: str, require_state: str = \"active\") -> None", "Fails unless a unit is in a state now."),
    method("start_job", "(self, jobname: str, user: str | None = None) -> tuple[int, str]", "Starts a unit."),
    method("stop_job", "(self, jobname: str, user: str | None = None) -> tuple[int, str]", "Stops a unit."),
    method("copy_from_host", "(self, source: str, target: str) -> None", "Copies a file or a directory of the host to a path of the guest, or into a directory there."),
    method("copy_from_host_via_shell", "(self, source: str, target: str) -> None", "The same, through the shell."),
    method("copy_from_machine", "(self, source: str, target_dir: str = \"\") -> None", "Copies a file or a directory of the guest into the results of the run."),
    method("wait_for_console_text", "(self, regex: str, timeout: Duration | None = None) -> None", "Waits until a line on the console matches, or several in a row."),
    method("get_console_log", "(self) -> str", "What the console has said since the last start, also when the machine is off."),
    method("send_monitor_command", "(self, command: str) -> str", "Sends a command to the monitor of QEMU; gives the answer."),
    method("send_key", "(self, key: str, delay: float | None = 0.01, log: bool | None = True) -> None", "Presses a key, named as QEMU's monitor names it."),
    method("block", "(self) -> None", "Unplugs the network."),
    method("unblock", "(self) -> None", "Plugs the network in again."),
    method("sleep", "(self, secs: Duration) -> None", "Lets time pass in the guest."),
    method("log", "(self, msg: str) -> None", "A line in the log of the run."),
    method("nested", "(self, msg: str) -> AbstractContextManager[None]", "A part of the log, with the time that it took."),
    method("wait_for_open_unix_socket", "(self, addr: str, is_datagram: bool = False, timeout: Duration = 900) -> None", "Waits until something listens on a Unix socket."),
    method("release", "(self) -> None", "Ends the machine, whatever it does."),
];
