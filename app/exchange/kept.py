"""The files of a kept edition as they may leave: all with their hashes, or the one sealed file where the recipient gave a key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from app.db import Database
from app.errors import Invalid, Unavailable
from app.exchange.formats.folder import SIGNATURE
from app.exchange.formats.manifest import NAME, files_of
from app.exchange.sealing import sealed
from app.exchange.signing import SUFFIX
from app.exchange.verify import REVOKED


@dataclass(frozen=True)
class KeptFile:
    """A file that may leave: where it lies, its SHA-256 in hexadecimal, its size in bytes, rows in it where they are known."""

    path: Path
    sha256: str
    bytes: int
    rows: int | None = None


def kept_files(edition: Path, key: str | None) -> dict[str, KeptFile]:
    """By name what a recipient may have of its edition; with a key the sealed file alone: nothing goes open by a slip.

    Raises `Unavailable` where the store has lost it. Whether each file is what the manifest says is for its reader to check:
    hashing all of an edition for each of its files would cost too much.
    """
    try:
        named = files_of((edition / NAME).read_bytes())
    except (OSError, Invalid):
        raise Unavailable(f"The edition {edition.name} is not in the store any more: the next run writes a new one.") from None
    if key is not None:
        file = sealed(edition, key)
        return {file.name: _measured(file)}
    found = {name: KeptFile(edition / name, facts.sha256, facts.bytes, facts.rows) for name, facts in named.items()}
    beside = {name: _measured(edition / name) for name in (NAME, SIGNATURE) if (edition / name).is_file()}
    if lost := [name for name, file in found.items() if not file.path.is_file() or file.path.stat().st_size != file.bytes]:
        raise Unavailable(f"The edition {edition.name} is not whole in the store: {sorted(lost)[0]}.")
    return {**found, **beside}


def revocation_files(database: Database) -> dict[str, KeptFile]:
    """The signed list of revoked editions and its signature by name; none where no edition was ever revoked."""
    folder = database.settings.data_dir / "editions"
    paths = [folder / REVOKED, folder / (REVOKED + SUFFIX)]
    return {path.name: _measured(path) for path in paths} if all(path.is_file() for path in paths) else {}


def _measured(path: Path) -> KeptFile:
    with path.open("rb") as file:
        return KeptFile(path, hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)
