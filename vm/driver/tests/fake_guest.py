#!/usr/bin/env python3
"""Stands in for QEMU and its guest: the driver's protocol, with a bash of this machine."""

import os
import re
import socket
import subprocess
import sys
import time


def connect(pattern: str) -> socket.socket:
    """The socket that the options of the driver name."""
    found = re.search(pattern, os.environ["QEMU_OPTS"])
    assert found, os.environ["QEMU_OPTS"]
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(found[1])
    return connection


def main() -> None:
    """Connects as QEMU does, says what a guest says, and leaves the shell to bash."""
    mode = os.environ.get("FAKE_GUEST", "")
    if mode == "broken":
        print("no such machine", flush=True)
        sys.exit(1)
    monitor = connect(r"-monitor unix:(\S+)")
    shell = connect(r"id=shell,path=(\S+)")
    monitor.sendall(b"QEMU monitor\r\n(qemu) ")
    print("the console speaks\nand again", flush=True)
    if mode == "crashes":
        print("qemu: an assertion failed", flush=True)
        os.abort()
    if mode == "dies":
        sys.exit(0)
    if mode == "silent":
        time.sleep(60)
    shell.sendall(b"noise of the boot\r\nSpawning backdoor root shell...\r\n")
    bash = subprocess.Popen(
        ["bash", "--norc"], stdin=shell.fileno(), stdout=shell.fileno(), stderr=subprocess.DEVNULL, env=shell_env()
    )
    while bash.poll() is None:
        monitor.settimeout(0.05)
        try:
            command = monitor.recv(4096)
        except TimeoutError:
            continue
        if not command:
            break
        is_missing = mode == "no-network" and command.startswith(b"set_link")
        answer = b"Error: no such device\r\n" if is_missing else b"answer to " + command
        monitor.sendall(answer + b"(qemu) ")
    bash.kill()


def shell_env() -> dict[str, str]:
    """`poweroff` of this machine must not be found."""
    folder = os.environ["FAKE_BIN"]
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}


if __name__ == "__main__":
    main()
