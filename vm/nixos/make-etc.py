#!/usr/bin/python3
"""Makes the file system that NixOS lays over `/etc`, in place of mkcomposefs, which Debian lacks.

    mkcomposefs --from-file DUMP IMAGE

DUMP has a line for each path: composefs-dump(5). Files that it has no content of are taken by overlayfs
from the layer below, at the path that an attribute names.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

DIRECTORY, REGULAR, LINK = 0o04, 0o10, 0o12
SHORT = {"n": b"\n", "r": b"\r", "t": b"\t", "\\": b"\\"}


def unescape(field: str) -> bytes:
    """The bytes that a field stands for."""
    parts = re.split(r"\\(x[0-9a-f]{2}|.)", field)
    result = parts[0].encode()
    for escaped, text in zip(parts[1::2], parts[2::2]):
        byte = bytes([int(escaped[1:], 16)]) if len(escaped) == 3 else SHORT[escaped]
        result += byte + text.encode()
    return result


def make(root: str, line: str) -> None:
    """Makes one path below the root."""
    path, size, mode, _, uid, gid, _, _, payload, content, *_ = line.split(" ")
    place = root + unescape(path).decode()
    kind, permissions = int(mode, 8) >> 12, int(mode, 8) & 0o7777
    if kind == LINK:
        os.symlink(unescape(payload), place)
    elif kind == DIRECTORY:
        os.makedirs(place, exist_ok=True)
    elif kind == REGULAR:
        Path(place).write_bytes(b"" if content == "-" else unescape(content))
        if payload != "-":
            os.truncate(place, int(size))
            below = b"/" + unescape(payload).lstrip(b"/")
            os.setxattr(place, "trusted.overlay.redirect", below)
            os.setxattr(place, "trusted.overlay.metacopy", b"")
    else:
        sys.exit(f"make-etc.py: {path} is of a kind that NixOS does not write: {mode}")
    if kind != LINK:
        os.chmod(place, permissions)
    os.chown(place, int(uid), int(gid), follow_symlinks=False)


def main() -> None:
    """Parents before what is in them, as in the dump."""
    dump, image = sys.argv[2:4]
    with tempfile.TemporaryDirectory() as root:
        for line in sorted(Path(dump).read_text().splitlines(), key=lambda line: line.split(" ")[0]):
            make(root, line)
        command = ["mkfs.erofs", "--quiet", "-T1", "-U", "00000000-0000-0000-0000-000000000000"]
        subprocess.run([*command, image, root], check=True)


main()
