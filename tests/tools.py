"""Programs of the machine that some tests need; run as a script it prints the Debian packages that are missing."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "postgresql": ("initdb",),
    "minisign": ("minisign",),
    "poppler-utils": ("pdftotext",),
}
"""What a test may need (the name is also Debian's package) and the programs that it may be."""

DEEP = {
    "firefox-esr": ("firefox-esr", "firefox"),
    "fonts-noto-core": ("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf",),
    "fonts-noto-cjk": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",),
    "libreoffice-calc": ("/usr/lib/libreoffice/program/libsclo.so",),
    "libreoffice-writer": ("/usr/lib/libreoffice/program/libswlo.so",),
    "libez-vcard-java": ("/usr/share/java/ez-vcard.jar",),
    "libvinnie-java": ("/usr/share/java/vinnie.jar",),
    "default-jdk-headless": ("javac",),
    "khard": ("khard",),
    "nodejs": ("node",),
    "npm": ("npm",),
    "vdirsyncer": ("vdirsyncer",),
}
"""What only the slow tier needs: large, or of use for nothing else. A file stands for a package without a program."""


def postgresql_folder() -> Path | None:
    """Where PostgreSQL's programs lie; Debian keeps them out of PATH, one folder a version."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


def find(tool: str) -> str | None:
    """The path of the program, or none; raises KeyError for a tool that nobody listed here."""
    names = {**PROGRAMS, **DEEP}[tool]
    if tool == "postgresql":
        folder = postgresql_folder()
        return str(folder / "initdb") if folder else None
    return next(filter(None, map(_found, names)), None)


def _found(name: str) -> str | None:
    if name.startswith("/"):
        return name if Path(name).exists() else None
    return shutil.which(name)


def missing(*, deep: bool = False) -> list[str]:
    """The tools that this machine lacks, with `deep` those of the slow tier too."""
    return [tool for tool in (*PROGRAMS, *(DEEP if deep else ())) if find(tool) is None]


if __name__ == "__main__":
    sys.stdout.write(" ".join(missing(deep="--deep" in sys.argv)))
