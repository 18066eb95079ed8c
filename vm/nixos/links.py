#!/usr/bin/python3
"""Lays out a package of nixpkgs as links to the files of Debian packages.

    links.py OUT PACKAGE... [-- PLACEHOLDER...]

The files are those that dpkg lists, so that nothing of another package comes along. Programs go to
`bin`, libraries of the architecture to `lib`, units and tmpfiles of Debian to the places where the
modules of NixOS look for those of the package. Placeholders are paths below OUT that no package has.
"""

import os
import sys
from pathlib import Path

ARCHITECTURE = "usr/lib/x86_64-linux-gnu/"

# Where the root keeps what must not act in the guest by itself (aside.sh).
ASIDE = "usr/share/debian"

# The first match counts: what dpkg lists below the left is at the middle, and is linked at the right.
PLACES = [
    ("usr/lib/systemd/system/", f"{ASIDE}/system/", "{units}/system/"),
    ("usr/lib/systemd/user/", f"{ASIDE}/user/", "{units}/user/"),
    ("usr/lib/tmpfiles.d/", f"{ASIDE}/tmpfiles.d/", "{data}/tmpfiles.d/"),
    ("usr/lib/sysctl.d/", f"{ASIDE}/sysctl.d/", "{data}/sysctl.d/"),
    ("usr/lib/sysusers.d/", f"{ASIDE}/sysusers.d/", "{data}/sysusers.d/"),
    ("usr/bin/", "usr/bin/", "bin/"),
    ("usr/sbin/", "usr/sbin/", "bin/"),
    (ARCHITECTURE, ARCHITECTURE, "lib/"),
    ("usr/lib/", "usr/lib/", "lib/"),
    ("usr/share/", "usr/share/", "share/"),
]


def listed(package: str) -> list[str]:
    """The files of a Debian package, with `/usr` merged."""
    info = Path("/var/lib/dpkg/info")
    for name in package, f"{package}:amd64":
        file = info / f"{name}.list"
        if file.exists():
            paths = [line.lstrip("/") for line in file.read_text().splitlines()]
            merged = ("bin/", "sbin/", "lib/", "lib64/")
            return [f"usr/{path}" if path.startswith(merged) else path for path in paths]
    sys.exit(f"links.py: the Debian root has no package {package}")


def places(package: str, path: str) -> tuple[str, str] | None:
    """Where a listed file is, and where it is linked."""
    # The modules copy the units of systemd one by one; those of others they take as they are.
    own = package in ("systemd", "systemd-container", "udev")
    units, data = ("example/systemd", "example") if own else ("lib/systemd", "lib")
    for prefix, source, target in PLACES:
        if path.startswith(prefix):
            rest = path.removeprefix(prefix)
            return source + rest, target.format(units=units, data=data) + rest
    return None


def link(out: Path, package: str) -> None:
    """Links all files of one package."""
    for path in listed(package):
        found = places(package, path)
        if found is None:
            continue
        source, target = Path("/") / found[0], out / found[1]
        if source.is_dir() and not source.is_symlink():
            continue
        if not os.path.lexists(source) or os.path.lexists(target):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        # Aliases of units are links to units beside them.
        if source.is_symlink() and ASIDE in str(source):
            target.symlink_to(os.readlink(source))
        else:
            target.symlink_to(source)


def hold(place: Path) -> None:
    """Makes something harmless at a place that must not be empty."""
    if os.path.lexists(place):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.suffix == ".wants":
        place.mkdir()
    elif "/systemd/system/" in str(place):
        text = "[Unit]\nDescription=Placeholder\nConditionPathExists=!/\n"
        if place.suffix in (".service", ".socket"):
            section = {".service": "[Service]\nExecStart=/bin/false", ".socket": "[Socket]\nListenStream=/run/placeholder"}
            text += section[place.suffix] + "\n"
        place.write_text(text)
    elif place.suffix == ".conf":
        place.touch()
    else:
        place.write_text("#!/bin/sh\nexit 1\n")
        place.chmod(0o755)


def main() -> None:
    """All packages; the first that has a file wins."""
    out, arguments = Path(sys.argv[1]), [*sys.argv[2:], "--"]
    out.mkdir(parents=True)
    packages = arguments[: arguments.index("--")]
    for package in packages:
        link(out, package)
    for placeholder in arguments[len(packages) + 1 : -1]:
        hold(out / placeholder)
    if (out / "bin").exists():
        # `sh` is of dash there, and scripts of NixOS are written for bash.
        if "bash" in packages:
            (out / "bin/sh").symlink_to("/usr/bin/bash")
        # Scripts of nixpkgs look for programs in either.
        (out / "sbin").symlink_to("bin")


main()
