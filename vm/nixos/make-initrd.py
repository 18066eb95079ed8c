#!/usr/bin/python3
"""Copies files and what they need into a root that runs without the rest of the system.

    make-initrd-ng CONTENTS ROOT

The programs of NixOS find their libraries by the paths written in them, those of Debian by the search
path of the loader; so this stands for the program of the same name. CONTENTS is its input: a list of
`{ source, target, dlopen }` in JSON.
"""

import json
import os
import shutil
import stat
import struct
import sys
from pathlib import Path

LIBRARIES = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu/systemd", "/usr/lib"]
PROGRAMS = ["/usr/bin", "/usr/sbin"]
PRIORITIES = ["required", "recommended", "suggested"]

# Program headers, and tags of the dynamic section.
PT_DYNAMIC, PT_INTERP, PT_NOTE = 2, 3, 4
DT_NEEDED, DT_STRTAB = 1, 5
# What systemd writes about libraries that it opens when it needs them.
DLOPEN_NOTE = 0x407C0C0A


class Elf:
    """The parts of a program or library that name others."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        (offset,) = struct.unpack_from("<Q", data, 32)
        size, count = struct.unpack_from("<HH", data, 54)
        self._headers = [struct.unpack_from("<IIQQQQQQ", data, offset + size * i) for i in range(count)]

    def _parts(self, kind: int) -> list[tuple[int, int]]:
        return [(header[2], header[5]) for header in self._headers if header[0] == kind]

    def _offset(self, address: int) -> int:
        for kind, _, offset, start, _, size, _, _ in self._headers:
            if kind == 1 and start <= address < start + size:
                return int(offset + address - start)
        raise ValueError("an address outside of the file")

    def _text(self, at: int) -> str:
        return self._data[at : self._data.index(b"\0", at)].decode()

    def interpreters(self) -> list[str]:
        """The loader."""
        return [self._text(at) for at, _ in self._parts(PT_INTERP)]

    def needed(self) -> list[str]:
        """Libraries that the loader loads."""
        entries = [
            struct.unpack_from("<qQ", self._data, at)
            for start, size in self._parts(PT_DYNAMIC)
            for at in range(start, start + size, 16)
        ]
        strings = [self._offset(value) for tag, value in entries if tag == DT_STRTAB]
        return [self._text(strings[0] + value) for tag, value in entries if tag == DT_NEEDED]

    def opened(self, wanted: dict[str, object]) -> list[str]:
        """Libraries that it may open, as far as they are wanted."""
        limit = PRIORITIES.index(str(wanted["usePriority"]))
        names: list[str] = []
        for start, size in self._parts(PT_NOTE):
            at = start
            while at + 12 <= start + size:
                owner, length, kind = struct.unpack_from("<III", self._data, at)
                at += 12 + (owner + 3) // 4 * 4
                if kind == DLOPEN_NOTE:
                    text = self._data[at : at + length].split(b"\0")[0]
                    for entry in json.loads(text):
                        priority = PRIORITIES.index(entry.get("priority", "recommended"))
                        if priority <= limit or entry.get("feature") in wanted["features"]:
                            names += entry["soname"]
                at += (length + 3) // 4 * 4
        return names


class Copier:
    """Copies paths to the same place in the root, each once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._done: set[tuple[str, bool]] = set()
        self._queue: list[tuple[str, dict[str, object] | None]] = []

    def add(self, path: str, dlopen: dict[str, object] | None) -> None:
        """Copies a path with everything that it needs."""
        self._queue.append((path, dlopen))
        while self._queue:
            path, dlopen = self._queue.pop()
            if (path, bool(dlopen)) not in self._done:
                self._done.add((path, bool(dlopen)))
                self._path(path, dlopen)

    def _path(self, path: str, dlopen: dict[str, object] | None) -> None:
        if os.path.dirname(path) in PROGRAMS:
            # There these folders are links to folders of the store, which have the program.
            return
        parts = [part for part in path.split("/") if part]
        current = "/"
        for index, part in enumerate(parts):
            if part in (".", ".."):
                self._queue.append((os.path.realpath(path), dlopen))
                return
            current = os.path.join(current, part)
            mode = os.lstat(current).st_mode
            target = self._root / current.lstrip("/")
            if stat.S_ISLNK(mode):
                rest = "/".join(parts[index + 1 :])
                self._link(current, target, rest, dlopen)
                return
            if stat.S_ISDIR(mode):
                target.mkdir(exist_ok=True)
            elif not os.path.lexists(target):
                self._file(current, target, dlopen)
        if os.path.isdir(current):
            self._queue += [(os.path.join(current, name), dlopen) for name in os.listdir(current)]

    def _link(self, link: str, target: Path, rest: str, dlopen: dict[str, object] | None) -> None:
        to = os.path.join(os.path.dirname(link), os.readlink(link))
        real = os.path.realpath(to)
        if link.startswith("/nix/store/") and os.path.dirname(to) in PROGRAMS:
            if os.path.exists(real) and not os.path.lexists(target):
                self._file(real, target, dlopen)
            return
        if not os.path.lexists(target):
            target.symlink_to(os.readlink(link))
        # A link to a whole folder of Debian would bring it all.
        if rest or not (os.path.isdir(to) and real.startswith("/usr/")):
            follow = os.path.join(to, rest) if rest else to
            if os.path.lexists(follow):
                self._queue.append((follow, dlopen))

    def _file(self, source: str, target: Path, dlopen: dict[str, object] | None) -> None:
        shutil.copyfile(source, target)
        target.chmod(stat.S_IMODE(os.stat(source).st_mode) & 0o755)
        data = target.read_bytes()
        if not data.startswith(b"\x7fELF\x02"):
            return
        elf = Elf(data)
        for interpreter in elf.interpreters():
            self._queue.append((interpreter, dlopen))
        names = elf.needed() + (elf.opened(dlopen) if dlopen else [])
        for name in names:
            found = [f"{folder}/{name}" for folder in LIBRARIES if os.path.exists(f"{folder}/{name}")]
            if found:
                self._queue.append((found[0], dlopen))


def main() -> None:
    """Each source, and a link to it where it is wanted elsewhere."""
    contents, root = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    os.umask(0o022)
    copier = Copier(root)
    for entry in contents:
        source, target = entry["source"], entry.get("target")
        copier.add(source, entry.get("dlopen"))
        if target:
            place = root / target.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            if not os.path.lexists(place):
                place.symlink_to(source)


main()
