"""Zip archives that somebody sent - workbooks, folders of tables: judged by their directory before a byte is unpacked."""

from __future__ import annotations

import zipfile
from collections.abc import Generator
from pathlib import Path, PurePosixPath

from app.exchange.limits import ARCHIVE_BYTES, ARCHIVE_FILES, ARCHIVE_RATIO, read_bytes, refused

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_START = b"PK\x03\x04"
_SMALL = 1024 * 1024
"""Below this many bytes the ratio says nothing: a page of blanks packs very well."""
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def is_archive(path: Path) -> bool:
    """Whether the file begins as a zip archive does."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == _START


def opened_archive(path: Path) -> zipfile.ZipFile:
    """The archive, opened, none of its files read yet. Raises `Invalid` for one that is damaged or passes the limits.

    No more than a file's stated size is ever unpacked from it, so what is judged here is what there can be.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as problem:
        refused(f"is a damaged archive ({problem})", where=path.name)
    files = archive.infolist()
    if len(files) > ARCHIVE_FILES:
        refused(f"holds {len(files):,} files; {ARCHIVE_FILES:,} are the most", where=path.name)
    if len({info.filename for info in files}) < len(files):
        refused("holds two files of one name", where=path.name)
    for info in files:
        _judge(info)
    if (total := sum(info.file_size for info in files)) > ARCHIVE_BYTES:
        refused(f"unpacks to {total:,} bytes; {ARCHIVE_BYTES:,} are the most", where=path.name)
    return archive


def parts(archive: zipfile.ZipFile, name: str) -> Generator[bytes, None, None]:
    """The bytes of one file of an archive, a piece at a time. Raises `Invalid` where it is missing or damaged."""
    try:
        with archive.open(name) as file:
            while piece := file.read(64 * 1024):
                yield piece
    except KeyError:
        refused("is missing in the archive", where=name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, zipfile.zlib.error) as problem:  # type: ignore[attr-defined]
        refused(f"is damaged ({problem})", where=name[:80])


def unpacked(path: Path, into: Path, endings: tuple[str, ...]) -> Path:
    """A folder with the files of an archive that have one of these endings, under their own names without folders.

    Raises `Invalid` as above, and where two files would have one name.
    """
    into.mkdir()
    with opened_archive(path) as archive:
        for info in archive.infolist():
            name = PurePosixPath(info.filename).name
            if info.is_dir() or name.startswith(".") or not name.endswith(endings):
                continue
            target = into / name
            if target.exists():
                refused("holds two files of one name", where=name)
            with target.open("xb") as out:
                for piece in parts(archive, info.filename):
                    out.write(piece)
    if not any(into.iterdir()):
        refused(f"holds no file that ends with {' or '.join(endings)}", where=path.name)
    return into


def read_small(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small file of an archive, whole. Raises `Invalid` for one above a megabyte."""
    raw = bytearray()
    for piece in parts(archive, name):
        raw += piece
        if len(raw) > _SMALL:
            refused(f"has more than {_SMALL:,} bytes", where=name)
    return bytes(raw)


def refuse_old_workbook(path: Path) -> None:
    """Raises `Invalid` for the old binary form of workbooks, which is also that of workbooks with a password."""
    if path.is_file() and read_bytes(path, most=path.stat().st_size)[:4] == OLD_WORKBOOK:
        refused("is an old workbook, or one with a password: save it as .xlsx without one", where=path.name)


def _judge(info: zipfile.ZipInfo) -> None:
    name, where = PurePosixPath(info.filename.replace("\\", "/")), info.filename[:80]
    if name.is_absolute() or ".." in name.parts or ":" in info.filename:
        refused("leads out of its folder", where=where)
    if info.flag_bits & 1:
        refused("is locked with a password", where=where)
    if info.compress_type not in _PLAIN:
        refused("is packed in a way that is not read here", where=where)
    if info.file_size > _SMALL and info.file_size > ARCHIVE_RATIO * max(info.compress_size, 1):
        refused(f"unpacks to more than {ARCHIVE_RATIO} times its size", where=where)
