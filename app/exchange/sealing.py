"""Sealing an edition for a recipient who gave a key: one file, encrypted with age, that only the recipient can open.

The key lies in `DATA_DIR/recipients/CODE.age-recipient` (one line, `age1...`; https://age-encryption.org/v1). What is sealed is a
tar of the edition's folder, so the recipient runs `age -d`, `tar -x` and `directory verify-edition`, and none of it needs us.
"""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pyrage

from app.db import Database, fsync_folder
from app.errors import Unavailable

SUFFIX = ".tar.age"


def recipient_key(database: Database, code: str) -> str | None:
    """The recipient's age key, none where it gave none. Raises `Unavailable` for a file that holds no such key.

    A key that cannot be read stops the edition: it must never leave in the open because of a slip.
    """
    path = database.settings.data_dir / "recipients" / f"{code}.age-recipient"
    if not path.exists():
        return None
    lines = [line.strip() for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    try:
        if len(lines) != 1:
            raise ValueError("one line with one key is expected")
        pyrage.x25519.Recipient.from_str(lines[0])
    except (ValueError, pyrage.RecipientError) as problem:
        raise Unavailable(f"The edition was not handed out: {path.name} holds no age key ({problem}).") from None
    return lines[0]


def sealed(edition: Path, key: str) -> Path:
    """The sealed file beside the edition's folder; made once and kept, for age gives other bytes each time."""
    target = edition.with_name(edition.name + SUFFIX)
    if target.exists():
        return target
    unfinished = target.with_name(f".{target.name}.part")
    raw = pyrage.encrypt(_tar(edition), [pyrage.x25519.Recipient.from_str(key)])
    with unfinished.open("wb") as out:
        out.write(raw)
        out.flush()
        os.fsync(out.fileno())
    unfinished.rename(target)
    fsync_folder(target.parent)
    return target


def _tar(edition: Path) -> bytes:
    """The folder as a tar without times and owners of this machine."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for path in sorted(edition.iterdir()):
            about = tarfile.TarInfo(f"{edition.name}/{path.name}")
            about.size, about.mode = path.stat().st_size, 0o600
            with path.open("rb") as file:
                tar.addfile(about, file)
    return out.getvalue()
