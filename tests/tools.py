"""Programs of the machine that some tests need; run as a script it prints the Debian packages that are missing."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "postgresql": ("initdb",),
    "minisign": ("minisign",),
}
"""What a test may need (the name is also Debian's package) and the programs that it may be."""


def postgresql_folder() -> Path | None:
    """Where PostgreSQL's programs lie; Debian keeps them out of PATH, one folder a version."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


def find(tool: str) -> str | None:
    """The path of the program, or none; raises KeyError for a tool that nobody listed here."""
    names = PROGRAMS[tool]
    if tool == "postgresql":
        folder = postgresql_folder()
        return str(folder / "initdb") if folder else None
    return next(filter(None, map(shutil.which, names)), None)


def missing() -> list[str]:
    """The tools that this machine lacks."""
    return [tool for tool in PROGRAMS if find(tool) is None]


if __name__ == "__main__":
    sys.stdout.write(" ".join(missing()))
